"""Amounts as people write them: whatever is exact in fen is read, in forms, imports and filters."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from config.lib.money import MONEY_UNITS, MoneyField, format_number, is_exact_in_wan
from config.lib.spreadsheets import parse
from config.lib.tables.tables import format_money_cell
from programs.lists.filters import AmountFilter

FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789.,"}
amounts = st.integers(0, 10**15).map(lambda fen: Decimal(fen).scaleb(-2))
units = st.sampled_from(sorted(MONEY_UNITS))
zeros = st.integers(0, 5)


def read_by_form(text: str) -> Decimal:
    return MoneyField().formfield().clean(text)


def read_by_filter(text: str) -> Decimal:
    return AmountFilter().field.clean(text)


READERS = {"form": read_by_form, "import": parse.yuan, "filter": read_by_filter}


def in_words(amount: Decimal, unit: str, zeros: int, has_separators: bool) -> str:
    """`amount` yuan as text in `unit`, with `zeros` more decimals than it needs."""
    figure = amount / (MONEY_UNITS[unit] or 1)
    text = f"{figure:,f}" if has_separators else f"{figure:f}"
    text = f"{text}{'' if '.' in text else '.'}{'0' * zeros}".rstrip(".")
    return f"{text} × {unit}" if unit[:1].isdigit() else f"{text}{unit}"


@pytest.mark.parametrize("reader", READERS)
@given(amount=amounts, unit=units, zeros=zeros, comma=st.booleans(), wide=st.booleans())
def test_amount_exact_in_fen_is_read_in_every_unit(reader, amount, unit, zeros, comma, wide):
    text = in_words(amount, unit, zeros, comma)
    text = text.translate(FULL_WIDTH) if wide else text

    value = READERS[reader](text)

    assert (value, value.as_tuple().exponent) == (amount, -2)


@pytest.mark.parametrize("reader", READERS)
@given(amount=amounts, unit=units, part=st.integers(1, 9), below=st.integers(3, 12))
def test_amount_with_a_part_of_a_fen_is_refused_with_the_reason(reader, amount, unit, part, below):
    finer = amount + Decimal(part).scaleb(-below)

    with pytest.raises(ValidationError) as refusal:
        READERS[reader](in_words(finer, unit, 0, has_separators=False))

    (message,) = refusal.value.messages
    assert message == f"This is {finer:f} yuan: an amount has at most two decimals of a yuan."


@given(fen=st.integers(0, 10**15 - 1), unit=st.sampled_from(["元", "万元", "亿元"]))
def test_number_cell_is_read_in_the_unit_of_its_heading(fen, unit):
    amount, factor = Decimal(fen).scaleb(-2), MONEY_UNITS[unit]
    cell = Decimal(repr(float(amount / factor)))

    if cell == amount / factor and len(cell.normalize().as_tuple().digits) <= 15:
        assert parse.yuan(float(cell), factor) == amount


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", ["12,34", "1.2.3", "12 dollars", "1e5", "NaN", "Infinity", "五万"])
def test_what_is_no_amount_is_refused(reader, text):
    with pytest.raises(ValidationError):
        READERS[reader](text)


@pytest.mark.parametrize("reader", ["form", "filter"])
def test_amount_beyond_the_largest_is_refused(reader):
    with pytest.raises(ValidationError):
        READERS[reader]("9" * 40)


@given(amount=st.integers(0, 10**17).map(lambda fen: Decimal(fen).scaleb(-2)))
def test_form_shows_a_stored_amount_as_it_reads_it(amount):
    field = MoneyField().formfield()

    assert field.clean(field.prepare_value(amount)) == amount
    assert field.clean(format_number(amount)) == amount
    assert not field.has_changed(amount, format_number(amount))


@pytest.mark.parametrize(
    ("amount", "is_exact"),
    [
        ("8000000", True),
        ("10000", True),
        ("5838100", True),
        ("-1345600", True),
        ("5838125", False),
        ("5838100.50", False),
        ("9900", False),
        ("0", False),
    ],
)
def test_cell_in_wan_says_all_of_an_amount(amount, is_exact):
    assert is_exact_in_wan(Decimal(amount)) is is_exact


@pytest.mark.parametrize(
    ("language", "amount", "words", "title"),
    [
        ("zh-hans", "8000000", "800\N{NO-BREAK SPACE}万元", "8,000,000\N{NO-BREAK SPACE}元"),
        ("zh-hans", "5838125", "5,838,125\N{NO-BREAK SPACE}元", ""),
        ("en", "8000000", "8,000,000\N{NO-BREAK SPACE}yuan", ""),
    ],
)
def test_cell_carries_the_whole_number(language, amount, words, title):
    with override(language):
        cell = format_money_cell(Decimal(amount))

    titled = f' title="{title}"' if title else ""
    assert cell == f'<data class="money" value="{amount}"{titled}>{words}</data>'
