"""Copying a version, with its rows: into its next draft, or into a new record of another year."""

from itertools import groupby

from django.db import models

from records.models import Record, Row, State
from records.models.codes import propose_code

# Fields that a new version does not inherit.
FRESH = (
    "id",
    "version",
    "state",
    "published_in",
    "superseded_in",
    "change_reason",
    "submitted_by",
    "submitted_at",
)


def next_version(version: Record, reason: str) -> Record:
    """A new draft with the content and rows of `version`, saved under the next number."""
    highest = type(version).objects.filter(code=version.code).aggregate(n=models.Max("version"))
    draft = type(version)(
        **_inherited(version), version=highest["n"] + 1, state=State.DRAFT, change_reason=reason
    )
    draft.save(force_insert=True)
    _copy_rows(version, draft)
    return draft


def copy_to_year(version: Record, year: int, reason: str) -> Record:
    """The draft of a new record of `year` with what `carried_over` names of `version` and its rows.
    Amounts, results and dates are left empty, and nothing that a source said of the old year comes
    along."""
    fields = {field.attname: field.name for field in version._meta.concrete_fields}
    carried = {name: getattr(version, name) for name in version.carried_over}
    named = {fields[name]: getattr(version, fields[name]) for name in version.carried_over}
    code = propose_code(type(version), {**named, "year": year})
    draft = type(version)(**carried, code=code, year=year, change_reason=reason)
    draft.save(force_insert=True)
    for row in version.rows():
        if row.carried_over:
            kept = {name: getattr(row, name) for name in row.carried_over}
            type(row)(**kept, **{row.belongs_to: draft}, line=row.line).save(force_insert=True)
    return draft


def _inherited(row: models.Model) -> dict[str, object]:
    fields = (field for field in row._meta.concrete_fields if not field.generated)
    return {
        field.attname: getattr(row, field.attname) for field in fields if field.name not in FRESH
    }


def _copy_rows(version: Record, draft: Record) -> None:
    """Copies keep their line; a reference from row to row leads to the copy of its target. A kind
    is stored at once: a source has thousands of statements."""
    copies: dict[Row, Row] = {}
    for kind, rows in groupby(version.rows(), key=type):
        of_kind = {row: _copy(row, draft, copies) for row in rows}
        kind.objects.bulk_create(of_kind.values())
        copies |= of_kind


def _copy(row: Row, draft: Record, copies: dict[Row, Row]) -> Row:
    copy = type(row)(**_inherited(row))
    setattr(copy, row.belongs_to, draft)
    for field in _references_to_rows(type(row)):
        setattr(copy, field.name, copies.get(getattr(row, field.name)))
    return copy


def _references_to_rows(model: type[Row]) -> list[models.Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.many_to_one and issubclass(field.related_model, Row)
    ]
