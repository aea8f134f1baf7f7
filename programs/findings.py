"""Titles that say what a picture shows, each by a rule with a precise condition.

A rule gives an empty text where its condition does not hold, and the picture keeps its plain title.
No title says more than the figures: approximate ones give none, ties have no "most", amounts that
are not stated are mentioned, and a share is called "half" or "three quarters" only within one
percentage point of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.charts.grids import GridRow
from config.lib.language import compose, is_chinese, join_texts
from config.lib.money import format_number

NEAR = Decimal(1)  # percentage point
MOST_PER_HUNDRED = 1_000  # above this, "for every 100 yuan" is no help
MOST_NEVER = 3  # questions without any answer that a title names
FEWEST_YEARS = 3  # that have a highest


@dataclass(frozen=True)
class FindingPart:
    """A figure in a sentence: `value` is the sum of what is stated, None where nothing is;
    `unstated` counts what the sum lacks; `is_exact` where no source calls it about."""

    name: str
    value: Decimal | None
    formatted: str = ""
    unstated: int = 0
    is_exact: bool = True


def largest_share(parts: Sequence[FindingPart], kind: str) -> str:
    """What the largest part of one kind of money went into. At least two parts have money, one of
    them more than any other."""
    stated = sorted((one for one in parts if one.value), key=lambda one: -one.value)
    if len(stated) < 2 or not all(one.is_exact and one.value > 0 for one in stated):
        return ""
    first, second = stated[:2]
    if first.value == second.value:
        return ""
    whole = sum((one.value for one in stated), Decimal(0))
    values = {"share": share_in_words(first.value, whole), "kind": kind, "work": first.name}
    pattern = _largest(first.value * 2 >= whole, any(_lacks(one) for one in parts))
    return capfirst(compose(pattern, **values))


def _lacks(one: FindingPart) -> bool:
    return bool(one.unstated) or one.value is None


def _largest(is_half: bool, is_partial: bool) -> str:
    if is_half and is_partial:
        return _("of the %(kind)s with a stated amount, %(share)s went into %(work)s")
    if is_half:
        return _("%(share)s of the %(kind)s went into %(work)s")
    if is_partial:
        return _("of the %(kind)s with a stated amount, %(work)s got the largest share: %(share)s")
    return _("%(work)s got the largest share of the %(kind)s: %(share)s")


def share_in_words(part: Decimal, whole: Decimal) -> str:
    """A share as a fraction in words where it is within one percentage point of it, else in whole
    percent, which are never 0 or 100 for a share that is neither."""
    for top, bottom, exact, near in _fractions():
        away = abs(part * 100 * bottom - whole * 100 * top)
        if not away:
            return exact
        if away <= NEAR * whole * bottom:
            return near
    return percent_in_words(part, whole)


def _fractions() -> Iterable[tuple[int, int, str, str]]:
    return (
        (1, 2, _("half"), _("about half")),
        (1, 3, _("a third"), _("about a third")),
        (2, 3, _("two thirds"), _("about two thirds")),
        (1, 4, _("a quarter"), _("about a quarter")),
        (3, 4, _("three quarters"), _("about three quarters")),
    )


def percent_in_words(part: Decimal, whole: Decimal) -> str:
    """A share in whole percent; below one and above 99 it says so."""
    percent = part * 100 / whole
    if 0 < percent < 1:
        return _("less than 1%%") % {}
    if 99 < percent < 100:
        return _("more than 99%%") % {}
    return f"{percent.quantize(Decimal(1), ROUND_HALF_UP)}%"


def for_every_hundred(relief: FindingPart, local: FindingPart) -> str:
    """How much local money stood beside the relief funds of the same projects."""
    if not (relief.value and local.value and relief.is_exact and local.is_exact):
        return ""
    ratio = local.value * 100 / relief.value
    whole = ratio.quantize(Decimal(1), ROUND_HALF_UP)
    if not 1 <= whole <= MOST_PER_HUNDRED or relief.unstated or local.unstated:
        return ""
    if ratio == whole:
        pattern = _("For every 100 yuan of relief funds there were %(n)s yuan of local money")
    else:
        pattern = _("For every 100 yuan of relief funds there were about %(n)s yuan of local money")
    return pattern % {"n": format_number(whole)}


def change_of_share(name: str, years: Mapping[int, FindingPart]) -> str:
    """By how many points a share rose or fell between the first and the last year."""
    if len(years) < 2:
        return ""
    first, last = min(years), max(years)
    before, after = years[first], years[last]
    if not (before.is_exact and after.is_exact):
        return ""
    change = after.value - before.value
    values = {
        "name": name,
        "value": after.formatted,
        "points": points_in_words(change),
        "first": first,
        "last": last,
    }
    if not change:
        return compose(_("%(name)s: %(value)s in %(last)s as in %(first)s"), **values)
    if change > 0:
        return compose(
            _("%(name)s: up %(points)s since %(first)s, to %(value)s in %(last)s"), **values
        )
    return compose(
        _("%(name)s: down %(points)s since %(first)s, to %(value)s in %(last)s"), **values
    )


def points_in_words(change: Decimal) -> str:
    """The size of a change in percentage points."""
    size = abs(change)
    # Only exactly one point is singular.
    pattern = ngettext("%(n)s point", "%(n)s points", 1 if size == 1 else 2)
    return pattern % {"n": format_number(size)}


def over_years(kind: str, years: Mapping[int, FindingPart]) -> str:
    """How sums of one kind of money went from year to year; nothing where any of them lacks an
    amount or is approximate, for the order may then be another."""
    if len(years) < 2 or not all(_is_whole(one) for one in years.values()):
        return ""
    order = sorted(years)
    first, last = order[0], order[-1]
    values = {
        "kind": capfirst(kind),
        "first": first,
        "last": last,
        "from": years[first].formatted,
        "to": years[last].formatted,
    }
    amounts = [years[year].value for year in order]
    if last - first == len(order) - 1 and len(order) >= FEWEST_YEARS:
        if all(before < after for before, after in pairwise(amounts)):
            return compose(_("%(kind)s: more every year from %(first)s to %(last)s"), **values)
        if all(before > after for before, after in pairwise(amounts)):
            return compose(_("%(kind)s: less every year from %(first)s to %(last)s"), **values)
    if len(order) < FEWEST_YEARS:
        return _between_two(amounts, values)
    return _highest(order, years, values)


def _is_whole(one: FindingPart) -> bool:
    return one.is_exact and not _lacks(one)


def _between_two(amounts: Sequence[Decimal], values: dict[str, object]) -> str:
    before, after = amounts
    if before == after:
        return ""
    if before < after:
        pattern = _("%(kind)s: %(to)s in %(last)s, up from %(from)s in %(first)s")
    else:
        pattern = _("%(kind)s: %(to)s in %(last)s, down from %(from)s in %(first)s")
    return compose(pattern, **values)


def _highest(
    order: Sequence[int], years: Mapping[int, FindingPart], values: dict[str, object]
) -> str:
    most = max(one.value for one in years.values())
    highest = [year for year in order if years[year].value == most]
    if len(highest) > 1:
        return ""
    values |= {"year": highest[0], "most": years[highest[0]].formatted}
    if len(order) == order[-1] - order[0] + 1:
        return compose(_("%(kind)s: the most in %(year)s (%(most)s)"), **values)
    return compose(
        _("%(kind)s: the most, of the years with a figure, in %(year)s (%(most)s)"), **values
    )


def spent_of_allocated(allocated: FindingPart, spent: FindingPart) -> str:
    """How much of an allocated amount is stated as spent."""
    if not (_is_whole(allocated) and _is_whole(spent)) or not allocated.value:
        return ""
    if spent.value == allocated.value:
        return _("All the money allocated was spent")
    if spent.value > allocated.value or spent.value <= 0:
        return ""
    share = share_in_words(spent.value, allocated.value)
    return capfirst(_("%(share)s of the money allocated was spent") % {"share": share})


def totals_that_match(equal: int, rounding: int, incomplete: int, mismatch: int) -> str:
    """Whether the totals that can be added up again match their parts."""
    count = equal + rounding + incomplete + mismatch
    if count < 2:
        return ""
    values = {"n": format_number(Decimal(mismatch)), "all": format_number(Decimal(count))}
    if mismatch:
        pattern = ngettext(
            "%(n)s of %(all)s totals does not match its parts",
            "%(n)s of %(all)s totals do not match their parts",
            mismatch,
        )
        return pattern % values
    if incomplete:
        return ""
    if rounding:
        return _("All %(all)s totals match their parts, within rounding") % values
    return _("All %(all)s totals match their parts") % values


def weakest_answer(rows: Iterable[GridRow]) -> str:
    """Which question the fewest records answer, or which few no record answers."""
    asked = sorted(
        (one for one in rows if one.total.of),
        key=lambda one: Decimal(one.total.stated) / one.total.of,
    )
    if len(asked) < 2:
        return ""
    first, second = asked[:2]
    shares = [Decimal(one.total.stated) / one.total.of for one in (first, second)]
    if shares[0] == 1:
        return _("Every question is answered by every record")
    never = [one.name for one in asked if not one.total.stated]
    if 1 < len(never) <= MOST_NEVER:
        return compose(
            _("Never stated: %(questions)s"),
            questions=join_texts("、" if is_chinese() else ", ", never),
        )
    if shares[0] == shares[1]:
        return ""
    return compose(
        _("Stated least often: %(question)s (%(percent)s)"),
        question=first.name,
        percent=first.total.percent,
    )
