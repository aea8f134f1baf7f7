"""Columns of downloads, open data, the API and imports: all derived from the fields of a model."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Value
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from config.lib.dates import PartialDateField
from config.lib.language import bilingual
from config.lib.money import MoneyField
from config.lib.spreadsheets.export import SheetColumn, choice, statement
from records.integrity.digest import content_fields
from records.models import Edition, Record, Row, Stable, Statement, Unit, User

TYPES = (
    (PartialDateField, "date"),
    (models.DecimalField, "decimal"),
    (models.IntegerField, "integer"),
    (models.BooleanField, "boolean"),
    (models.Field, "text"),
)
NUMBERS = ("integer", "decimal")


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
    may_lack: bool = False  # whether the way to its value may end before it

    @property
    def stored(self) -> models.Field:
        """The field that holds the value: a generated one says what it gives."""
        return self.field.output_field if self.field.generated else self.field

    @cached_property
    def type(self) -> str:
        """text, integer, boolean, decimal, date, choice, choices, reference or statement."""
        field = self.stored
        if field.related_model is Statement:
            return "statement"
        if field.related_model:
            return "reference" if _has(field.related_model, "code") else "text"
        if isinstance(field, ArrayField):
            return "choices"
        if field.choices:
            return "choice"
        return next(name for of, name in TYPES if isinstance(field, of))

    @property
    def is_required(self) -> bool:
        """Whether every row has it."""
        return not (self.constant or self.may_lack or self.field.null or self.field.blank)

    @property
    def unit(self) -> str:
        """The unit where it is the same for all rows."""
        return Unit.CNY if isinstance(self.stored, MoneyField) else ""

    @cached_property
    def labels(self) -> dict[str, tuple[str, str]]:
        """The code list: the English and the Chinese name of every code; empty for other types."""
        field = self.stored.base_field if self.type == "choices" else self.stored
        return {code: bilingual(label) for code, label in field.flatchoices or ()}

    @property
    def names(self) -> tuple[str, str]:
        """What the column is called in both languages."""
        return bilingual(self.label or self.field.verbose_name)

    def value(self, row: models.Model):
        """The value in `row`; None where something on the way to it is not stated."""
        value = self.constant or row
        for step in () if self.constant else self.path.split("__"):
            value = None if value is None else getattr(value, step)
        return value

    def sheet(self, *, is_named: bool = False) -> tuple[SheetColumn, ...]:
        """The same in a file, where a statement takes two columns. Named, codes have the names of
        what they stand for beside them, and a statement its address."""
        if self.constant:
            return (SheetColumn(self.name, Value(self.constant)),)
        if self.type == "statement":
            return statement(self.path)[: 3 if is_named else 2]
        if self.type == "choices":
            return (SheetColumn(self.name, Joined(self.path)),)
        if self.type == "choice":
            return choice(self.path, self.stored, self.name)[: 2 if is_named else 1]
        if self.type == "reference":
            return self._reference()[: 3 if is_named else 1]
        return (SheetColumn(self.name, self.path, is_text=self.type not in NUMBERS),)

    def _reference(self) -> tuple[SheetColumn, ...]:
        """The code of what a row refers to, and what that is called in both languages."""
        code = SheetColumn(self.name, f"{self.path}__code")
        names = naming_fields(self.field.related_model)
        return (code, *(SheetColumn(f"{self.name}_{one}", f"{self.path}__{one}") for one in names))


@cache
def naming_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Where a model holds what its rows are called, in English and in Chinese: a programme has a
    name, a project a title; a progress report has only its code."""
    known = (name for name in ("name", "title") if _has(model, name))
    return next(((name, f"{name}_zh") for name in known), ())


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def column_of(field: models.Field) -> Column:
    """The column of one field: a user by name, a row of the same record by its line."""
    target = field.related_model
    if target is None or target is Statement or _has(target, "code"):
        return Column(field.name, field, field.name)
    if issubclass(target, Row):
        line = target._meta.get_field("line")
        label = format_lazy(_("line of the {row}"), row=target._meta.verbose_name)
        path = f"{field.name}__line"
        return Column(f"{field.name}_line", line, path, label=label, may_lack=field.null)
    if target is User:
        return Column(field.name, field, f"{field.name}__username")
    return Column(field.name, field, field.attname)  # an edition by its number, a file by SHA-256


def columns_of(model: type[models.Model], added: tuple[Column, ...] = ()) -> tuple[Column, ...]:
    """The public columns of a model: which version of what a row is, what it says, what is `added`
    to that, and last its statements."""
    head = tuple(_head(model))
    known = {column.name for column in head}
    content = [column_of(field) for field in _public_fields(model) if field.name not in known]
    stated = [column for column in content if column.type == "statement"]
    return (*head, *(one for one in content if one not in stated), *added, *stated)


def staff_columns(model: type[models.Model], leave_out: tuple[str, ...] = ()) -> list[SheetColumn]:
    """Every column of a list of staff: all fields of its model, codes beside names."""
    fields = (field for field in model._meta.concrete_fields if field.name not in leave_out)
    columns = (column_of(field) for field in fields if not isinstance(field, models.BinaryField))
    return [part for column in columns for part in column.sheet(is_named=True)]


def _head(model: type[models.Model]) -> Iterator[Column]:
    """What names a row; of a record and its rows also the version, and where it was published."""
    if issubclass(model, Row):
        owner, fields = model.belongs_to, model.owner_model()._meta.get_field
        yield column_of(model._meta.get_field(owner))
        label = _("version of the record")
        yield Column(f"{owner}_version", fields("version"), f"{owner}__version", label=label)
        yield _edition(f"{owner}__published_in_id")
        if model.owner_model().has_year():
            yield Column("year", fields("year"), f"{owner}__year")
        yield column_of(model._meta.get_field("line"))
    elif _has(model, "code"):
        yield column_of(model._meta.get_field("code"))
    if issubclass(model, Record | Stable):
        yield column_of(model._meta.get_field("version"))
        yield _edition("published_in_id")


def _edition(path: str) -> Column:
    number = Edition._meta.get_field("number")
    return Column("edition", number, path, label=_("published in edition"))


def _public_fields(model: type[models.Model]) -> list[models.Field]:
    """The fields that hold what a row says: its own first, then those that others have too."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    if issubclass(model, Record | Row):
        content = content_fields(model)
        fields = [field for field in fields if field.generated or field in content]
    elif issubclass(model, Stable):
        fields = [field for field in fields if field.name in model.content_names()]
    bases = [base._meta for base in model.__mro__[1:] if hasattr(base, "_meta")]
    shared = {field.name for options in bases for field in options.local_fields}
    return sorted(fields, key=lambda field: field.name in shared)
