"""The proof that one record is part of an edition, for anyone to check without the ledger."""

from records.integrity import merkle
from records.integrity.content import contents
from records.integrity.digest import edition_content, entry_content, entry_text
from records.models import Edition, EditionEntry, record_models


def proof_of(entry: EditionEntry) -> dict[str, object]:
    """The content of a version, its entry, the way from there to the root, and the edition that
    holds the root. Reads one branch of the edition, however large that is."""
    edition = entry.edition
    versions = record_models()[entry.kind].objects.filter(code=entry.code, version=entry.version)
    ((_values, content),) = contents(versions)
    return {
        "content": content,
        "entry": entry_content(entry),
        "place": entry.place,
        "path": [digest.hex() for digest in _path(edition, entry.place)],
        "edition": edition_content(edition),
        "digest": edition.digest,
    }


def _path(edition: Edition, place: int) -> list[bytes]:
    branch, inside = divmod(place, merkle.BRANCH)
    start = branch * merkle.BRANCH
    neighbours = edition.entries.in_digest_order().filter(
        place__gte=start, place__lt=start + merkle.BRANCH
    )
    leaves = [merkle.leaf(entry_text(one)) for one in neighbours.select_related("submitted_by")]
    stored = edition.branches.order_by("place").values_list("digest", flat=True)
    branches = [bytes.fromhex(digest) for digest in stored]
    return [*merkle.partners(leaves, inside), *merkle.partners(branches, branch)]
