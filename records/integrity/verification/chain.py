"""The chain: editions without a gap, each with the entries that its digest covers."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count, groupby
from operator import attrgetter

from django.utils import timezone

from config.lib.spreadsheets.export import CHUNK
from records.integrity import merkle
from records.integrity.digest import digest_of, edition_content, entry_text
from records.integrity.sealing import stored_branches
from records.integrity.verification.mismatch import MismatchError
from records.models import Edition, EditionEntry


def verify_expected(expected: Mapping[int, str]) -> None:
    """Editions have the digests that somebody wrote down elsewhere."""
    digests = dict(Edition.objects.filter(number__in=expected).values_list("number", "digest"))
    for number, digest in sorted(expected.items()):
        if number not in digests:
            raise MismatchError(f"edition {number} is gone: the chain was cut or never was here")
        if digests[number] != digest:
            raise MismatchError(
                f"edition {number} has the digest {digests[number]}, not the one expected: "
                "the chain was written anew"
            )


def verified_editions(since: int) -> Iterator[Edition]:
    """Edition after edition beyond number `since`, each that continues the chain and says what its
    digest covers."""
    entries = EditionEntry.objects.filter(edition__gt=since).in_digest_order()
    of_editions = entries.select_related("submitted_by").iterator(CHUNK)
    groups = groupby(of_editions, key=attrgetter("edition_id"))
    number, group = next(groups, (None, ()))
    previous = Edition.objects.filter(number=since).first()
    editions = Edition.objects.filter(number__gt=since).select_related("published_by")
    for edition in editions.prefetch_related("branches").order_by("number").iterator(CHUNK):
        has_entries = number == edition.number
        _verify_link(edition, previous)
        _verify_entries(edition, group if has_entries else ())
        if digest_of(edition_content(edition)) != edition.digest:
            raise MismatchError(f"edition {edition.number}: its own content has changed")
        if has_entries:
            number, group = next(groups, (None, ()))
        previous = edition
        yield edition
    if number is not None:
        raise MismatchError(f"edition {number} is gone, and its entries are there")


def _verify_link(edition: Edition, previous: Edition | None) -> None:
    """The chain has no gap, and time goes forward in it."""
    name = f"edition {edition.number}"
    if edition.number != (previous.number if previous else 0) + 1:
        raise MismatchError(f"{name}: the edition before it is gone")
    if edition.previous_digest != (previous.digest if previous else ""):
        raise MismatchError(f"{name}: previous digest is not that of the one before")
    if previous and edition.published_at < previous.published_at:
        raise MismatchError(f"{name}: it is dated before edition {previous.number}")
    if previous and edition.published_at > timezone.now():  # the first is that of the fixtures
        raise MismatchError(f"{name}: it is dated in the future")


def _verify_entries(edition: Edition, entries: Iterable[EditionEntry]) -> None:
    """The entries of an edition are as many as it says, in their places, and under its root."""
    name = f"edition {edition.number}"
    places = count()
    branches = merkle.branches(map(merkle.leaf, _texts(entries, places)))
    listed = next(places)
    if listed != edition.record_count:
        raise MismatchError(f"{name}: {listed} of {edition.record_count} records")
    if merkle.root(branches).hex() != edition.root:
        raise MismatchError(f"{name}: its entries have changed")
    expected = [(one.place, one.digest) for one in stored_branches(edition.number, branches)]
    if [(one.place, one.digest) for one in edition.branches.all()] != expected:
        raise MismatchError(f"{name}: its branches are not those of its entries")


def _texts(entries: Iterable[EditionEntry], places: Iterator[int]) -> Iterator[str]:
    """The canonical texts of entries that stand one after another, counted by `places`."""
    for entry, place in zip(entries, places, strict=False):
        if entry.place != place:
            raise MismatchError(f"edition {entry.edition_id}: {entry}: not in place {place}")
        yield entry_text(entry)
