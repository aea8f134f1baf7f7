"""What each designated county reported of a year, added up, beside what a source states of them
together. The two are never added."""

from dataclasses import dataclass

from counties.models import County
from programs.models import Program
from programs.totals import figures, labelled
from programs.totals.addresses import rows_of
from programs.totals.figures import Figure
from programs.totals.labelled import LabelledFigure
from programs.totals.outcomes import parts_of_roll_ups
from programs.totals.roll_up import ROLLED_UP, designated
from records.models import Scope

BY = ("what", "of", "program")


@dataclass(frozen=True)
class CountyPart:
    """What one county reported; without a figure where it did not."""

    county: County
    figure: LabelledFigure | None
    address: str


@dataclass(frozen=True)
class RolledUpFigure:
    """A figure with its parts; `stated` is the same, stated of all counties together."""

    whole: LabelledFigure
    stated: LabelledFigure | None
    parts: tuple[CountyPart, ...]


@dataclass(frozen=True)
class ReportedProgram:
    """The figures of one programme that counties reported themselves."""

    program: Program
    figures: tuple[RolledUpFigure, ...]


def reported_programs(
    year: int, counties: list[County], edition: int | None
) -> list[ReportedProgram]:
    """Each programme of which `counties`, those designated in `year`, reported anything."""
    known = [one for one in figures.of_edition(edition) if one.year == year]
    wholes = _labelled([one for one in known if one.scope == ROLLED_UP])
    stated = _labelled([one for one in known if one.scope == Scope.DESIGNATED])
    parts = _parts(year, edition)
    programs: dict[Program, list[RolledUpFigure]] = {}
    for key, whole in wholes.items():
        own = tuple(_part(one, whole, parts.get((one.pk, *key))) for one in counties)
        one = RolledUpFigure(whole, stated.get(key), own)
        programs.setdefault(whole.program, []).append(one)
    return [ReportedProgram(program, tuple(own)) for program, own in programs.items()]


def counties_of(year: int, edition: int | None) -> list[County]:
    """The counties that were designated at some time in the year."""
    rows = County.objects.published().filter(pk__in=designated(edition).in_year(year))
    return list(rows.select_related("province").order_by("code"))


def _labelled(known: list[Figure]) -> dict[tuple, LabelledFigure]:
    sums = figures.together(known, *BY).values()
    return {_key(one.figure): one for one in labelled.label_figures(sums)}


def _parts(year: int, edition: int | None) -> dict[tuple, LabelledFigure]:
    """What each county reported, by its id and what it is."""
    of_county: dict[int, list[Figure]] = {}
    for one in parts_of_roll_ups(edition):
        if one.year == year:
            of_county.setdefault(one.county, []).append(figures.of_outcome(one))
    sums = [
        (county, one)
        for county, own in of_county.items()
        for one in figures.together(own, *BY).values()
    ]
    counties = {id(one): county for county, one in sums}
    labels = labelled.label_figures(one for _county, one in sums)
    return {(counties[id(one.figure)], *_key(one.figure)): one for one in labels}


def _part(county: County, whole: LabelledFigure, figure: LabelledFigure | None) -> CountyPart:
    what = whole.figure.what
    address = rows_of(
        what,
        year=whole.figure.year,
        program=whole.program,
        county=county,
        kind=whole.figure.of if what in ("money", "students") else None,
        indicator=whole.indicator,
    )
    return CountyPart(county, figure, address)


def _key(figure: Figure) -> tuple:
    return tuple(getattr(figure, name) for name in BY)
