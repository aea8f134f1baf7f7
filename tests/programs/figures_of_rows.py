"""Figures counted from the rows of an edition, beside what the outcomes say of them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from counties.models import County
from programs.models import Allocation, EducationAid, Project, Result
from programs.totals import outcomes
from programs.totals.funding_sources import SourceOfMoney, by_source, sources_of_year
from programs.totals.roll_up import ROLLED_UP
from records.models import Scope


def outcomes_of(edition: int | None) -> dict[str, Counter]:
    """Sums and numbers of rows of every figure, which counties reported it themselves, and results
    by county."""
    found = {"value": Counter(), "rows": Counter(), "county": Counter(), "reported": set()}
    for one in outcomes.outcomes(edition):
        place = (one.what, one.of, one.year, one.program, one.scope, one.category)
        found["value"][place] += one.value
        found["rows"][place] += one.rows
        found["reported"] |= {(*place, county) for county in one.counties}
    for one in outcomes.results_of_places(edition):
        found["county"][one.county] += one.rows
    return found


def outcomes_of_rows(edition: int | None) -> dict[str, Counter]:
    found = {"value": Counter(), "rows": Counter(), "county": Counter(), "reported": set()}
    scope_of = scopes_of_sums()
    for what, of, value, row in figure_rows(edition):
        project = row if what in ("components", "projects") else row.project
        place = (what, of, *place_of(project, scope_of))
        found["value"][place] += value or 0
        found["rows"][place] += 1
        if ROLLED_UP in place:
            found["reported"].add((*place, project.county_id))
        if what == "result":
            found["county"][project.county_id or 0] += 1
    return found


def scopes_of_sums() -> Callable[[Project], str]:
    """The scope of the sums that a project belongs to."""
    designated = {
        year: set(County.objects.designated_in(year).values_list("pk", flat=True))
        for year in (2011, 2012, 2013)
    }

    def scope_of(project: Project) -> str:
        is_part = project.scope == Scope.COUNTY and project.county_id in designated[project.year]
        return ROLLED_UP if is_part else project.scope

    return scope_of


def place_of(project: Project, scope_of: Callable[[Project], str]) -> tuple:
    return (project.year, project.program_id, scope_of(project), project.category)


def figure_rows(edition: int | None) -> Iterator[tuple]:
    """Each public row that a figure counts: the figure, its value, the row."""
    for row in Result.objects.as_of(edition).select_related("project"):
        yield "result", str(row.indicator_id), row.value, row
    for row in EducationAid.objects.as_of(edition).exclude(kind="hope_school"):
        yield "students", row.kind, row.student_count, row
    for row in Allocation.objects.as_of(edition).select_related("project"):
        yield "money", row.kind, row.amount, row
    for row in Project.objects.as_of(edition).exclude(component_count=None):
        yield "components", "", row.component_count, row
    for row in Project.objects.as_of(edition):
        yield "projects", "", 1, row


def ids_of_outcomes(edition: int | None) -> set[tuple]:
    """Small figures whose rows are known, with these."""
    return {
        (one.what, one.of, one.year, one.program, one.scope, one.category, tuple(one.row_ids))
        for one in outcomes.outcomes(edition)
        if one.row_ids is not None
    }


def ids_of_rows(edition: int | None) -> set[tuple]:
    ids, scope_of = defaultdict(list), scopes_of_sums()
    for what, of, _value, row in figure_rows(edition):
        project = row if what in ("components", "projects") else row.project
        ids[what, of, *place_of(project, scope_of)].append(row.pk)
    return {(*key, tuple(sorted(own))) for key, own in ids.items()}


def sources_of(year: int, edition: int | None) -> list[SourceOfMoney]:
    """Where the money of a year comes from; the notes of few rows are tried elsewhere."""
    return [replace(one, statements=()) for one in sources_of_year(year, edition)]


def sources_of_rows(year: int, edition: int | None) -> list[SourceOfMoney]:
    rows = Allocation.objects.as_of(edition).filter(project__year=year)
    return [replace(one, statements=()) for one in by_source(rows)]


def coordinators_of(year: int, edition: int | None) -> set[int]:
    return {int(one.of) for one in outcomes.of_year(edition, year, "coordinators")}


def coordinators_of_rows(year: int, edition: int | None) -> set[int]:
    money = Allocation.objects.as_of(edition).filter(project__year=year)
    return set(
        money.exclude(project__coordinator=None).values_list("project__coordinator", flat=True)
    )


def answers_of_rows(edition: int | None) -> dict[int, Counter]:
    """How many projects of each programme answer a question, from their rows."""
    counts = defaultdict(Counter)
    for project in Project.objects.as_of(edition).prefetch_related("allocations", "results"):
        money = project.allocations.all()
        answers = {
            "all": True,
            "where": project.scope != Scope.UNSTATED,
            "place": project.county_id is not None,
            "amount": any(row.amount is not None for row in money),
            "funder": any(row.funder_id is not None for row in money),
            "implementer": project.implementer_id is not None,
            "responsible": project.responsible_person != "",
            "starts": project.starts != "",
            "ends": project.ends != "",
            "beneficiaries": not (
                project.beneficiary_households is None and project.beneficiary_persons is None
            ),
            "result": bool(project.outcome or project.outcome_zh)
            or any(row.value is not None for row in project.results.all()),
        }
        counts[project.program_id].update({key: int(given) for key, given in answers.items()})
    return dict(counts)
