"""The home page: one year at a glance, from figures that are counted once an edition."""

from dataclasses import dataclass

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from cadres.models import Assessment, Award, Posting, Selection
from config.lib.charts.bars import Chart
from config.lib.charts.deviations import Deviations
from config.lib.charts.gains import Gains
from config.lib.charts.years import OverYears
from config.lib.language import compose
from counties.models import County
from portal.pages.headline import Headline, headline
from portal.places import sentences
from portal.places.ranking import Ranking
from portal.places.tile_map import place_map
from programs import charts
from programs.models import Article, MoneyKind, Program
from programs.totals import added_up, figures, labelled
from programs.totals.addresses import rows_of
from programs.totals.figures import Figure
from programs.totals.labelled import LabelledFigure, MoneyRow
from programs.totals.reconciliation import Basis, BasisCount, Comparison, count_by_basis
from records.models import Edition, Unit

MOST = 4  # of anything that may be long: lines of a card, news, editions, people
MOST_COUNTIES = 12
SCOPED = ("money", "components", "projects")  # of one scope alone; results are of all
PEOPLE, VILLAGES = (Unit.PERSON,), (Unit.VILLAGE,)


@dataclass(frozen=True)
class Card:
    """Figures of one kind, none of them added; `more` leads to those that do not fit."""

    title: str
    lines: tuple[LabelledFigure, ...]
    more: str = ""

    @property
    def scope(self) -> str:
        """The scope of all lines, where it is the same."""
        return labelled.one_scope(self.lines)


@dataclass(frozen=True)
class Question:
    """A question of readers, and the page that answers it."""

    text: str
    hint: str
    address: str


@dataclass(frozen=True)
class Completeness:
    """How much of the year is stated, and how much of what has several parts adds up."""

    allocations: int
    stated: int
    totals: BasisCount | None


@dataclass(frozen=True)
class YearAtAGlance:
    """One year in cards, tables and charts."""

    year: int
    headline: Headline | None
    cards: tuple[Card, ...]
    money: tuple[MoneyRow, ...]
    money_scope: str
    elsewhere: tuple[tuple[str, str], ...]  # other scopes that have money, and their lists
    money_charts: tuple[Chart, ...]
    results: tuple[LabelledFigure, ...]
    coverage: tuple[Gains, ...]
    over_years: tuple[OverYears, ...]
    compared: tuple[Comparison, ...]
    differing: Deviations | None
    adding_up: str
    totals: dict[str, BasisCount]
    completeness: Completeness
    questions: tuple[Question, ...]
    unstated: int


def at_a_glance(known: tuple[Figure, ...], year: int, edition: int | None) -> YearAtAGlance:
    """The context of the page for `year`; `known` are all figures of the edition."""
    own = (one for one in known if one.year == year)
    added = figures.together(own, "what", "of", "program", "scope")
    lines = labelled.label_figures(added.values())
    money = labelled.only(lines, "money")
    main = labelled.main_scope(money)
    inside = [
        one for one in lines if main in ("", one.figure.scope) or one.figure.what not in SCOPED
    ]
    rows = tuple(labelled.by_program([one for one in inside if one.figure.scope == main]))
    results = tuple(
        one for one in labelled.only(lines, "result", "students") if one.value is not None
    )
    compared = tuple(added_up.compared(edition, added_up.totals_of(edition, year=year)))
    totals = count_by_basis(compared)
    return YearAtAGlance(
        year=year,
        headline=headline(inside, year),
        cards=tuple(_cards(inside, year)),
        money=rows,
        money_scope=labelled.one_scope(rows),
        elsewhere=tuple(_elsewhere(money, main, year)),
        money_charts=tuple(_by_work(known, inside, year)),
        results=results,
        coverage=tuple(charts.coverage(results)),
        over_years=tuple(over_years(known)),
        compared=compared,
        differing=charts.deviations([row for row in compared if row.difference][:MOST]),
        adding_up=charts.adding_up(compared),
        totals=totals,
        completeness=Completeness(
            sum(one.figure.rows for one in money),
            sum(one.figure.stated for one in money),
            totals.get(Basis.ADDED),
        ),
        questions=tuple(_questions(lines, year)),
        unstated=sum(one.figure.unstated for one in money),
    )


