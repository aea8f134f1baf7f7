"""Copying a published version, with its rows, into the next draft."""

from django.db import models

from records.models import Record, Row, State

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


def _inherited(row: models.Model) -> dict[str, object]:
    fields = (field for field in row._meta.concrete_fields if not field.generated)
    return {
        field.attname: getattr(row, field.attname) for field in fields if field.name not in FRESH
    }


def _copy_rows(version: Record, draft: Record) -> None:
    """Copies keep their line; a reference from row to row leads to the copy of its target."""
    copies: dict[Row, Row] = {}
    for row in version.rows():
        copy = type(row)(**_inherited(row))
        setattr(copy, row.belongs_to, draft)
        for field in _references_to_rows(type(row)):
            setattr(copy, field.name, copies.get(getattr(row, field.name)))
        copy.save(force_insert=True)
        copies[row] = copy


def _references_to_rows(model: type[Row]) -> list[models.Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.many_to_one and issubclass(field.related_model, Row)
    ]
