"""The registry of checks: each says once what can be wrong with a record.

The publication gate, forms, `manage.py run_checks` and the public data-quality pages all ask this
one registry. A check names rows that fail as querysets, so that a million records are counted and
paged by the database, and a single draft is asked in the same words.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from config.lib import dates, money
from config.lib.tables.tables import NOT_STATED
from records.models import Record, Row, record_models
from records.quality.populations import Populate, Population

CHUNK = 2000  # rows that are read at a time
FIGURES = ("found", "expected", "difference")


class Severity(models.TextChoices):
    """The effect of a finding on publication (检查级别)."""

    BLOCKS = "blocks", _("blocks publication")
    WARNS = "warns", _("warns")


def nothing_stated(_row) -> dict[str, object]:
    """No details: for checks of empty fields."""
    return {}


@dataclass(frozen=True)
class Offenders:
    """Rows that fail a check in one field, and the details of each.

    `rows` are versions, their rows, or reference data that the finding is about, with all that
    `says` reads fetched along. `says` gives `found`, `expected`, `difference` and `unit` of a
    row; further names go into the message.
    """

    rows: models.QuerySet | Sequence[models.Model]
    field: str = ""
    says: Callable[[models.Model], dict[str, object]] = nothing_stated

    @property
    def model(self) -> type[models.Model] | None:
        """The kind of the rows; None where they are no query."""
        return self.rows.model if isinstance(self.rows, models.QuerySet) else None

    def count(self, most: int | None = None) -> int:
        """How many rows fail; `most` where there are more."""
        if not isinstance(self.rows, models.QuerySet):
            return len(self.rows)
        return (self.rows if most is None else self.rows.order_by()[:most]).count()


# From the versions to examine, and those that count beside them, to the rows that fail. `beside`
# may hold the versions themselves and other versions of the same codes: compare by code.
Find = Callable[[models.QuerySet, models.QuerySet], Iterable[Offenders]]
Choose = Callable[[type[Record]], models.QuerySet]


@dataclass(frozen=True)
class Check:
    """One thing that can be wrong. `kind` is the kind of record that it examines; `Record` is
    every kind. `rule` says what should hold; `message`, what does not, with named placeholders.
    `populate` counts what can be tested; `untestable` says it of a ledger in which nothing can.

    `reads` names the kinds of reference data that decide beside a version and its own rows; None
    where versions are compared with each other. `is_of_the_day` says that the day decides too, and
    `is_in_python` that `find` asks the database itself, where others only make queries."""

    code: str
    kind: type[Record]
    severity: Severity
    title: str
    rule: str
    message: str
    find: Find
    populate: Populate
    untestable: str
    is_public: bool = True
    reads: tuple[str, ...] | None = None
    is_of_the_day: bool = False
    is_in_python: bool = False

    def kinds(self) -> list[type[Record]]:
        return [model for model in record_models().values() if issubclass(model, self.kind)]

    def findings(self, choose: Choose, beside: Choose) -> "Findings":
        """The findings among the versions that `choose` gives of each kind."""
        batches = (self.find(choose(model), beside(model)) for model in self.kinds())
        return Findings(self, [offenders for batch in batches for offenders in batch])

    def population(self, choose: Choose, beside: Choose) -> Population:
        """How many rows of these versions the rule is about, and how many it can test."""
        parts = (self.populate(choose(model), beside(model)) for model in self.kinds())
        return sum((part for batch in parts for part in batch), Population())


@dataclass(frozen=True)
class Finding:
    """One row that fails a check: where, the value found, and the value expected."""

    check: Check
    where: models.Model
    field: str = ""
    found: object = None
    expected: object = None
    difference: Decimal | int | None = None
    unit: str = ""
    names: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def version(self) -> Record | None:
        """The version that it is about; None where it is about reference data."""
        if isinstance(self.where, Row):
            return self.where.owner
        return self.where if isinstance(self.where, Record) else None

    @property
    def subject(self) -> models.Model:
        """The version that the finding is about, or the reference data."""
        return self.version or self.where

    @property
    def address(self) -> str:
        """The public page of the subject; empty where there is none."""
        page = getattr(self.subject, "get_absolute_url", None)
        return page() if page else ""

    @property
    def place(self) -> str:
        return place(self.where, self.field)

    @property
    def text(self) -> str:
        """The message in the reader's language."""
        figures = {name: format_value(getattr(self, name), self.unit) for name in FIGURES}
        return str(self.check.message) % {**figures, **self.names}


