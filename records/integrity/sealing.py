"""Sealing: the root and the digest of an edition that is about to be saved."""

from collections.abc import Iterable

from records.integrity import merkle
from records.integrity.digest import digest_of, edition_content, entry_text
from records.models import Edition, EditionBranch, EditionEntry


def put_in_order(entries: list[EditionEntry]) -> None:
    """Give the entries of one edition their places: by kind and code, letter by letter."""
    entries.sort(key=lambda entry: (entry.kind, entry.code))
    for place, entry in enumerate(entries):
        entry.place = place


def seal(edition: Edition, entries: list[EditionEntry]) -> list[EditionBranch]:
    """Write places, number, root and digest on what is not saved yet; returns the branches to save
    with it."""
    put_in_order(entries)
    edition.record_count = len(entries)
    return seal_texts(edition, map(entry_text, entries))


def seal_texts(edition: Edition, entries: Iterable[str]) -> list[EditionBranch]:
    """The same of canonical texts of entries in their order, read one by one; `record_count` is
    set."""
    branches = merkle.branches(map(merkle.leaf, entries))
    edition.root = merkle.root(branches).hex()
    edition.digest = digest_of(edition_content(edition))
    return stored_branches(edition.number, branches)


def stored_branches(number: int, branches: list[bytes]) -> list[EditionBranch]:
    """The rows that edition `number` has of these branches: none where one is the whole tree."""
    if len(branches) < 2:
        return []
    return [
        EditionBranch(edition_id=number, place=place, digest=branch.hex())
        for place, branch in enumerate(branches)
    ]
