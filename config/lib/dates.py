"""Years, and dates as sources state them: 2011, 2011-04 or 2011-04-15 (EDTF level 0).

What a year may be is defined here alone: forms, imports, addresses, the API and the constraints
of the database take it from here.
"""

import calendar
import datetime
import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from config.lib.numbers import FULL_WIDTH

DATE_PATTERN = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?", re.ASCII)
MIDNIGHT = re.compile(r"(?<=[\d日])[ T]\s*0?0[:时]00分?(:?00秒?)?(\.0+)?$", re.ASCII)
MAX_DATE_LENGTH = 40  # characters that a date may be typed in

# No figure of this work is older, and no plan reaches further.
FIRST_YEAR, LAST_YEAR = 1900, 2099
YEAR = "(19|20)[0-9]{2}"  # the same limits for addresses, the API's description and SQL
_LEAP_YEAR = "((19|20)(0[48]|[2468][048]|[13579][26])|2000)"
# A real day of a year within the limits, for Python, PostgreSQL and JSON Schema alike.
PARTIAL_DATE = (
    f"^({YEAR}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?"
    f"|{YEAR}-(0[13-9]|1[0-2])-(29|30)|{YEAR}-(0[13578]|1[02])-31|{_LEAP_YEAR}-02-29)$"
)
_limits = {"first": FIRST_YEAR, "last": LAST_YEAR}
YEAR_LIMITS = format_lazy(_("Write a year from {first} to {last}."), **_limits)
DATE_LIMITS = format_lazy(
    _("Write a date from {first} to {last}, like 2011, 2011-04 or 2011-04-15."), **_limits
)


def validate_year(value: int) -> None:
    """Refuse a year outside the limits."""
    if not FIRST_YEAR <= value <= LAST_YEAR:
        raise ValidationError(YEAR_LIMITS)


def validate_partial_date(value: str) -> None:
    """Refuse anything but a real year, year-month or full date within the limits."""
    if re.fullmatch(PARTIAL_DATE, value):
        return
    if re.fullmatch("[0-9]{4}(-[0-9]{2}){0,2}", value) and not re.match(YEAR, value):
        raise ValidationError(DATE_LIMITS)
    raise not_a_date(value)


def years_within_limits(*names: str) -> tuple[models.CheckConstraint, ...]:
    """The constraints of these years, for the `Meta` of their model."""
    return tuple(
        models.CheckConstraint(
            condition=models.Q(**{f"{name}__range": (FIRST_YEAR, LAST_YEAR)}),
            name=f"%(class)s_{name}_within_limits",
            violation_error_message=YEAR_LIMITS,
        )
        for name in names
    )


def dates_within_limits(*names: str) -> tuple[models.CheckConstraint, ...]:
    """The constraints of these partial dates, for the `Meta` of their model."""
    return tuple(
        models.CheckConstraint(
            condition=models.Q(**{name: ""}) | models.Q(**{f"{name}__regex": PARTIAL_DATE}),
            name=f"%(class)s_{name}_within_limits",
            violation_error_message=DATE_LIMITS,
        )
        for name in names
    )


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


def parse_partial_date(text: str) -> str:
    """A date as people write it, no more precise than written: 2012-7, 2012.7, 2012/07 and
    2012年7月 are all 2012-07. A day may have the time 00:00:00, as programs write it.
    ValidationError where it is no date."""
    given, has_midnight = MIDNIGHT.subn("", text.translate(FULL_WIDTH).strip())
    match = DATE_PATTERN.fullmatch(re.sub(r"\s+", "", given))
    if not match or (has_midnight and not match[3]):
        raise not_a_date(text.strip())
    value = "-".join([match[1], *(f"{int(part):02}" for part in match.groups()[1:] if part)])
    validate_partial_date(value)
    return value


def not_a_date(value: object) -> ValidationError:
    """The error for what is no date."""
    message = _("“%(said)s” is not a date. Write 2011, 2011-07, 2011-07-01 or 2011年7月.")
    return ValidationError(message, params={"said": value})


class PartialDateFormField(forms.CharField):
    """A partial date in a form, written as `parse_partial_date` reads it."""

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "max_length": MAX_DATE_LENGTH})

    def to_python(self, value):
        text = super().to_python(value)
        return parse_partial_date(text) if text else text


class YearField(models.PositiveSmallIntegerField):
    """A year; its model has the constraint of `years_within_limits`."""

    description = "year"
    default_validators = [validate_year]

    @cached_property
    def validators(self):
        """Not the range of the column besides: one sentence is enough."""
        return [*self.default_validators, *self._validators]

    def formfield(self, **kwargs):
        """The limits as a hint to the browser; refusing is left to the validator."""
        field = super().formfield(**{**kwargs, "min_value": None})
        field.widget.attrs |= {"min": FIRST_YEAR, "max": LAST_YEAR}
        return field


class PartialDateField(models.CharField):
    """A date with the precision of its source, stored as text that sorts in time order; its model
    has the constraint of `dates_within_limits`."""

    description = "year, year-month or full date"
    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 10, "blank": True, **kwargs})

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})


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


def is_past(value: str, day: datetime.date) -> bool:
    """Whether a partial date is stated and lies before `day`, whatever day it may mean."""
    return bool(value) and last_day(value) < day


def format_partial_date(value: str) -> str:
    """A partial date in the reader's language, no more precise than stated."""
    formats = {4: "Y", 7: "YEAR_MONTH_FORMAT", 10: "DATE_FORMAT"}
    return date_format(first_day(value), formats[len(value)]) if value else ""


def format_period(starts: str, ends: str, unstated: str) -> str:
    """From when to when; `unstated` stands for a date that is not stated."""
    return " – ".join(format_partial_date(day) or str(unstated) for day in (starts, ends))
