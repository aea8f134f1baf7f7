"""Years and dates: forms and imports read the same ways of writing, within limits that the
database holds too."""

import calendar
import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from config.lib.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    PARTIAL_DATE,
    YEAR,
    PartialDateField,
    validate_partial_date,
    validate_year,
)
from config.lib.spreadsheets import parse

days = st.dates(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31))
DAYS = ("{y}-{m}-{d}", "{y}/{m}/{d}", "{y}.{m}.{d}", "{y}年{m}月{d}日", "{y} 年 {m} 月 {d} 日")
MONTHS = ("{y}-{m}", "{y}/{m}", "{y}.{m}", "{y}年{m}月", "{y}年{m}")
YEARS = ("{y}", "{y}年")
WRONG = (
    "2011-13",
    "2011-00",
    "2011-4",
    "2011-04-31",
    "2011-02-29",
    "2000-02-30",
    "1900-02-29",
    "2011-04-",
    "20110415",
    "2011-04-15\n",
    "11",
    "20111",
    "二〇一一",
)
OUTSIDE = ("1899", "2100", "1899-12-31", "2100-01", "0011", "9999-12-31")


def read_by_form(text: str) -> str:
    return PartialDateField().formfield().clean(text)


READERS = {"form": read_by_form, "import": parse.partial_date}


@pytest.mark.parametrize("reader", READERS)
@given(day=days, form=st.sampled_from(DAYS + MONTHS + YEARS), is_padded=st.booleans())
def test_date_is_read_no_more_precise_than_written(reader, day, form, is_padded):
    month, dayed = (f"{part:02}" if is_padded else str(part) for part in (day.month, day.day))
    length = 10 if form in DAYS else 7 if form in MONTHS else 4

    value = READERS[reader](form.format(y=day.year, m=month, d=dayed))

    assert value == day.isoformat()[:length]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "text", ["2012-13", "2012-02-30", "07/2012", "12", "July 2012", "2012年七月"]
)
def test_what_is_no_date_is_refused(reader, text):
    with pytest.raises(ValidationError) as refusal:
        READERS[reader](text)

    assert "is not a date" in " ".join(refusal.value.messages)


def test_form_takes_what_is_longer_than_the_column():
    field = PartialDateField().formfield()

    assert field.clean("2012年07月01日") == "2012-07-01"
    assert int(field.widget.attrs["maxlength"]) > len("2012 年 07 月 01 日")


def test_form_shows_a_stored_date_as_it_reads_it():
    field = PartialDateField().formfield()

    assert not field.has_changed("2012-07", "2012年7月")
    assert field.clean("") == ""


def every_date():
    """Years, months and days around every end of a month within the limits."""
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        yield f"{year}"
        for month in range(1, 13):
            yield f"{year}-{month:02}"
            last = calendar.monthrange(year, month)[1]
            for day in (1, 9, 10, 19, 20, *range(28, last + 1)):
                yield datetime.date(year, month, day).isoformat()


def is_refused(value: str) -> bool:
    try:
        validate_partial_date(value)
    except ValidationError:
        return True
    return False


@pytest.mark.django_db
def test_every_real_date_is_accepted_and_no_other():
    good, bad = list(every_date()), [*WRONG, *OUTSIDE]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day FROM unnest(%s::text[]) day WHERE day ~ %s", [[*good, *bad], PARTIAL_DATE]
        )
        accepted = [day for (day,) in cursor.fetchall()]

    assert [value for value in good if is_refused(value)] == []
    assert [value for value in bad if not is_refused(value)] == []
    assert accepted == good


@pytest.mark.django_db
def test_limits_of_years_agree_with_their_pattern():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT year FROM generate_series(0, 9999) year WHERE lpad(year::text, 4, '0') ~ %s",
            [f"^{YEAR}$"],
        )
        matching = [year for (year,) in cursor.fetchall()]

    assert matching == list(range(FIRST_YEAR, LAST_YEAR + 1))


@pytest.mark.parametrize("year", [11, 1899, 2100, 20111])
def test_year_outside_the_limits_is_refused_with_them(year):
    with pytest.raises(ValidationError, match="Write a year from 1900 to 2099"):
        validate_year(year)


@pytest.mark.parametrize("value", OUTSIDE)
def test_date_outside_the_limits_is_refused_with_them(value):
    with pytest.raises(ValidationError, match="Write a date from 1900 to 2099"):
        validate_partial_date(value)
