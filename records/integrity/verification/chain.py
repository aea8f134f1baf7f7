"""The chain: editions without a gap, each with the entries that its digest covers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from operator import attrgetter, itemgetter

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from config.lib.spreadsheets.export import CHUNK
from records.integrity import merkle
from records.integrity.digest import ENTRY_FIELDS, canonical, digest_of, edition_content
from records.integrity.sealing import stored_branches
from records.integrity.verification.mismatch import MismatchError
from records.integrity.verification.processes import Run
from records.models import Edition, EditionEntry
from records.models.editions import CLOCKS_DIFFER

SPAN = 20 * merkle.BRANCH  # entries that are read at once


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


def verified_editions(since: int, run: Run) -> Iterator[Edition]:
    """Edition after edition beyond number `since`, each that continues the chain and says what its
    digest covers."""
    pieces = chain.from_iterable(run((_pieces, *span) for span in _spans(since)))
    groups = groupby(pieces, key=attrgetter("edition"))
    number, group = next(groups, (None, ()))
    previous = Edition.objects.filter(number=since).first()
    editions = _beyond(since).select_related("published_by").prefetch_related("branches")
    for edition in editions.iterator(CHUNK):
        has_entries = number == edition.number
        _verify_link(edition, previous)
        _verify_entries(edition, list(group) if has_entries else [])
        if digest_of(edition_content(edition)) != edition.digest:
            raise MismatchError(f"edition {edition.number}: its own content has changed")
        if has_entries:
            number, group = next(groups, (None, ()))
        previous = edition
        yield edition
    _verify_no_entry_is_left(since)


def _beyond(since: int) -> QuerySet:
    return Edition.objects.filter(number__gt=since).order_by("number")


def _spans(since: int) -> Iterator[tuple[int, int, int, int | None]]:
    """What is read at once: from which edition to which, from which place up to which; several
    small editions, or a piece of a large one."""
    few, entries = [], 0
    for number, count in _beyond(since).values_list("number", "record_count"):
        if few and entries + count > SPAN:
            yield few[0], few[-1], 0, None
            few, entries = [], 0
        if count > SPAN:
            places = [*range(0, count, SPAN), None]
            yield from ((number, number, *piece) for piece in pairwise(places))
        else:
            few, entries = [*few, number], entries + count
    if few:
        yield few[0], few[-1], 0, None


@dataclass
class _Piece:
    """The branches over neighbouring entries of an edition, and the first that is out of place."""

    edition: int
    count: int
    branches: list[bytes]
    misplaced: str


def _pieces(first: int, last: int, start: int, end: int | None) -> list[_Piece]:
    """The piece of each edition from `first` to `last`, from place `start` up to `end`."""
    numbers = {"edition__gte": first, "edition__lte": last}
    entries = EditionEntry.objects.filter(**numbers, place__gte=start)
    if end is not None:
        entries = entries.filter(place__lt=end)
    names = ("edition_id", "place", *ENTRY_FIELDS, "submitted_by__username")
    rows = entries.in_digest_order().values_list(*names).iterator(CHUNK)
    groups = groupby(rows, key=itemgetter(0))
    return [_piece(edition, group, start) for edition, group in groups]


def _piece(edition: int, rows: Iterable[tuple], start: int) -> _Piece:
    leaves, misplaced = [], ""
    for place, (_edition, stated, *values) in enumerate(rows, start):
        if stated != place and not misplaced:
            kind, code, version, *_rest = values
            misplaced = f"{kind} {code} v{version}: not in place {place}"
        content = dict(zip((*ENTRY_FIELDS, "submitted_by"), values, strict=True))
        leaves.append(merkle.leaf(canonical(content)))
    return _Piece(edition, len(leaves), merkle.branches(leaves), misplaced)


def _verify_link(edition: Edition, previous: Edition | None) -> None:
    """The chain has no gap, and time goes forward in it."""
    name = f"edition {edition.number}"
    if edition.number != (previous.number if previous else 0) + 1:
        raise MismatchError(f"{name}: the edition before it is gone")
    if edition.previous_digest != (previous.digest if previous else ""):
        raise MismatchError(f"{name}: previous digest is not that of the one before")
    if previous and edition.published_at < previous.published_at:
        raise MismatchError(f"{name}: it is dated before edition {previous.number}")
    latest = timezone.now() + CLOCKS_DIFFER
    if previous and edition.published_at > latest:  # the first is that of the fixtures
        raise MismatchError(f"{name}: it is dated in the future")


def _verify_entries(edition: Edition, pieces: list[_Piece]) -> None:
    """The entries of an edition are as many as it says, in their places, and under its root."""
    name = f"edition {edition.number}"
    if misplaced := next((piece.misplaced for piece in pieces if piece.misplaced), ""):
        raise MismatchError(f"{name}: {misplaced}")
    listed = sum(piece.count for piece in pieces)
    if listed != edition.record_count:
        raise MismatchError(f"{name}: {listed} of {edition.record_count} records")
    branches = [branch for piece in pieces for branch in piece.branches] or merkle.branches([])
    if merkle.root(branches).hex() != edition.root:
        raise MismatchError(f"{name}: its entries have changed")
    expected = [(one.place, one.digest) for one in stored_branches(edition.number, branches)]
    if [(one.place, one.digest) for one in edition.branches.all()] != expected:
        raise MismatchError(f"{name}: its branches are not those of its entries")


def _verify_no_entry_is_left(since: int) -> None:
    """Every entry beyond edition `since` belongs to an edition that there is."""
    has_edition = Exists(Edition.objects.filter(number=OuterRef("edition")))
    entries = EditionEntry.objects.filter(~has_edition, edition__gt=since)
    if left := entries.order_by("edition_id").first():
        raise MismatchError(f"edition {left.edition_id} is gone, and its entries are there")
