"""Dates as people write them: forms and imports read the same ways of writing."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from config.lib.dates import PartialDateField
from config.lib.spreadsheets import parse

days = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
DAYS = ("{y}-{m}-{d}", "{y}/{m}/{d}", "{y}.{m}.{d}", "{y}年{m}月{d}日", "{y} 年 {m} 月 {d} 日")
MONTHS = ("{y}-{m}", "{y}/{m}", "{y}.{m}", "{y}年{m}月", "{y}年{m}")
YEARS = ("{y}", "{y}年")


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
