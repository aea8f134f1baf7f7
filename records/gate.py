"""The publication gate: everything that keeps a version from being published, all at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from records.checks import Finding, Severity, findings_about
from records.models import Record, Row


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where (a record, one of its rows, or what they refer to), and what."""

    where: Model
    field: str
    message: str

    @property
    def anchor(self) -> str:
        """The id of the form field to mend, in the admin's form; empty when there is none."""
        if isinstance(self.where, Row):
            form = _form_of(self.where)
            return f"id_{form}-{self.field}" if self.field else form
        return f"id_{self.field}" if self.field and isinstance(self.where, Record) else ""

    def __str__(self):
        place = " · ".join(self._names())
        return f"{place}: {self.message}" if place else self.message

    def _names(self) -> Iterator[str]:
        if isinstance(self.where, Row):
            yield f"{self.where._meta.verbose_name} {self.where.line}"
        if self.field:
            yield str(self.where._meta.get_field(self.field).verbose_name)


def problems(version: Record) -> list[Problem]:
    """Everything that is missing or wrong in a version and its rows; empty when it may go out."""
    found = [*_missing(version), *_invalid(version)]
    for row in version.rows():
        found += [*_missing(row), *_invalid(row)]
    return found + _from_checks(version, Severity.BLOCKS)


def warnings(version: Record) -> list[Problem]:
    """What a reader of `version` should know and may be right all the same."""
    return _from_checks(version, Severity.WARNS)


def check(version: Record) -> None:
    """Raise one ValidationError with every problem of `version`."""
    found = problems(version)
    if found:
        raise ValidationError([f"{version.code}: {problem}" for problem in found])


def _missing(where: Record | Row) -> list[Problem]:
    message = _("is needed before publication.")
    empty = (name for name in where.required_to_publish if getattr(where, name) in (None, ""))
    return [Problem(where, name, message) for name in empty]


def _invalid(where: Record | Row) -> list[Problem]:
    try:
        where.full_clean()
        if isinstance(where, Record):
            where.clean_for_publication()
    except ValidationError as error:
        return [
            Problem(where, "" if field == "__all__" else field, message)
            for field, messages in _by_field(error).items()
            for message in messages
        ]
    return []


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def _from_checks(version: Record, severity: Severity) -> list[Problem]:
    return [_problem(found) for found in findings_about(version, severity)]


def _problem(found: Finding) -> Problem:
    return Problem(found.where, found.field, found.text)


def _form_of(row: Row) -> str:
    """How the admin's form names a row: its relation and its place among the rows of its kind."""
    relation = row._meta.get_field(row.belongs_to).remote_field.get_accessor_name()
    before = type(row).objects.filter(**{row.belongs_to: row.owner}, line__lt=row.line)
    return f"{relation}-{before.count()}"