def _by_work(known: tuple[Figure, ...], lines: list[LabelledFigure], year: int) -> list[Chart]:
    """The money of the programme in the headline, by kind of work."""
    leading = headline(lines, year)
    if leading is None:
        return []
    of = leading.figure.figure
    own = (
        one
        for one in known
        if (one.what, one.year, one.program, one.scope) == ("money", year, of.program, of.scope)
    )
    cells = labelled.label_figures(figures.together(own, "of", "category").values())
    title = compose(_("%(program)s by kind of work"), program=leading.figure.program)
    return charts.of_work(title, labelled.by_work(cells))


def over_years(known: tuple[Figure, ...]) -> list[OverYears]:
    """How far each share reached in every year that the ledger has."""
    results = (one for one in known if one.what == "result")
    own = figures.together(results, "what", "of", "program", "scope", "year")
    shares = [one for one in labelled.label_figures(own.values()) if one.is_share]
    return charts.over_years(shares)[:MOST]


def _elsewhere(money: list[LabelledFigure], main: str, year: int):
    others = {one.figure.scope: one.scope for one in money if one.figure.scope != main}
    for scope, name in others.items():
        yield name, rows_of("money", year=year, scope=scope)


def _cards(lines: list[LabelledFigure], year: int):
    """What is counted; money stands in a table of its own."""
    counted = labelled.only(lines, "components") or labelled.only(lines, "projects")
    yield _card(_("Projects"), counted, rows_of("projects", year=year))
    results = rows_of("result", year=year)
    yield _card(_("People it was for"), _counted_in(lines, PEOPLE), results)
    yield _card(_("Villages connected"), _counted_in(lines, VILLAGES), results)


def _card(title: str, lines: list[LabelledFigure], address: str) -> Card:
    more = address if len(lines) > MOST else ""
    return Card(title, tuple(lines[:MOST]), more)


def _counted_in(lines: list[LabelledFigure], units: tuple[str, ...]) -> list[LabelledFigure]:
    return [one for one in labelled.only(lines, "result", "students") if one.unit in units]


def _questions(lines: list[LabelledFigure], year: int):
    """Three ways in; each only where the year has an answer."""
    relief = [one for one in lines if one.figure.of == MoneyKind.RELIEF_FUND and one.value]
    if relief:
        largest = max(relief, key=lambda one: one.value)
        yield Question(
            _("Where did the relief money go?"),
            _(
                "By kind of work, beside local money; where each figure comes from, and whether it"
                " adds up."
            ),
            _of_year(largest.program, year, "money"),
        )
    yield Question(
        _("Who was sent to the counties?"),
        _(
            "Officials (cadres) selected, sent, assessed and honoured, as far as the sources"
            " name them."
        ),
        reverse("cadre_list"),
    )
    broadband = [one for one in lines if one.indicator and "broadband" in one.indicator.code]
    if broadband:
        yield Question(
            _("How far did rural broadband get?"),
            _("Villages connected, and how far broadband and telephone reached before and after."),
            _of_year(broadband[0].program, year, "results"),
        )


def _of_year(program: Program, year: int, anchor: str) -> str:
    return f"{program.get_absolute_url()}?year={year}#{anchor}"


def places(year: int, edition: int | None) -> dict[str, object]:
    """Where the work of a year was: the map, what it shows, and the first counties."""
    ranking = Ranking(edition, year, "")
    counties = ranking.largest_first(ranking.only_recorded(County.objects.published()))
    return {
        "map": place_map(ranking),
        "finding": sentences.about_map(ranking),
        "counties": counties.select_related("province")[:MOST_COUNTIES],
    }


def people(year: int, edition: int | None) -> dict[str, object]:
    """Who was sent in the year: the first of each kind, and how many there are in all."""
    kinds = {
        "selections": (Selection, "candidates_statement__source"),
        "postings": (Posting, "cadre", "county", "home_unit"),
        "assessments": (Assessment, "cadre", "county"),
        "awards": (Award, "cadre", "awarded_by"),
    }
    context: dict[str, object] = {}
    for name, (model, *related) in kinds.items():
        rows = model.objects.as_of(edition).filter(year=year).order_by("code")
        context[name] = rows.select_related("statement__source", *related)[:MOST]
    postings = Posting.objects.as_of(edition).filter(year=year)
    return context | {"sent": postings.aggregate(rows=Count("pk"), persons=Sum("person_count"))}


def lately(edition: int | None) -> dict[str, object]:
    """The newest pieces of news and editions, as far as the reader's edition goes."""
    editions = Edition.objects.all()
    if edition is not None:
        editions = editions.filter(number__lte=edition)
    articles = Article.objects.as_of(edition).select_related("statement__source")
    return {"articles": articles.order_by("-dated_on", "code")[:MOST], "editions": editions[:MOST]}
