"""The first sentence of the home page: how much, for what, where, in one year.

Small rules choose between written sentences; none says more than the figures. What is not known is
left out of the sentence.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from config.lib.language import compose, is_chinese, join_texts
from config.lib.money import format_number
from counties.models import County, Province
from programs.models import MoneyKind
from programs.totals import labelled
from programs.totals.labelled import LabelledFigure
from programs.totals.roll_up import ROLLED_UP
from records.models import Scope

MOST_NAMED = 3  # provinces
AMOUNT = "%(amount)s"  # where the figure stands in a sentence


@dataclass(frozen=True)
class Headline:
    """The one figure, and the sentence around it."""

    before: str
    figure: LabelledFigure
    after: str


def headline(lines: list[LabelledFigure], year: int) -> Headline | None:
    """The sentence for `year`, of its figures; None where no money is stated."""
    money = _leading(lines)
    if money is None:
        return None
    projects, places = _projects(lines, money), _places(money, year)
    kind = str(MoneyKind(money.figure.of).label)
    given = {"year": year, "kind": kind, "projects": projects, **places}
    if money.figure.scope == ROLLED_UP:
        sentence = _sentence_of_reports(bool(projects))
    else:
        sentence = _sentence(bool(projects), bool(places))
    before, _amount, after = sentence.partition(AMOUNT)
    return Headline(compose(before, **given), money, compose(after, **given))


def _sentence(has_projects: bool, has_places: bool) -> str:
    if has_projects and has_places:
        return _(
            "In %(year)s, %(amount)s of %(kind)s for %(projects)s projects in %(counties)s"
            " designated counties and districts of %(provinces)s"
        )
    if has_projects:
        return _("In %(year)s, %(amount)s of %(kind)s for %(projects)s projects")
    if has_places:
        return _(
            "In %(year)s, %(amount)s of %(kind)s for %(counties)s designated counties and districts"
            " of %(provinces)s"
        )
    return _("In %(year)s, %(amount)s of %(kind)s")


def _sentence_of_reports(has_projects: bool) -> str:
    if has_projects:
        return _(
            "In %(year)s, %(amount)s of %(kind)s for %(projects)s projects, added up from the"
            " reports of %(reported)s of %(designated)s designated counties and districts"
        )
    return _(
        "In %(year)s, %(amount)s of %(kind)s, added up from the reports of %(reported)s of"
        " %(designated)s designated counties and districts"
    )


def _leading(lines: list[LabelledFigure]) -> LabelledFigure | None:
    """The largest sum of relief funds; without any, of another kind."""
    money = [one for one in labelled.only(lines, "money") if one.value]
    relief = [one for one in money if one.figure.of == MoneyKind.RELIEF_FUND]
    return max(relief or money, key=lambda one: one.value, default=None)


def _projects(lines: list[LabelledFigure], money: LabelledFigure) -> str:
    """How many projects the programme of the money had, in its scope; empty below two."""
    about = money.program, money.figure.scope
    counted = labelled.only(lines, "components") or labelled.only(lines, "projects")
    numbers = [one.value for one in counted if (one.program, one.figure.scope) == about]
    return format_number(numbers[0]) if numbers and numbers[0] > 1 else ""


def _places(money: LabelledFigure, year: int) -> dict[str, str]:
    """The designated counties that the money was for, and their provinces; empty for other money,
    and where they are not two counties of few provinces. Of those that reported themselves, how
    many did."""
    if money.figure.scope == ROLLED_UP:
        reported, designated = len(money.figure.counties), money.figure.designated
        return {"reported": format_number(reported), "designated": format_number(designated)}
    if money.figure.scope != Scope.DESIGNATED:
        return {}
    counties = County.objects.designated_in(year).select_related("province")
    provinces = list({one.province_id: one.province for one in counties.order_by("code")}.values())
    if len(counties) < 2 or len(provinces) > MOST_NAMED:
        return {}
    return {"counties": format_number(len(counties)), "provinces": _listed(provinces)}


def _listed(provinces: list[Province]) -> str:
    if is_chinese() or len(provinces) == 1:
        return join_texts("、", provinces)
    *first, last = provinces
    return compose(_("%(first)s and %(last)s"), first=join_texts(", ", first), last=last)
