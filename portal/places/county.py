"""The page of a county: its designations, money, projects and cadres."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.lib import dates
from config.lib.charts.bars import Bar, BarGroup, Chart
from config.lib.charts.timelines import Period, Timeline
from config.lib.charts.year_columns import Columns
from config.lib.tables.tables import NOT_STATED, format_money_html
from counties.models import County, Designation
from portal.places import designated, sentences
from portal.places.ranking import NOTHING, Ranking
from portal.places.tile_map import place_map
from programs import charts
from programs.colours import KINDS
from programs.findings import FindingPart
from programs.models import MoneyKind, Program
from programs.totals import tallies
from programs.totals.addresses import rows_of
from programs.totals.tallies import Condition, Tally
from records.models import format_qualified
from records.templatetags.ledger import qualified

FIRST = 12  # projects, shared sums
NEIGHBOURS = 40  # counties of the same province


@dataclass(frozen=True)
class CountySum:
    """Money of one programme and kind for a county, all years together."""

    county: County
    program: Program
    kind: MoneyKind
    tally: Tally

    @property
    def html(self) -> str:
        """The sum, with its qualifier."""
        return qualified(format_money_html(self.tally.total), self.tally.qualifier)

    @property
    def colour(self) -> str:
        return KINDS[self.kind]

    @property
    def place(self) -> tuple:
        """By programme, then by kind in the order of the vocabulary."""
        return (self.program.position, self.program.code, list(MoneyKind).index(self.kind))

    @property
    def address(self) -> str:
        """The allocations that it adds up."""
        return rows_of("money", county=self.county, program=self.program, kind=self.kind)


def county_context(county: County, edition: int | None) -> dict[str, object]:
    """The context of the page beside the county itself."""
    designations = list(
        Designation.objects.as_of(edition)
        .filter(county__code=county.code)
        .select_related("area", "statement__source", "ends_statement__source")
        .order_by("kind", "starts", "line")
    )
    sums, years, by_year = _money(county, edition)
    ranking = Ranking(edition, None, "")
    own = ranking.sums.counties.get(county.pk, NOTHING)
    shared = sentences.shared_with(county, ranking)
    together = designated.together(county, ranking, shared[0].year if shared else None)
    neighbours = (
        County.objects.published().filter(province=county.province_id).exclude(pk=county.pk)
    )
    projects = county.projects.as_of(edition).order_by("-year", "code")
    return {
        "finding": sentences.about_county(own, shared),
        "finding_statements": () if own.projects else _statements(shared),
        "map": place_map(ranking, county),
        "shared": shared[:FIRST],
        "shared_count": len(shared),
        "together": together,
        "designations": designations,
        "timeline": _timeline(designations),
        "sums": sums,
        "money_charts": _charts(sums),
        "over_years": by_year,
        "years": years,
        "count": own.projects,
        "all_projects": rows_of("projects", county=county),
        "allocations": rows_of("money", county=county),
        "projects": projects.select_related("statement__source", "county").prefetch_related(
            "allocations__statement__source"
        )[:FIRST],
        "organisations": designated.organisations(county, together),
        "neighbours": neighbours.order_by("code")[:NEIGHBOURS],
        "province_address": rows_of("county", province=county.province),
    }


def _statements(shared) -> tuple:
    return shared[0].statements if shared else ()


def _timeline(designations) -> Timeline | None:
    """Periods on a line; None where no date is stated."""
    periods = tuple(
        Period(
            str(row.area or row.get_kind_display()),
            term(row.starts, row.ends),
            row.starts,
            row.ends,
        )
        for row in designations
    )
    timeline = Timeline(_("Designations"), periods)
    return timeline if timeline.years else None


def term(starts: str, ends: str) -> str:
    """From when to when, in words."""
    return dates.format_period(starts, ends, NOT_STATED)


def _money(county: County, edition: int | None):
    """Sums of all years by programme and kind of money, the number of projects by year, and the
    money of each kind by year as pictures."""
    here = Condition("county", "county = %(county)s", {"county": county.pk})
    groups = [
        tallies.TallyGroup("sums", ("program", "kind"), (here,)),
        tallies.TallyGroup("years", ("year",), (here,)),
        tallies.TallyGroup("by_year", ("kind", "year"), (here,)),
    ]
    counted = tallies.count(groups, edition)
    programs = Program.objects.in_bulk({int(program) for program, _kind in counted["sums"]})
    sums = [
        CountySum(county, programs[int(program)], MoneyKind(kind), tally)
        for (program, kind), tally in counted["sums"].items()
        if kind and tally.rows
    ]
    years = [
        (int(year), tally.projects, rows_of("projects", county=county, year=year))
        for (year,), tally in counted["years"].items()
    ]
    by_year = [*_columns(counted["by_year"])]
    return sorted(sums, key=lambda one: one.place), sorted(years, reverse=True), by_year


def _columns(counted: tallies.Counts) -> Iterator[Columns]:
    """Columns for each kind of money that is stated for several years."""
    for kind in MoneyKind:
        totals = {
            int(year): tally for (of, year), tally in counted.items() if of == kind and tally.stated
        }
        if len(totals) > 1:
            years = {
                year: FindingPart(
                    "",
                    tally.amount,
                    format_qualified(charts.format_yuan(tally.amount), tally.qualifier),
                    tally.unstated,
                    not tally.qualifier,
                )
                for year, tally in totals.items()
            }
            name = capfirst(str(kind.label))
            yield charts.columns(name, _("this county alone"), KINDS[kind], years)


def _charts(sums) -> list[Chart]:
    groups: dict[str, list[Bar]] = {}
    for row in sums:
        total = row.tally.total
        name = capfirst(str(row.kind.label))
        groups.setdefault(str(row.program), []).append(
            Bar(
                total,
                format_qualified(charts.format_yuan(total), row.tally.qualifier),
                name,
                row.colour,
            )
        )
    title = _("Money for this county alone, all years together")
    drawn = tuple(BarGroup(name, tuple(bars)) for name, bars in groups.items())
    return [Chart(title, (), drawn)] if len(drawn) > 1 else []
