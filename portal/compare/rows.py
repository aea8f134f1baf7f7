"""Two years, programmes or counties side by side: the same figures of both, and the difference.

A row is one programme, scope and kind of money, or one indicator. Nothing is added over these, and
shares of several projects have no value.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.charts import svg
from config.lib.language import join_texts
from config.lib.money import format_number
from config.lib.tables.tables import format_value_cell, not_stated
from counties.models import County
from programs.models import MoneyKind, Program
from programs.totals import figures, labelled, tallies
from programs.totals.figures import Figure
from programs.totals.labelled import LabelledFigure
from programs.totals.tallies import Condition
from records.models import Scope, Unit
from records.templatetags.ledger import qualified

MOST = 60  # rows of one part of the page
BAR = 100  # the length of the longer bar of a row


class Part(TextChoices):
    """The parts of a comparison (对比内容)."""

    MONEY = "money", gettext_lazy("Money")
    PROJECTS = "projects", gettext_lazy("Projects")
    RESULTS = "results", gettext_lazy("Results")
    PEOPLE = "people", gettext_lazy("People")


@dataclass(frozen=True)
class Side:
    """One figure of one side, as pages show it; `value` is None where nothing is stated,
    `lacking` is how many of its parts state nothing, and it `is_partial` where not all of its
    counties reported."""

    value: Decimal | None
    html: str
    address: str
    lacking: int
    statements: tuple = ()
    is_partial: bool = False

    @property
    def whole(self) -> Decimal | None:
        """The value, where no part of it is missing."""
        return None if self.lacking or self.is_partial else self.value


@dataclass(frozen=True)
class Row:
    """The same figure of both sides, either of which the ledger may lack."""

    name: str
    scope: str
    unit: str
    sides: tuple[Side | None, Side | None]

    @property
    def values(self) -> tuple[Decimal, Decimal] | None:
        """Both values; None where either is not stated, or is a sum that lacks parts."""
        first, second = (side.whole if side else None for side in self.sides)
        return None if first is None or second is None else (first, second)

    @property
    def difference(self) -> str:
        """The second minus the first with its sign; of shares, in points. Nothing where the two
        cannot be compared."""
        if self.values is None:
            return ""
        change = self.values[1] - self.values[0]
        sign = "+" if change > 0 else ""
        if self.unit == Unit.PERCENT:
            return _("%(sign)s%(number)s points") % {"sign": sign, "number": format_number(change)}
        return format_html("{}{}", sign, format_value_cell(change, self.unit))

    @property
    def bars(self) -> str:
        """Two bars on one scale; nothing where the two cannot be compared."""
        values = self.values
        if values is None or min(values) < 0 or not any(values):
            return ""
        parts = [
            svg.bar(0, place * 10 + 1, int(value * BAR / max(values)), 8, svg.SERIES[place])
            for place, value in enumerate(values)
        ]
        return svg.small_picture(BAR, 20, parts)


Parts = dict[Part, list[Row]]


def of_years(first: int, second: int, edition: int | None) -> Parts:
    """Two years: each programme, scope and kind of money by itself."""
    known = figures.of_edition(edition)
    sides = [[one for one in known if one.year == year] for year in (first, second)]
    return _parts(sides, ("what", "of", "program", "scope"), _named_with_program)


def of_programs(first: Program, second: Program, year: int, edition: int | None) -> Parts:
    """Two programmes in one year."""
    known = [one for one in figures.of_edition(edition) if one.year == year]
    sides = [[one for one in known if one.program == each.pk] for each in (first, second)]
    return _parts(sides, ("what", "of", "scope"), lambda one: one.name)


def of_counties(first: County, second: County, edition: int | None) -> Parts:
    """Two counties, by programme, year and kind of money: only what is stated of each alone."""
    sides = [_of_county(county, edition) for county in (first, second)]
    keys = sorted({**sides[1], **sides[0]}, key=lambda key: (key[0], -key[2], key[3], key[4]))
    programs = Program.objects.in_bulk({key[1] for key in keys})
    parts: Parts = {}
    for key in keys:
        part, program, year, _place, kind = key
        money = capfirst(MoneyKind(kind).label) if kind else _("Entries in the ledger")
        name = join_texts(" · ", (programs[program], year, money))
        row = Row(
            name,
            str(Scope.COUNTY.label),
            Unit.CNY if kind else Unit.PROJECT,
            (sides[0].get(key), sides[1].get(key)),
        )
        parts.setdefault(part, []).append(row)
    return parts


def _of_county(county: County, edition: int | None) -> dict[tuple, Side]:
    here = Condition("county", "county = %(county)s", {"county": county.pk})
    groups = [
        tallies.TallyGroup("money", ("program", "year", "kind"), (here,)),
        tallies.TallyGroup("projects", ("program", "year"), (here,)),
    ]
    counted = tallies.count(groups, edition)
    sides = {}
    for (program, year, kind), tally in counted["money"].items():
        if kind and tally.rows:
            html = _cell(tally.total, tally.qualifier)
            place = list(MoneyKind).index(kind)
            key = (Part.MONEY, int(program), int(year), place, kind)
            sides[key] = Side(tally.total, html, county.get_absolute_url(), tally.unstated)
    for (program, year), tally in counted["projects"].items():
        html = format_value_cell(tally.projects, Unit.PROJECT)
        key = (Part.PROJECTS, int(program), int(year), 0, "")
        sides[key] = Side(Decimal(tally.projects), html, county.get_absolute_url(), 0)
    return sides


def _cell(amount: Decimal | None, qualifier: str) -> str:
    """An amount of money in a cell, with its qualifier."""
    stated = not_stated() if amount is None else format_value_cell(amount, Unit.CNY)
    return qualified(stated, qualifier)


def _parts(sides: list[list[Figure]], by: tuple[str, ...], name) -> Parts:
    """The figures of both sides by what they are, in the order of programmes and vocabularies. The
    last of `by` is the scope; what counties reported themselves stands beside what was stated of
    them together."""
    added = [figures.together(side, *by) for side in sides]
    pairs: dict[tuple, list[LabelledFigure | None]] = {}
    both, firsts = [one for side in added for one in side.values()], set(map(id, added[0].values()))
    for one in labelled.label_figures(both):
        *of, _scope = (getattr(one.figure, attribute) for attribute in by)
        place = 0 if id(one.figure) in firsts else 1
        pairs.setdefault((*of, one.line), [None, None])[place] = one
    parts: Parts = {}
    for (what, *rest), (first, second) in pairs.items():
        if what == "projects" and ("components", *rest) in pairs:
            continue  # entries say less than the projects that they stand for
        one = first or second
        scope = labelled.scope_of_line((first, second))
        row = Row(name(one), scope, one.unit, (_side(first), _side(second)))
        parts.setdefault(_part(one), []).append(row)
    return {part: parts[part][:MOST] for part in Part if part in parts}


def _side(one: LabelledFigure | None) -> Side | None:
    figure = one and one.figure
    return one and Side(
        one.value, one.cell_html, one.address, figure.unstated, one.statements, figure.is_partial
    )


def _part(one: LabelledFigure) -> Part:
    if one.figure.what == "money":
        return Part.MONEY
    if one.figure.what in ("projects", "components"):
        return Part.PROJECTS
    return Part.PEOPLE if one.unit == Unit.PERSON else Part.RESULTS


def _named_with_program(one: LabelledFigure) -> str:
    return join_texts(" · ", (one.program, one.name))


def has_side(parts: Parts, place: int) -> bool:
    """Whether the ledger has any figure of the first (0) or second (1) side."""
    return any(row.sides[place] for rows in parts.values() for row in rows)


def labels_of(parts: Parts) -> Iterable[tuple[Part, list[Row]]]:
    """The parts in their order."""
    return [(part, parts[part]) for part in Part if part in parts]
