"""Titles that say what a picture shows never contradict its figures."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lib.charts.grids import Answered, GridRow
from programs import findings
from programs.findings import FindingPart

amounts = st.integers(100, 10**14).map(lambda fen: Decimal(fen) / 100)
parts = st.lists(
    st.builds(
        FindingPart,
        name=st.sampled_from(["roads", "schools", "farms"]),
        value=st.none() | amounts | st.just(Decimal(0)) | st.just(Decimal(100)),
        formatted=st.just("so much"),
        unstated=st.integers(0, 2),
        is_exact=st.booleans(),
    ),
    max_size=6,
)
years = st.dictionaries(
    st.integers(1990, 2030),
    st.builds(
        FindingPart,
        name=st.just(""),
        value=amounts,
        formatted=st.just("so much"),
        unstated=st.integers(0, 1),
        is_exact=st.sampled_from([True, True, True, False]),
    ),
    max_size=6,
)
FRACTIONS = {
    "half": (1, 2),
    "a third": (1, 3),
    "two thirds": (2, 3),
    "a quarter": (1, 4),
    "three quarters": (3, 4),
}


def part(name, value, unstated=0, *, is_exact=True):
    number = None if value is None else Decimal(value)
    return FindingPart(name, number, f"{value} yuan", unstated, is_exact)


def by_year(**values):
    return {int(year[1:]): part("", value) for year, value in values.items()}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((5838, 1172, 990), "73% of the money went into a"),
        ((75, 25), "Three quarters of the money went into a"),
        ((747, 253), "About three quarters of the money went into a"),
        ((735, 265), "74% of the money went into a"),
        ((50, 30, 20), "Half of the money went into a"),
        ((41, 30, 29), "A got the largest share of the money: 41%"),
        ((9999, 1), "More than 99% of the money went into a"),
        ((50, 50), ""),
        ((100,), ""),
        ((100, 0), ""),
        ((100, None), ""),
    ],
)
def test_largest_part_is_named_where_there_is_one(values, sentence):
    given_parts = [part(name, value) for name, value in zip("abc", values, strict=False)]

    assert findings.largest_share(given_parts, "money") == sentence


def test_largest_part_says_where_amounts_are_lacking():
    lacking = [part("roads", 73), part("schools", 27, unstated=1)]
    unknown = [part("roads", 41), part("schools", 39), part("farms", 20), part("visits", None)]

    assert findings.largest_share(lacking, "money") == (
        "Of the money with a stated amount, 73% went into roads"
    )
    assert findings.largest_share(unknown, "money") == (
        "Of the money with a stated amount, roads got the largest share: 41%"
    )


@given(parts)
def test_largest_part_never_contradicts_its_figures(given_parts):
    sentence = findings.largest_share(given_parts, "money")

    if not sentence:
        return
    stated = [one for one in given_parts if one.value]
    most = max(one.value for one in stated)
    (largest,) = (one for one in stated if one.value == most)
    assert largest.name in sentence.lower()
    assert all(one.is_exact for one in stated)
    is_whole = not any(one.unstated or one.value is None for one in given_parts)
    assert is_whole == ("with a stated amount" not in sentence)
    assert ("went into" in sentence) == (most * 2 >= sum(one.value for one in stated))


@given(st.tuples(amounts, amounts).map(sorted))
def test_share_in_words_is_within_one_point_of_the_share(pair):
    small, whole = pair
    words = findings.share_in_words(small, whole)

    percent = small * 100 / whole
    if words.startswith(("less", "more")):
        assert 0 < percent < 1 or 99 < percent < 100
    elif words.endswith("%"):
        assert abs(percent - Decimal(words[:-1])) <= Decimal("0.5")
    else:
        top, bottom = FRACTIONS[words.removeprefix("about ")]
        assert abs(percent - Decimal(100 * top) / bottom) <= 1
        assert words.startswith("about ") or small * bottom == whole * top


@given(years)
def test_years_of_money_never_contradict_their_figures(given_years):
    sentence = findings.over_years("relief funds", given_years)

    if not sentence:
        return
    order = sorted(given_years)
    values = [given_years[year].value for year in order]
    assert all(one.is_exact and not one.unstated for one in given_years.values())
    if "every year" in sentence:
        assert order == list(range(order[0], order[-1] + 1)) and len(order) > 2
        assert values == sorted(values, reverse="less" in sentence)
        assert len(set(values)) == len(values)
    elif "the most" in sentence:
        year = int(re.search(r"in (\d{4})", sentence)[1])
        assert values.count(max(values)) == 1 and given_years[year].value == max(values)
        has_gap = len(order) < order[-1] - order[0] + 1
        assert has_gap == ("of the years with a figure" in sentence)
    else:
        assert ("up from" in sentence) == (values[0] < values[1])


@pytest.mark.parametrize(
    ("given_years", "sentence"),
    [
        (by_year(_2011=1, _2012=2, _2013=3), "Money: more every year from 2011 to 2013"),
        (by_year(_2011=1, _2012=3, _2013=2), "Money: the most in 2012 (3 yuan)"),
        (by_year(_2011=3, _2012=3, _2013=2), ""),
        (by_year(_2011=1, _2013=2), "Money: 2 yuan in 2013, up from 1 yuan in 2011"),
        (by_year(_2011=1), ""),
        ({2011: part("", 1, unstated=1), 2012: part("", 2)}, ""),
    ],
)
def test_years_of_money_in_words(given_years, sentence):
    assert findings.over_years("money", given_years) == sentence


@given(years)
def test_change_of_a_share_is_that_of_its_ends(given_years):
    sentence = findings.change_of_share("coverage", given_years)

    if len(given_years) < 2:
        assert not sentence
        return
    first, last = given_years[min(given_years)], given_years[max(given_years)]
    assert bool(sentence) == (first.is_exact and last.is_exact)
    if sentence:
        assert ("up" in sentence) == (last.value > first.value)
        assert ("down" in sentence) == (last.value < first.value)


def test_change_of_a_share_in_words():
    before, after = FindingPart("", Decimal(94), "94%"), FindingPart("", Decimal("94.6"), "94.6%")

    sentence = findings.change_of_share("Telephone", {2010: before, 2011: after})

    assert sentence == "Telephone: up 0.6 points since 2010, to 94.6% in 2011"
    assert findings.points_in_words(Decimal(-1)) == "1 point"


@given(st.none() | amounts, st.none() | amounts)
def test_spent_never_exceeds_what_was_allocated(allocated, spent):
    sentence = findings.spent_of_allocated(FindingPart("", allocated), FindingPart("", spent))

    if sentence:
        assert spent is not None and allocated is not None and spent <= allocated
        assert sentence.startswith("All ") == (spent == allocated)


@given(amounts, amounts)
def test_local_money_for_every_hundred_is_near(relief, local):
    sentence = findings.for_every_hundred(FindingPart("", relief), FindingPart("", local))

    if sentence:
        number = Decimal(re.search(r"([\d,]+) yuan of local", sentence)[1].replace(",", ""))
        assert abs(local * 100 / relief - number) <= Decimal("0.5")
        assert ("about" in sentence) == (local * 100 != relief * number)


def test_local_money_of_the_report():
    relief, local = FindingPart("", Decimal(8_000_000)), FindingPart("", Decimal(8_127_000))

    sentence = findings.for_every_hundred(relief, local)

    assert sentence == "For every 100 yuan of relief funds there were about 102 yuan of local money"
    assert not findings.for_every_hundred(relief, part("", None))
    assert not findings.for_every_hundred(relief, part("", 5, unstated=1))


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((4, 1, 0, 0), "All 5 totals match their parts, within rounding"),
        ((5, 0, 0, 0), "All 5 totals match their parts"),
        ((4, 0, 1, 0), ""),
        ((4, 0, 1, 1), "1 of 6 totals does not match its parts"),
        ((1, 0, 0, 0), ""),
    ],
)
def test_totals_match_only_where_all_do(counts, sentence):
    assert findings.totals_that_match(*counts) == sentence


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted), max_size=5))
def test_weakest_answer_is_the_only_one(counts):
    rows = [GridRow(f"q{n}", (Answered(*pair),)) for n, pair in enumerate(counts)]

    sentence = findings.weakest_answer(rows)

    shares = {one.name: Decimal(one.total.stated) / one.total.of for one in rows if one.total.of}
    if sentence.startswith("Stated least"):
        name = re.search(r"q\d", sentence)[0]
        assert all(shares[name] < share for other, share in shares.items() if other != name)
    elif sentence.startswith("Never"):
        never = re.findall(r"q\d", sentence)
        assert 1 < len(never) <= 3
        assert never == [name for name, share in shares.items() if not share]
    elif sentence:
        assert set(shares.values()) == {1}
