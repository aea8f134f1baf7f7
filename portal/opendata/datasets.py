"""Everything public as flat tables: one for each kind of record, of row and of reference data.

The CSV files, their dictionary and the API all take their columns from here, and their list from
the registry of kinds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from config.lib.dates import PartialDateField
from config.lib.money import MoneyField
from config.lib.spreadsheets.export import SheetColumn
from programs import models as programs
from records.integrity.digest import content_fields
from records.kinds import Kind, kind_for, open_kinds
from records.models import Edition, Record, Row, Statement, StoredFile, Unit


class Joined(Func):
    """SQL: the entries of an array as one text."""

    function = "array_to_string"
    template = "%(function)s(%(expressions)s, ';')"
    output_field = models.CharField()


@dataclass(frozen=True)
class Column:
    """One column: where its value stands, and the field that says what it means."""

    name: str
    field: models.Field
    path: str
    constant: str = ""
    label: str = ""  # where the field's own name says too little

    @property
    def stored(self) -> models.Field:
        """The field that holds the value: a generated one says what it gives."""
        return self.field.output_field if self.field.generated else self.field

    @property
    def kind(self) -> str:
        """text, integer, decimal, date, choice, choices, reference or statement."""
        field = self.stored
        if field.related_model is StoredFile:
            return "text"
        if field.many_to_one or field.one_to_one:
            return "statement" if field.related_model is Statement else "reference"
        if isinstance(field, ArrayField):
            return "choices"
        if field.choices:
            return "choice"
        return next(kind for of, kind in KINDS if isinstance(field, of))

    @property
    def is_required(self) -> bool:
        """Whether every row has it."""
        return not (self.constant or self.field.null or self.field.blank)

    @property
    def unit(self) -> str:
        """The unit where it is the same for all rows."""
        return Unit.CNY if isinstance(self.stored, MoneyField) else ""

    @property
    def target(self) -> str:
        """The table that a reference leads to."""
        return (
            kind_for(self.field.related_model).plural
            if self.kind in ("statement", "reference")
            else ""
        )

    @cached_property
    def labels(self) -> dict[str, tuple[str, str]]:
        """The code list: the English and the Chinese name of every code; empty for other kinds."""
        field = self.stored.base_field if self.kind == "choices" else self.stored
        return {code: both(label) for code, label in field.flatchoices or ()}

    @property
    def names(self) -> tuple[str, str]:
        """What the column is called in both languages."""
        return both(self.label or self.field.verbose_name)

    def value(self, row: models.Model):
        """The value in `row`; None where something on the way to it is not stated."""
        found = self.constant or row
        for step in () if self.constant else self.path.split("__"):
            found = None if found is None else getattr(found, step)
        return found

    def sheet(self) -> tuple[SheetColumn, ...]:
        """The same in a CSV file, where a statement takes two columns."""
        if self.constant:
            return (SheetColumn(self.name, Value(self.constant)),)
        if self.kind == "statement":
            source = self.name.replace("statement", "source")
            return (
                SheetColumn(source, f"{self.path}__source__code"),
                SheetColumn(self.name, f"{self.path}__code"),
            )
        if self.kind == "choices":
            return (SheetColumn(self.name, Joined(self.path)),)
        path = f"{self.path}__code" if self.kind == "reference" else self.path
        return (SheetColumn(self.name, path, self.kind not in ("integer", "decimal")),)


KINDS = (
    (PartialDateField, "date"),
    (models.DecimalField, "decimal"),
    (models.IntegerField, "integer"),
    (models.Field, "text"),
)


@dataclass(frozen=True)
class Table:
    """The columns of one kind of public row."""

    kind: Kind

    @property
    def model(self) -> type[models.Model]:
        return self.kind.model

    @property
    def name(self) -> str:
        return self.kind.plural

    @property
    def key(self) -> tuple[str, ...]:
        return self.kind.key

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return (*_head(self.model), *_content(self.model))

    def sheet(self) -> tuple[SheetColumn, ...]:
        return tuple(part for column in self.columns for part in column.sheet())

    def rows(self, edition: int | None) -> models.QuerySet:
        return self.kind.rows(edition)


def tables() -> Iterator[Table]:
    """Every public table, reference data first."""
    return (table_of(kind.model) for kind in open_kinds())


@cache
def table_of(model: type[models.Model]) -> Table:
    return Table(kind_for(model))


def both(label) -> tuple[str, str]:
    """A text of the interface in English and in Chinese."""
    with override("en"):
        english = str(label)
    with override("zh-hans"):
        return english, str(label)


def _head(model) -> Iterator[Column]:
    """Which version of what a row is, and in which edition it was published."""
    if issubclass(model, Record):
        fields = model._meta.get_field
        yield Column("code", fields("code"), "code")
        yield Column("version", fields("version"), "version")
        yield Column("edition", EDITION_NUMBER, "published_in_id", label=_("published in edition"))
    if issubclass(model, Row):
        owner, fields = model.belongs_to, model.owner_model()._meta.get_field
        yield Column(owner, model._meta.get_field(owner), owner)
        yield Column(
            f"{owner}_version",
            fields("version"),
            f"{owner}__version",
            label=_("version of the record"),
        )
        yield Column(
            "edition", EDITION_NUMBER, f"{owner}__published_in_id", label=_("published in edition")
        )
        if model.owner_model().has_year():
            yield Column("year", fields("year"), f"{owner}__year")


def _content(model) -> Iterator[Column]:
    is_versioned = issubclass(model, Record | Row)
    fields = content_fields(model) if is_versioned else model._meta.concrete_fields[1:]
    computed = (field for field in model._meta.concrete_fields if field.generated)
    for field in (*fields, *computed):
        if field.many_to_one and issubclass(field.related_model, Row):
            line = field.related_model._meta.get_field("line")
            yield Column(
                f"{field.name}_line", line, f"{field.name}__line", label=_("line of the allocation")
            )
        elif field.related_model is StoredFile:  # known by its SHA-256
            yield Column(field.name, field, field.attname)
        else:
            yield Column(field.name, field, field.name)
    yield from UNITS.get(model, ())


EDITION_NUMBER = Edition._meta.get_field("number")
_UNIT = programs.Indicator._meta.get_field("unit")
UNITS = {
    programs.Allocation: (Column("unit", _UNIT, "", Unit.CNY),),
    programs.Payment: (Column("unit", _UNIT, "", Unit.CNY),),
    programs.Result: (Column("unit", _UNIT, "indicator__unit"),),
}
