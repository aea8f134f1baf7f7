"""Change events in words: who changed which field from what to what, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.apps import apps
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from config.lib.money import plain
from records.models import ChangeEvent, Record


@dataclass(frozen=True)
class FieldChange:
    """One field of one event: its label and its values as staff read them, "" where empty."""

    label: str
    old: str
    new: str


def newest_event(version: Record) -> int:
    """The number of the last event of a version and its rows; 0 before the first."""
    return ChangeEvent.objects.of(version).aggregate(last=models.Max("id"))["last"] or 0


def changes_since(version: Record, event_id: int) -> list[str]:
    """A line for every field of `version` and its rows that changed after `event_id`."""
    events = ChangeEvent.objects.of(version).filter(id__gt=event_id).select_related("user")
    return [line for event in events.order_by("id") for line in _lines(event)]


def _lines(event: ChangeEvent) -> Iterator[str]:
    sentence = _("%(who)s, %(when)s: %(where)s, %(field)s: “%(old)s” became “%(new)s”.")
    place = {
        "who": event.user or event.database_user,
        "when": date_format(localtime(event.at), "DATETIME_FORMAT"),
        "where": subject_of(event),
    }
    for change in field_changes(event):
        yield sentence % {**place, "field": change.label, "old": change.old, "new": change.new}


def subject_of(event: ChangeEvent) -> str:
    """What an event happened to: "project", or "allocation 2" with the line of the row."""
    model = models_by_table().get(event.row_table)
    name = str(model._meta.verbose_name) if model else event.row_table
    line = (event.new or event.old or {}).get("line")
    return f"{name} {line}" if line else name


def field_changes(event: ChangeEvent) -> list[FieldChange]:
    """The fields that differ between the old and the new values of an event."""
    old, new = event.old or {}, event.new or {}
    model = models_by_table().get(event.row_table)
    fields = {field.column: field for field in model._meta.concrete_fields} if model else {}
    return [
        FieldChange(_label(name, fields), _text(old, name, fields), _text(new, name, fields))
        for name in {**old, **new}
        if name != "id" and (old.get(name) or "") != (new.get(name) or "")
    ]


def models_by_table() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def _label(name: str, fields) -> str:
    return str(fields[name].verbose_name) if name in fields else name


def _text(values: dict, name: str, fields) -> str:
    value, field = values.get(name), fields.get(name)
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field is not None and field.many_to_one:
        return str(field.related_model._base_manager.filter(pk=value).first() or value)
    return (
        plain(Decimal(value))
        if isinstance(value, int | Decimal) and _is_amount(field)
        else str(value)
    )


def _is_amount(field) -> bool:
    """Amounts get separators; years, numbers of rows and other whole numbers do not."""
    return isinstance(field, models.DecimalField)
