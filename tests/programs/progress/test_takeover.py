"""Payments follow from what reports say was received and spent to date."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from programs.progress.takeover import due_payments

CENTS = st.decimals(0, 10**9, places=2)
DAYS = st.dates().map(lambda day: day.isoformat())


def test_first_payment_is_the_whole_figure():
    assert due_payments([("2012-03-31", "q1", Decimal(100))], []) == {"q1": Decimal(100)}


def test_payment_is_what_came_since_the_payments_before():
    figures = [("2012-06-30", "q2", Decimal(150)), ("2012-03-31", "q1", Decimal(100))]

    assert due_payments(figures, []) == {"q1": Decimal(100), "q2": Decimal(50)}


def test_payments_from_elsewhere_count_until_the_day_of_the_report():
    others = [("2012-02", Decimal(30)), ("2012-05-01", Decimal(20)), ("", Decimal(1))]

    payments = due_payments([("2012-03-31", "q1", Decimal(100))], others)

    assert payments == {"q1": Decimal(69)}


def test_falling_figure_makes_no_payment_and_lowers_none():
    figures = [
        ("2012-03-31", "q1", Decimal(100)),
        ("2012-06-30", "q2", Decimal(80)),
        ("2012-09-30", "q3", Decimal(120)),
    ]

    assert due_payments(figures, []) == {"q1": Decimal(100), "q3": Decimal(20)}


@given(st.dictionaries(DAYS, CENTS, max_size=8), st.lists(st.tuples(DAYS, CENTS), max_size=5))
def test_payments_add_up_to_the_highest_figure_or_what_was_paid_before(figures, others):
    rising = sorted((day, day, amount) for day, amount in figures.items())

    payments = due_payments(rising, others)

    assert all(amount > 0 for amount in payments.values())
    for day, _code, amount in rising:
        paid = sum((p for code, p in payments.items() if code <= day), Decimal(0))
        paid += sum((p for paid_on, p in others if paid_on <= day), Decimal(0))
        assert paid >= amount
        assert day not in payments or paid == amount


@given(st.dictionaries(DAYS, CENTS, min_size=1, max_size=8))
def test_payments_of_rising_figures_agree_with_each(figures):
    amounts = sorted(figures.values())
    rising = [(day, day, amount) for day, amount in zip(sorted(figures), amounts, strict=True)]

    payments = due_payments(rising, [])

    for day, _code, amount in rising:
        assert sum(p for code, p in payments.items() if code <= day) == amount
