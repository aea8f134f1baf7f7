"""Dates as sources state them: 2011, 2011-04 or 2011-04-15 (EDTF level 0)."""

import calendar
import datetime
import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

PARTIAL_DATE = r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


def validate_partial_date(value: str) -> None:
    """Refuse anything but a real year, year-month or full date."""
    try:
        if not re.match(PARTIAL_DATE, value):
            raise ValueError(value)
        first_day(value)
    except ValueError as error:
        message = _("“%(value)s” is not a date. Write 2011, 2011-04 or 2011-04-15.")
        raise ValidationError(message, code="partial_date", params={"value": value}) from error


def first_day(value: str) -> datetime.date:
    """The first day a partial date may mean: 2011-04 is 2011-04-01. ValueError when unreal."""
    return datetime.date.fromisoformat(value + "2000-01-01"[len(value) :])


def last_day(value: str) -> datetime.date:
    """The last day a partial date may mean: 2011-02 is 2011-02-28. ValueError when unreal."""
    first = first_day(value)
    if len(value) == 4:
        return first.replace(month=12, day=31)
    if len(value) == 7:
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first


class PartialDateField(models.CharField):
    """A date with the precision of its source, stored as text that sorts in time order."""

    description = "year, year-month or full date"
    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 10, "blank": True, **kwargs})

    def db_check(self, connection):
        return f"\"{self.column}\" = '' OR \"{self.column}\" ~ '{PARTIAL_DATE}'"


class InOrder(models.Func):
    """SQL: true unless the second partial date certainly lies before the first."""

    function = "ledger_in_order"
    output_field = models.BooleanField()


class CertainPeriod(models.Func):
    """SQL: the days certainly covered between two partial dates, as a daterange."""

    function = "ledger_certain_period"


def certainly_before(first: str, second: str) -> models.Q:
    """Rows whose date `first` lies before their date `second`, whatever days the two may mean.

    2011 does not lie before 2011-04: text that sorts in time order and is no beginning of it.
    """
    unsaid = models.Q(**{first: ""}) | models.Q(**{f"{second}__startswith": models.F(first)})
    return models.Q(**{f"{first}__lt": models.F(second)}) & ~unsaid


def certainly_ahead(name: str, today: datetime.date) -> models.Q:
    """Rows whose date `name` lies after `today`, whatever day it may mean."""
    return models.Q(**{f"{name}__gt": today.isoformat()})


def certainly_past(name: str, today: datetime.date) -> models.Q:
    """Rows whose date `name` lies before `today`, whatever day it may mean."""
    day = today.isoformat()
    return models.Q(**{f"{name}__lt": day}) & ~models.Q(**{f"{name}__in": ("", day[:4], day[:7])})


def display(value: str) -> str:
    """A partial date in the reader's language, no more precise than stated."""
    formats = {4: "Y", 7: "YEAR_MONTH_FORMAT", 10: "DATE_FORMAT"}
    return date_format(first_day(value), formats[len(value)]) if value else ""
