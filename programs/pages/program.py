"""The page of a programme: its money by kind of work, what came of it, and the first projects of
one year; beside it the other years."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from config.lib.charts.bars import Chart
from config.lib.charts.deviations import Deviations
from config.lib.charts.gains import Gains
from programs import charts as pictures
from programs.models import STEERING, Program, Project
from programs.totals import added_up, figures, labelled
from programs.totals.addresses import parts_of, rows_of
from programs.totals.figures import Figure
from programs.totals.labelled import LabelledFigure, MoneyRow
from programs.totals.reconciliation import Comparison
from programs.totals.roll_up import ROLLED_UP

FIRST = 12  # projects that stand on the page itself
WHOLE = 6  # that stand there with all their rows
YEARS, CHARTS = 10, 4  # that stand side by side
SIDE_BY_SIDE = ("money", "result", "students")


@dataclass(frozen=True)
class ProgramYear:
    """A year of a programme."""

    year: int
    money: tuple[MoneyRow, ...]
    money_scope: str
    money_charts: tuple[Chart, ...]
    unstated: int
    local: str  # beside the relief funds
    adding_up: str
    money_table: tuple[MoneyRow, ...]  # before them the sums of each scope that has several
    results: tuple[LabelledFigure, ...]
    coverage: tuple[Gains, ...]
    compared: tuple[Comparison, ...]
    deviations: Deviations | None
    projects: tuple[Project, ...]
    count: int
    address: str  # of the list of all its projects


def of_year(
    program: Program, all_years: list[Figure], year: int, edition: int | None
) -> ProgramYear:
    """The figures, charts and projects of one year of a programme."""
    own = [one for one in all_years if one.year == year]
    by_work = figures.together(
        (one for one in own if one.what in ("money", "components")),
        "what",
        "of",
        "scope",
        "category",
    )
    others = figures.together(
        (one for one in own if one.what != "components"), "what", "of", "scope"
    )
    works, whole = labelled.label_figures(by_work.values()), labelled.label_figures(others.values())
    rows = tuple(labelled.by_work(works))
    results = tuple(
        one for one in labelled.only(whole, "result", "students") if one.value is not None
    )
    sums = tuple(sorted(labelled.only(whole, "money"), key=labelled.kind_order))
    compared = tuple(
        added_up.compared(edition, added_up.totals_of(edition, year=year, program=program))
    )
    return ProgramYear(
        year=year,
        money=rows,
        money_scope=labelled.one_scope(rows),
        money_charts=tuple(pictures.of_work(_("Money by kind of work"), rows)),
        unstated=sum(one.figure.unstated for one in labelled.only(whole, "money")),
        local=pictures.local_beside_relief(sums),
        adding_up=pictures.adding_up(compared),
        money_table=(*_wholes(rows, sums), *rows),
        results=results,
        coverage=tuple(pictures.coverage(results)),
        compared=compared,
        deviations=pictures.deviations([row for row in compared if row.difference]),
        projects=tuple(first(program, year, edition)),
        count=sum(one.rows for one in own if one.what == "projects"),
        address=rows_of("projects", program=program, year=year),
    )


def _wholes(rows: tuple[MoneyRow, ...], sums: tuple[LabelledFigure, ...]) -> Iterator[MoneyRow]:
    """The money of all kinds of work together, one row for each scope that has several."""
    for scope in dict.fromkeys(row.scope for row in rows):
        if sum(row.scope == scope for row in rows) > 1:
            own = tuple(one for one in sums if one.scope == scope)
            yield MoneyRow(_("All kinds of work"), _projects_of(own[0]), scope, own)


def _projects_of(one: LabelledFigure) -> str:
    figure = one.figure
    if figure.scope == ROLLED_UP:
        return parts_of(figure.year, one.program)
    return rows_of("projects", year=figure.year, program=one.program, scope=figure.scope)


def first(program: Program, year: int, edition: int | None):
    """The first projects of the year: their ids by an index, then those few alone. Asked in one
    statement the database may look through all projects of any year in the order of their codes."""
    own = Project.objects.as_of(edition).filter(program=program, year=year)
    ids = own.order_by("code").values_list("pk", flat=True)[:FIRST]
    rows = Project.objects.filter(pk__in=list(ids)).select_related("statement__source", "county")
    return rows.prefetch_related("allocations__statement__source").order_by("code")


def whole(program: Program, year: int, edition: int | None):
    """The first projects of the year with their rows of every kind."""
    return (
        Project.objects.filter(pk__in=[one.pk for one in first(program, year, edition)[:WHOLE]])
        .with_rows(but=STEERING)
        .order_by("code")
    )


def over_years(all_figures: list[Figure]) -> dict[str, object]:
    """The same figures year by year, where the ledger has them for several years: the newest years
    as a table, and the first of the figures as pictures of every year."""
    years = figures.years(all_figures)[:YEARS][::-1]
    labels = labelled.label_figures(
        figures.together(
            (one for one in all_figures if one.what in SIDE_BY_SIDE), "what", "of", "scope", "year"
        ).values()
    )
    main = labelled.main_line(labelled.only(labels, "money"))
    stated = [one for one in labels if one.value is not None]
    stated = [one for one in stated if one.figure.what != "money" or one.line == main]
    series = labelled.series([one for one in stated if one.figure.year in years], years)
    charts = pictures.over_years(stated)[:CHARTS]
    return {"series": labelled.series_table(series, years), "over_years": charts}
