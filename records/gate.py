"""The publication gate: everything that keeps a version from being published, all at once."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from records.models import Record, Row


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where (a record or one of its rows, a field) and what."""

    where: Record | Row
    field: str
    message: str

    @property
    def anchor(self) -> str:
        """The id of the form field to mend, in the admin's form."""
        return f"id_{self.field}" if isinstance(self.where, Record) else self.where._meta.model_name

    def __str__(self):
        names = [self.where._meta.verbose_name] if isinstance(self.where, Row) else []
        if isinstance(self.where, Row):
            names[0] = f"{names[0]} {self.where.line}"
        if self.field:
            names.append(self.where._meta.get_field(self.field).verbose_name)
        place = " · ".join(str(name) for name in names)
        return f"{place}: {self.message}" if place else self.message


def problems(version: Record) -> list[Problem]:
    """Everything that is missing or wrong in a version and its rows; empty when it may go out."""
    found = [*_missing(version), *_invalid(version)]
    for row in version.rows():
        found += [*_missing(row), *_invalid(row)]
    return found


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
