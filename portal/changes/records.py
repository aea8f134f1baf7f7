"""What changed since an edition: the records that later editions published or withdrew."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.text import capfirst

from records.models import Edition, EditionEntry, Record, record_models
from records.review.diff import Difference, whole_differences

FAR = 2_000  # entries, newest first, that the page leads to; the pages of editions have all
FIELDS = 30  # of one record


@dataclass(frozen=True)
class RecordChange:
    """What one edition did to one record. `old` is missing where it was new, `new` where it was
    withdrawn."""

    entry: EditionEntry
    old: Record | None
    new: Record | None
    differences: tuple[Difference, ...]
    more: int  # fields that are left out

    @property
    def record(self) -> Record:
        return self.new or self.old

    @property
    def kind(self) -> str:
        return capfirst(str(self.record._meta.verbose_name_plural))

    @property
    def is_new(self) -> bool:
        return self.old is None

    @property
    def is_withdrawn(self) -> bool:
        return self.new is None

    @property
    def place(self) -> str:
        """The county of the record, else the scope that it states; often neither."""
        county = getattr(self.record, "county", None)
        scope = getattr(self.record, "get_scope_display", str)
        return str(county or scope())


def entries_since(since: int, edition: int | None, kind: str = "") -> QuerySet:
    """The entries of editions after number `since`, up to `edition`, newest edition first."""
    entries = EditionEntry.objects.filter(
        edition__gt=since, edition__in=Edition.objects.as_of(edition)
    )
    entries = entries.filter(kind=kind) if kind else entries
    return entries.select_related("edition").order_by("-edition", "kind", "code")[:FAR]


def kinds_since(since: int, edition: int | None) -> list[tuple[str, int]]:
    """How many of the newest entries are of each kind."""
    newest = entries_since(since, edition).values("pk")
    entries = EditionEntry.objects.filter(pk__in=newest).values_list("kind")
    return list(entries.annotate(Count("pk")).order_by("kind"))


def changes_of(entries: Iterable[EditionEntry]) -> list[RecordChange]:
    """The entries with what they changed: the versions of each kind in one go, however many."""
    entries = list(entries)
    by_kind: dict[str, list[EditionEntry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry)
    changes = [one for kind, some in by_kind.items() for one in _changes_of_kind(kind, some)]
    return sorted(changes, key=_order)


def _order(change: RecordChange) -> tuple:
    return (-change.entry.edition_id, change.entry.kind, change.place, change.entry.code)


def _changes_of_kind(kind: str, entries: list[EditionEntry]) -> Iterable[RecordChange]:
    which = Q()
    for entry in entries:
        touched = Q(published_in=entry.edition_id) | Q(superseded_in=entry.edition_id)
        which |= touched & Q(code=entry.code)
    versions = list(record_models()[kind].objects.with_rows().filter(which))
    new = {(one.published_in_id, one.code): one for one in versions}
    old = {(one.superseded_in_id, one.code): one for one in versions if one.superseded_in_id}
    for entry in entries:
        key = (entry.edition_id, entry.code)
        is_published = entry.action == EditionEntry.Action.PUBLISHED
        yield _change(entry, old.get(key), new.get(key) if is_published else None)


def _change(entry: EditionEntry, old: Record | None, new: Record | None) -> RecordChange:
    """Fields only of what was corrected: a new record, or one withdrawn, is named as a whole."""
    if old is None or new is None:
        return RecordChange(entry, old, new, (), 0)
    kept, left = [], FIELDS
    parts = whole_differences(old, new)
    for part in parts:
        if left > 0:
            kept.append(Difference(part.name, part.what, part.changes[:left]))
        left -= len(part.changes)
    return RecordChange(entry, old, new, tuple(kept), max(0, -left))
