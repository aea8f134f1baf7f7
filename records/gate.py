"""The publication gate: everything that keeps a version from being published, all at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from records.checks import Finding, Severity, findings_about, place
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
        named = place(self.where, self.field)
        return f"{named}: {self.message}" if named else self.message


def problems(version: Record) -> list[Problem]:
    """Everything that is missing or wrong in a version and its rows; empty when it may go out."""
    return _incomplete(version) + [
        _problem(found) for found in _findings([version], Severity.BLOCKS)
    ]


def warnings(version: Record) -> list[Problem]:
    """What a reader of `version` should know and may be right all the same."""
    return [_problem(found) for found in _findings([version], Severity.WARNS)]


def check(*versions: Record) -> None:
    """Raise one ValidationError with every problem of `versions`, of one kind or several."""
    found = []
    for kind in dict.fromkeys(type(version) for version in versions):
        same = [version for version in versions if type(version) is kind]
        whole = kind.objects.with_rows().filter(pk__in=[version.pk for version in same])
        found += [(version.code, problem) for version in whole for problem in _incomplete(version)]
        found += [(row.version.code, _problem(row)) for row in _findings(same, Severity.BLOCKS)]
    if found:
        raise ValidationError([f"{code}: {problem}" for code, problem in found])


def _findings(versions: Sequence[Record], severity: Severity) -> Iterator[Finding]:
    kind = type(versions[0])
    chosen = kind.objects.filter(pk__in=[version.pk for version in versions])
    return findings_about(chosen, severity)


def _problem(found: Finding) -> Problem:
    return Problem(found.where, found.field, found.text)


def _incomplete(version: Record) -> list[Problem]:
    """What is missing in a version and its rows, and what breaks a rule of the models."""
    parts = [version, *version.rows()]
    return [problem for part in parts for problem in (*_missing(part), *_invalid(part))]


def _missing(where: Record | Row) -> list[Problem]:
    message = _("is needed before publication.")
    empty = (name for name in where.required_to_publish if getattr(where, name) in (None, ""))
    return [Problem(where, name, message) for name in empty]


def _invalid(where: Record | Row) -> list[Problem]:
    """Constraints and references hold in the database already and are not asked again."""
    references = [field.name for field in where._meta.fields if field.many_to_one]
    try:
        where.full_clean(exclude=references, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        return [
            Problem(where, "" if field == "__all__" else field, message)
            for field, messages in _by_field(error).items()
            for message in messages
        ]
    return []


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def _form_of(row: Row) -> str:
    """How the admin's form names a row: its relation and its place among the rows of its kind."""
    before = type(row).objects.filter(**{row.belongs_to: row.owner}, line__lt=row.line)
    return f"{row.relation_name()}-{before.count()}"