class Findings:
    """The findings of one check, read from the database no further than they are asked for.

    `known` says of each batch how many there are, and the ids of those that are listed, None where
    the database finds them soon; `most` bounds the findings that are listed, and counted where that
    is not known. Without both all are counted.
    """

    def __init__(
        self,
        check: Check,
        offenders: Sequence[Offenders],
        known: Sequence[tuple[int, list[int] | None]] | None = None,
        most: int | None = None,
    ):
        self.check, self.offenders, self.most = check, offenders, most
        self.known = known if known and len(known) == len(offenders) else None

    def bounded(self, known: Sequence[tuple[int, list[int] | None]] | None, most: int):
        return Findings(self.check, self.offenders, known, most)

    @cached_property
    def counts(self) -> list[int]:
        """How many of each batch are listed."""
        if self.known:
            return [number if ids is None else len(ids) for number, ids in self.known]
        if self.most is None:
            return [batch.count() for batch in self.offenders]
        counts: list[int] = []
        for batch in self.offenders:
            left = self.most + 1 - sum(counts)
            counts.append(batch.count(left) if left else 0)
        return counts

    @property
    def is_more(self) -> bool:
        """Whether there are more findings than are listed."""
        found = sum(number for number, _ids in self.known) if self.known else sum(self.counts)
        return len(self) < found

    def __len__(self) -> int:
        listed = sum(self.counts)
        return listed if self.most is None else min(listed, self.most)

    def __iter__(self) -> Iterator[Finding]:
        for batch in self.offenders:
            is_query = isinstance(batch.rows, models.QuerySet)
            for row in batch.rows.iterator(CHUNK) if is_query else batch.rows:
                yield self._finding(batch, row)

    def at_once(self) -> Iterator[Finding]:
        """All of them, where they are few: one query for each batch and no cursor."""
        return (self._finding(batch, row) for batch in self.offenders for row in batch.rows)

    def __getitem__(self, part: slice) -> list[Finding]:
        start, stop, _step = part.indices(len(self))
        findings = []
        for place, (batch, count) in enumerate(zip(self.offenders, self.counts, strict=True)):
            if stop > 0 and start < count:
                rows = self._rows(place, max(start, 0), stop)
                findings += [self._finding(batch, row) for row in rows]
            start, stop = start - count, stop - count
        return findings

    def _rows(self, place: int, start: int, stop: int) -> models.QuerySet | Sequence[models.Model]:
        """Rows of a batch: by their records where they are few or all are counted, else as they
        were recorded, which an index holds; chosen by id before anything else of them is read."""
        rows, ids = self.offenders[place].rows, self.known[place][1] if self.known else None
        if not isinstance(rows, models.QuerySet) or (self.most is None and ids is None):
            return rows[start:stop]
        if ids is not None:
            return rows.filter(pk__in=ids)[start:stop]
        chosen = rows.order_by("pk").values_list("pk", flat=True)[start:stop]
        return rows.filter(pk__in=list(chosen)).order_by("pk")

    def _finding(self, batch: Offenders, row: models.Model) -> Finding:
        details = batch.says(row)
        figures = {name: details.pop(name) for name in (*FIGURES, "unit") if name in details}
        return Finding(self.check, row, batch.field, **figures, names=details)


_registry: dict[str, Check] = {}


def register(*checks: Check) -> None:
    """Add the checks of a room, when the room is ready."""
    for check in checks:
        if check.code in _registry:
            raise ValueError(f"There are two checks with the code {check.code}.")
        _registry[check.code] = check


def registered() -> list[Check]:
    """Every check, in the order of the rooms: what holds for every kind comes first."""
    return list(_registry.values())


def standing(model: type[Record]) -> models.QuerySet:
    """The published and open versions, with which a draft is compared."""
    return model.objects.published() | model.objects.open()


def in_edition(edition: int | None) -> Choose:
    """The versions public at edition number `edition`; None is today."""
    return lambda model: model.objects.as_of(edition)


def as_if_public(versions: models.QuerySet, beside: models.QuerySet) -> models.QuerySet:
    """The public versions, with `versions` in the place of the same records."""
    return versions | beside.published().exclude(code__in=versions.values("code"))


def with_references(rows: models.QuerySet) -> models.QuerySet:
    """Versions with all that their names and pages are made of."""
    fields = rows.model._meta.concrete_fields
    foreign = (f for f in fields if (f.many_to_one or f.one_to_one) and f.editable)
    return rows.select_related(*(field.name for field in foreign))


def place(where: models.Model, field: str) -> str:
    """The row and the field in the reader's language; empty for a record as a whole."""
    row = [f"{where._meta.verbose_name} {where.line}"] if isinstance(where, Row) else []
    named = [str(where._meta.get_field(field).verbose_name)] if field else []
    return " · ".join(row + named)


def format_value(value: object, unit: str = "") -> str:
    """A value of a finding as plain text in the reader's language; "" is a text, None is not."""
    if value is None:
        return str(NOT_STATED)
    if unit == "date":
        return dates.format_partial_date(str(value))
    return money.format_number(value) if isinstance(value, Decimal | int) else str(value)
