"""The publication gate: everything that keeps a version from being published, all at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DecimalField,
    IntegerField,
    Model,
    QuerySet,
    TextField,
)
from django.utils.translation import gettext as _

from config.lib.orm.text_pairs import column_to_fill, columns_of
from records.models import Record, Row, State
from records.quality.registry import Finding, Severity, place
from records.quality.version_checks import findings_about
from records.registry import bundles
from records.review.dry_run import prepared
from records.review.references import with_companions

# Not among them: a list of JSON, which cannot be compared quickly.
REPEATED = (BooleanField, CharField, DateField, DecimalField, IntegerField, TextField)


@dataclass(frozen=True)
class GateProblem:
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


def problems(version: Record) -> list[GateProblem]:
    """Everything missing or wrong in a version and its rows; empty when it may be published. Of a
    draft that is handed in with others, as its submission would make them."""
    if version.is_draft and bundles.brings_others(type(version)):
        return _problems_together(version)
    return [problem for _version, problem in problems_of(type(version), [version.pk])]


def _problems_together(version: Record) -> list[GateProblem]:
    try:
        with prepared([version]):
            own = [problem for _one, problem in problems_of(type(version), [version.pk])]
            for one in with_companions([version], State.DRAFT)[1:]:
                others = problems_of(type(one), [one.pk])
                own += [
                    GateProblem(version, "", f"{one.code}: {problem}") for _one, problem in others
                ]
            return own
    except ValidationError as refusal:
        own = [problem for _one, problem in problems_of(type(version), [version.pk])]
        return [*own, *(GateProblem(version, "", message) for message in refusal.messages)]


def warnings(version: Record) -> list[GateProblem]:
    """Findings about `version` that do not block its publication."""
    chosen = type(version).objects.filter(pk=version.pk)
    return [_problem(finding) for finding in findings_about(chosen, Severity.WARNS)]


def check(*versions: Record) -> None:
    """Raise one ValidationError with every problem of `versions`, of one kind or several."""
    failures = []
    for kind in dict.fromkeys(type(version) for version in versions):
        failures += problems_of(kind, [version.pk for version in versions if type(version) is kind])
    if failures:
        raise ValidationError([f"{version.code}: {problem}" for version, problem in failures])


def problems_of(kind: type[Record], ids: Sequence[int]) -> Iterator[tuple[Record, GateProblem]]:
    """Every problem of many versions of one kind, each with its version."""
    chosen = kind.objects.filter(pk__in=ids)
    valid: set[tuple] = set()
    for version, part in _parts(chosen):
        missing = _missing(part, is_draft=version.is_draft)
        yield from ((version, problem) for problem in (*missing, *_invalid(part, valid)))
    for finding in findings_about(chosen, Severity.BLOCKS):
        yield finding.version, _problem(finding)


def _parts(chosen: QuerySet) -> Iterator[tuple[Record, Record | Row]]:
    """Versions and their rows, without what they refer to."""
    versions = {version.pk: version for version in chosen}
    yield from ((version, version) for version in versions.values())
    for model in chosen.row_kinds():
        owner = model._meta.get_field(model.belongs_to).attname
        for row in model.objects.filter(**{f"{owner}__in": versions}).order_by(owner, "line"):
            setattr(row, model.belongs_to, versions[getattr(row, owner)])
            yield row.owner, row


def _problem(finding: Finding) -> GateProblem:
    return GateProblem(finding.where, finding.field, finding.text)


def _missing(where: Record | Row, *, is_draft: bool) -> list[GateProblem]:
    """What is still to be typed; of a submitted version also what its submission should have
    filled in."""
    to_come = where.filled_on_submission if is_draft else ()
    names = (name for name in where.required_to_publish if name not in to_come)
    needed = ((name, columns_of(type(where), name)) for name in names)
    return [
        GateProblem(where, column_to_fill(type(where), name), _("is needed before publication."))
        for name, columns in needed
        if all(where.serializable_value(column) in (None, "") for column in columns)
    ]


def _invalid(where: Record | Row, valid: set[tuple]) -> list[GateProblem]:
    """Problems of `full_clean`. The database enforces constraints and references already.

    `valid` holds the fields and values that were found to be good: thousands of rows say the same
    in most fields, and are not asked again."""
    given = [(type(where), name, getattr(where, name)) for name in _repeated(type(where))]
    references = [field.name for field in where._meta.fields if field.many_to_one]
    known = [name for kind, name, value in given if (kind, name, value) in valid]
    try:
        where.full_clean([*references, *known], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        return [
            GateProblem(where, "" if field == "__all__" else field, message)
            for field, messages in _by_field(error).items()
            for message in messages
        ]
    valid.update(given)
    return []


@cache
def _repeated(model: type[Model]) -> list[str]:
    """The fields that may say the same in many rows, and whose values can be compared."""
    return [
        field.name
        for field in model._meta.fields
        if isinstance(field, REPEATED) and not (field.primary_key or field.generated)
    ]


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def _form_of(row: Row) -> str:
    """The prefix of a row in the admin's form: its relation and its place among its kind."""
    before = type(row).objects.filter(**{row.belongs_to: row.owner}, line__lt=row.line)
    return f"{row.relation_name()}-{before.count()}"
