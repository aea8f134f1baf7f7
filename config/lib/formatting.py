"""Values of fields as a reader sees them."""

from decimal import Decimal

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from config.lib import dates
from config.lib.money import format_number


def format_field(field: models.Field | None, value) -> str:
    """`value` of `field` in the reader's language; "" where it is empty. A row is its own name."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(format_field(getattr(field, "base_field", None), part) for part in value)
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(value) if isinstance(value, str) else value
        return date_format(localtime(moment), "DATETIME_FORMAT")
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DecimalField):
        return format_number(Decimal(value))
    return (
        dates.format_partial_date(value)
        if isinstance(field, dates.PartialDateField)
        else str(value)
    )


def is_figure(field: models.Field | None) -> bool:
    """Whether values of `field` are amounts, to be aligned as numbers."""
    return isinstance(field, models.DecimalField)
