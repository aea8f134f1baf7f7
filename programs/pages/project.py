"""The page of a project: first what, where, how much and what came of it; then what else is
stated; last, in one line, what no source states."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.lib import dates
from config.lib.charts.svg import Drawing
from programs import charts
from programs.models import ProgressReport, Project, ReportedMoney

SHOWN_REPORTS = 12  # the newest: three years of quarters


@dataclass(frozen=True)
class Fact:
    """Something stated of a project; `address` leads to what it names. What stands `in_steps` is
    named here only where no source states it."""

    name: str
    value: str
    address: str = ""
    in_steps: bool = False


@dataclass(frozen=True)
class Facts:
    """The stated facts of a project in order, and the names of the facts not stated."""

    stated: tuple[Fact, ...]
    unstated: tuple[str, ...]


def facts(project: Project) -> Facts:
    """Everything that a project may say of itself beyond its title, figures and content. What its
    rows count stands above them, and is not called not stated here."""
    known, unknown = [], []
    for fact in _facts(project):
        if not (fact.value and fact.in_steps):
            (known if fact.value else unknown).append(fact)
    return Facts(tuple(known), tuple(fact.name for fact in unknown))


def _facts(project: Project):
    yield Fact(_("Town or township"), project.town_text)
    yield Fact(_("Village"), project.village_text)
    yield Fact(_("Place of implementation"), project.place_text)
    yield Fact(_("Status"), project.get_status_display())
    yield Fact(_("Planned start"), dates.format_partial_date(project.planned_starts), in_steps=True)
    yield Fact(_("Planned end"), dates.format_partial_date(project.planned_ends), in_steps=True)
    yield Fact(_("Actual start"), dates.format_partial_date(project.starts), in_steps=True)
    yield Fact(_("Actual end"), dates.format_partial_date(project.ends), in_steps=True)
    yield _body(_("Coordinated by"), project.coordinator)
    yield _body(_("Organised by"), project.organiser)
    yield _body(_("Implementing unit"), project.implementer)
    yield Fact(_("Responsible person"), project.responsible_person)
    for name in ("contractor", "procurement", "subsidy_standard"):
        label = project._meta.get_field(name).verbose_name
        yield Fact(capfirst(str(label)), getattr(project, name))
    yield Fact(_("Performance target"), project.performance_target_text)
    yield Fact(_("How the poor benefit"), project.benefit_mechanism_text)
    yield Fact(_("Beneficiary households"), _format_number(project.beneficiary_households))
    persons, aid = project.beneficiary_persons, project.educationaids.all()
    if persons is not None or not any(row.student_count for row in aid):
        yield Fact(_("Beneficiary persons"), _format_number(persons))
    if project.outcome_text or not project.has_counted_results:
        yield Fact(_("Outcome"), project.outcome_text)


def _body(name: str, body) -> Fact:
    return Fact(name, str(body or ""), body.get_absolute_url() if body else "")


def _format_number(count: int | None) -> str:
    return "" if count is None else f"{count:,}"


def project_charts(project: Project) -> dict[str, list[Drawing]]:
    """Its money from planned to spent, and shares before and after."""
    return {
        "money_charts": charts.stages(project.allocations.all()),
        "coverage": charts.shares(project.results.all(), project.year),
    }


def reports(code: str, edition: int | None) -> list[ProgressReport]:
    """The newest progress reports of a project with their money, newest first."""
    reports = ProgressReport.objects.as_of(edition).of_project(code)
    rows = ReportedMoney.objects.order_by("line").select_related(
        "statement__source", "spent_statement__source"
    )
    fetched = reports.select_related("statement__source").prefetch_related(
        Prefetch("reportedmoneys", rows)
    )
    return list(fetched[:SHOWN_REPORTS])
