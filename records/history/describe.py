"""Describe change events in words: who changed which field, from which value to which."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from config.lib.formatting import format_field
from records.models import ChangeEvent


@dataclass(frozen=True)
class FieldChange:
    """One field of one event: its label and its values as staff read them, "" where empty."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Description:
    """An event in words: what it happened to ("project", "allocation 2") and its fields."""

    event: ChangeEvent
    subject: str
    changes: list[FieldChange]


def newest_event(row: models.Model) -> int:
    """The number of the last event of a record (or other row) and its rows; 0 before the first."""
    return ChangeEvent.objects.of(row).aggregate(last=models.Max("id"))["last"] or 0


def changes_since(row: models.Model, event_id: int) -> list[str]:
    """A line for every field of `row` and its own rows that changed after `event_id`."""
    events = ChangeEvent.objects.of(row).filter(id__gt=event_id).select_related("user")
    return [line for one in described(events.order_by("id")) for line in _lines(one)]


def _lines(one: Description) -> Iterator[str]:
    sentence = _("%(who)s, %(when)s: %(where)s, %(field)s: “%(old)s” became “%(new)s”.")
    place = {
        "who": one.event.user or one.event.database_user,
        "when": date_format(localtime(one.event.at), "DATETIME_FORMAT"),
        "where": one.subject,
    }
    for change in one.changes:
        yield sentence % {**place, "field": change.label, "old": change.old, "new": change.new}


def described(events: Sequence[ChangeEvent]) -> list[Description]:
    """Events in words. Rows that they refer to are fetched in one query a kind."""
    targets = _targets(events)
    return [_describe(event, targets) for event in events]


def _describe(event: ChangeEvent, targets) -> Description:
    old, new = event.old or {}, event.new or {}
    fields = _fields(event)
    changes = [
        FieldChange(
            str(fields[name].verbose_name) if name in fields else name,
            _text(old.get(name), fields.get(name), targets),
            _text(new.get(name), fields.get(name), targets),
        )
        for name in {**old, **new}
        if _is_described(name, fields) and (old.get(name) or "") != (new.get(name) or "")
    ]
    return Description(event, _subject(event), changes)


# Columns that only identify a row or bind it to its record.
OMITTED = ("id", "line")


def table_name(event: ChangeEvent) -> str:
    """The name of the table that an event changed, in the reader's language."""
    model = _models_by_table().get(event.row_table)
    return str(model._meta.verbose_name) if model else event.row_table


def _subject(event: ChangeEvent) -> str:
    name = table_name(event)
    line = (event.new or event.old or {}).get("line")
    return f"{name} {line}" if line else name


def _targets(events: Sequence[ChangeEvent]) -> dict[tuple[type[models.Model], int], str]:
    """The names of all rows that events refer to."""
    wanted = defaultdict(set)
    for event in events:
        for name, field in _fields(event).items():
            if field.many_to_one:
                values = ((event.old or {}).get(name), (event.new or {}).get(name))
                wanted[field.related_model] |= {value for value in values if value is not None}
    return {
        (model, pk): str(row)
        for model, pks in wanted.items()
        for pk, row in model._base_manager.in_bulk(pks).items()
    }


def _fields(event: ChangeEvent) -> dict[str, models.Field]:
    model = _models_by_table().get(event.row_table)
    return {field.column: field for field in model._meta.concrete_fields} if model else {}


def _is_described(name: str, fields: dict[str, models.Field]) -> bool:
    """Whether a column is part of a description; computed columns are not."""
    return name not in OMITTED and not (name in fields and fields[name].generated)


def _models_by_table() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def _text(value, field: models.Field | None, targets) -> str:
    if field is not None and field.many_to_one and value is not None:
        return targets.get((field.related_model, value), str(value))
    return format_field(field, value)
