"""Checks as data: what can be wrong with a record, said once and asked everywhere.

The publication gate, forms, `manage.py run_checks` and the public data-quality pages all ask this
one registry. A check names rows that fail as querysets, so that a million records are counted and
paged by the database, and a single draft is asked in the same words.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.lib import dates, money
from config.lib.tables import NOT_STATED
from records.models import Record, Row, record_models


class Severity(models.TextChoices):
    """What a finding does to publication (检查级别)."""

    BLOCKS = "blocks", _("blocks publication")
    WARNS = "warns", _("warns")


def _nothing_more(_row) -> dict[str, object]:
    return {}


@dataclass(frozen=True)
class Offenders:
    """Rows that fail a check in one field, and what there is to say of each.

    `rows` are versions, their rows, or reference data that the finding is about, with all that
    `says` reads fetched along. `says` gives `found`, `expected`, `difference` and `unit` of a
    row; further names go into the message.
    """

    rows: models.QuerySet | Sequence[models.Model]
    field: str = ""
    says: Callable[[models.Model], dict[str, object]] = _nothing_more

    def count(self) -> int:
        return self.rows.count() if isinstance(self.rows, models.QuerySet) else len(self.rows)


# From the versions to examine, and those that count beside them, to the rows that fail. `beside`
# may hold the versions themselves and other versions of the same codes: compare by code.
Find = Callable[[models.QuerySet, models.QuerySet], Iterable[Offenders]]
Choose = Callable[[type[Record]], models.QuerySet]


@dataclass(frozen=True)
class Check:
    """One thing that can be wrong. `kind` is the kind of record that it examines; `Record` is
    every kind. `message` is a whole sentence with named placeholders."""

    code: str
    kind: type[Record]
    severity: Severity
    title: str
    message: str
    find: Find
    is_public: bool = True

    def kinds(self) -> list[type[Record]]:
        return [model for model in record_models().values() if issubclass(model, self.kind)]

    def findings(self, choose: Choose, beside: Choose) -> "Findings":
        """What it finds in the versions that `choose` gives of each kind."""
        found = (self.find(choose(model), beside(model)) for model in self.kinds())
        return Findings(self, [offenders for batch in found for offenders in batch])


@dataclass(frozen=True)
class Finding:
    """One row that fails a check: where, and what was found instead of what."""

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
    def field_name(self) -> str:
        """The field in the reader's language; empty when the finding is about no single one."""
        return str(self.where._meta.get_field(self.field).verbose_name) if self.field else ""

    @property
    def text(self) -> str:
        """The message in the reader's language."""
        figures = {name: shown(getattr(self, name), self.unit)
                   for name in ("found", "expected", "difference")}  # fmt: skip
        return str(self.check.message) % {"field": self.field_name, **figures, **self.names}


class Findings:
    """The findings of one check, read from the database no further than they are asked for."""

    def __init__(self, check: Check, offenders: Sequence[Offenders]):
        self.check, self.offenders = check, offenders

    @cached_property
    def counts(self) -> list[int]:
        return [batch.count() for batch in self.offenders]

    def __len__(self) -> int:
        return sum(self.counts)

    def __iter__(self) -> Iterator[Finding]:
        for batch in self.offenders:
            for row in batch.rows:
                yield self._finding(batch, row)

    def __getitem__(self, part: slice) -> list[Finding]:
        start, stop, _step = part.indices(len(self))
        found = []
        for batch, count in zip(self.offenders, self.counts, strict=True):
            rows = batch.rows[max(start, 0) : max(stop, 0)]
            found += [self._finding(batch, row) for row in rows]
            start, stop = start - count, stop - count
        return found

    def _finding(self, batch: Offenders, row: models.Model) -> Finding:
        said = batch.says(row)
        figures = {name: said.pop(name) for name in ("found", "expected", "difference", "unit")
                   if name in said}  # fmt: skip
        return Finding(self.check, row, batch.field, **figures, names=said)


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
    """What a draft is compared with: all that is public, and all that may become so."""
    return model.objects.published() | model.objects.open()


def findings_about(version: Record, severity: Severity) -> Iterator[Finding]:
    """The findings of one severity about one version, draft or not, and its rows."""
    only = type(version).objects.filter(pk=version.pk)
    for check in registered():
        if check.severity == severity and isinstance(version, check.kind):
            yield from Findings(check, list(check.find(only, standing(type(version)))))


def shown(value: object, unit: str = "") -> str:
    """A value of a finding as plain text in the reader's language; "" is a text, None is not."""
    if value is None:
        return str(NOT_STATED)
    if unit == "date":
        return dates.display(str(value))
    return money.plain(value) if isinstance(value, Decimal | int) else str(value)
