"""Public notices (公告公示): of one project, and of the money of a year, as documents.

Their content and order are those of the guidance of 2018; what is not recorded stands there as
not stated. The fields that a project must give are those of `programs.notices.REQUIRED`.
"""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count

from django.conf import settings
from django.db.models import Max, QuerySet, prefetch_related_objects
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.models import Organisation
from config.lib import dates, money
from config.lib.language import compose, is_chinese
from config.lib.pages import preferences
from portal.reports import comparison_tables, education, report_tables, text
from portal.reports.blocks import (
    Block,
    BlockColumn,
    BlockFacts,
    BlockHeading,
    BlockRow,
    BlockTable,
    Document,
    Items,
    Paragraph,
    Text,
)
from portal.reports.chapters import of_all
from portal.reports.data import ReportData
from portal.reports.report_tables import column, numbers
from programs.models import Allocation, Category, MoneyKind, Project
from programs.notices import NOTICE_DAYS, REQUIRED
from programs.totals.figures import Figure, of_allocation
from programs.totals.funding_sources import SourceOfMoney, by_source
from records.models import Edition, Scope

# The text of each required field.
FORMATS: dict[str, Callable[[Project], Text]] = {
    "title": text.text,
    "place": lambda project: text.text(project.location),
    "content": lambda project: text.text(project.content_text),
    "planned_starts": lambda project: _day_of(project.planned_starts, project.starts),
    "planned_ends": lambda project: _day_of(project.planned_ends, project.ends),
    "implementer": lambda project: text.text(project.implementer),
    "responsible_person": lambda project: text.text(project.responsible_person),
    "performance_target": lambda project: text.text(project.performance_target_text),
    "beneficiary_persons": lambda project: _beneficiaries(project),
}


def project_notice(project: Project, edition: Edition | None) -> Document:
    """The notice of one project with its rows."""
    title = _("Public notice of a project")
    return text.document(f"notice-{project.code}", title, edition, _project(project))


def allocation_notice(report: ReportData, edition: Edition | None) -> Document:
    """The notice of how the money of a year was allocated."""
    title = _("Public notice of the money of %(year)s") % {"year": report.year}
    name = f"notice-{report.year}"
    return text.document(name, title, edition, _allocation(report), is_wide=True)


def _project(project: Project) -> Iterator[Block]:
    required = [
        (capfirst(str(name)), FORMATS[field](project)) for field, name, _missing in REQUIRED
    ]
    yield BlockFacts(
        (
            required[0],
            (_("Year"), text.text(project.year)),
            (_("Kind of work"), text.text(capfirst(project.get_category_display()))),
            (_("Number of projects"), text.count(project, "component_count")),
            *required[1:],
            (_("How the poor benefit"), text.text(project.benefit_mechanism_text)),
            (_("Subsidy standard"), text.text(project.subsidy_standard)),
            (_("Contractor"), text.text(project.contractor)),
            (_("Procurement"), text.text(project.procurement)),
            (_("Approval document"), text.text(project.approval_document)),
            (_("Outcome"), _outcome(project)),
            (_("Source"), text.text(project.statement.source, project.statement)),
        )
    )
    yield from _rows_of(project)
    yield BlockHeading(text.text(_("Sources and amounts of the money")))
    yield from _sources(project.allocations.all()) or [Paragraph(text.text(None))]
    yield from _by_stage(project)
    yield from report_tables.overspends_of([project])
    yield Paragraph(text.amounts_in_sums(), is_remark=True)
    if project.note_text:
        yield Paragraph(text.text(project.note_text), is_remark=True)
    yield BlockHeading(text.text(_("Publication and supervision")))
    yield _closing(Project.objects.filter(pk=project.pk))


def _beneficiaries(project: Project) -> Text:
    """Households and persons; where only students are counted, these in place of the persons."""
    households = text.figure(project.beneficiary_households)
    persons = [text.named(_("persons"), text.figure(project.beneficiary_persons))]
    aid = [row for row in project.educationaids.all() if row.student_count]
    if aid and project.beneficiary_persons is None:
        counts = (text.count(row, "student_count") for row in aid)
        persons = [text.named(_("students helped"), students) for students in counts]
    return text.joined((text.named(_("households"), households), *persons))


def _outcome(project: Project) -> Text:
    """The outcome in words; where only figures tell it, where these stand."""
    if project.has_counted_results and not project.outcome_text:
        return text.text(_("the figures under “What else is stated”"))
    return text.text(project.outcome_text)


def _rows_of(project: Project) -> Iterator[Block]:
    """What was measured, given, held and visited."""
    blocks = [
        *report_tables.results_of([project]),
        *education.education([project]),
        *education.visits([project]),
    ]
    if blocks:
        yield BlockHeading(text.text(_("What else is stated")))
        yield from blocks


def _day_of(planned: str, actual: str) -> Text:
    """When it was planned, and when it was."""
    parts = ((_("planned"), planned), (_("actual"), actual))
    return text.joined(text.named(name, text.date(day)) for name, day in parts)


def _allocation(report: ReportData) -> Iterator[Block]:
    money = Allocation.objects.as_of(report.edition).filter(project__year=report.year)
    funded = Project.objects.filter(pk__in=money.values("project"))
    sources: list[Block] = [*_sources(money)]
    meaning = Paragraph(text.amounts_in_sums(), is_remark=True)
    parts = (
        (_("Sources of the money"), sources and [*sources, meaning]),
        (_("Principles of allocation"), list(_principles(report))),
        (_("Projects and amounts"), _projects(report)),
        (_("Publication and supervision"), [_closing(funded)]),
    )
    for number, (title, blocks) in enumerate(parts, start=1):
        yield BlockHeading(text.text(f"{number}. {title}"))
        yield from blocks or [Paragraph(text.text(None))]


def _principles(report: ReportData) -> Iterator[Block]:
    """What a meeting of the ministry set down as a rule for the money, where a source says so."""
    meetings = [
        meeting
        for meeting in report.conferences
        if meeting.principles_text and meeting.scope == Scope.MINISTRY
    ]
    for meeting in meetings:
        sentence = compose(_("As the meeting “%(meeting)s” set out:"), meeting=meeting.title_text)
        yield Paragraph(text.text(sentence, meeting.statement))
        yield Items(tuple(text.text(point) for point in meeting.principles_text.splitlines()))


# --- money --------------------------------------------------------------------------------------


def _format_amount(amount: Decimal) -> str:
    """An amount in the reader's unit; without a choice in that of notices, which is 万元 in Chinese
    and yuan in English."""
    return money.format_in_unit(
        amount, preferences.current().unit or ("wan" if is_chinese() else "yuan")
    )


def _unit() -> str:
    if preferences.current().unit:
        return _("in %(unit)s") % {"unit": money.name_of_readers_unit()}
    return pgettext("unit of a notice", "in yuan")


def _sources(rows: QuerySet[Allocation]) -> list[BlockTable]:
    """The money by programme, by kind and by who gave it, as far as that is stated.

    Sums of two programmes are never added: whether one is part of the other need not be stated.
    """
    caption = _("Sources of the money, %(unit)s") % {"unit": _unit()}
    return report_tables.table_of(
        caption,
        by_source(rows),
        column(_("Programme"), 4, lambda one: text.text(one.program)),
        column(_("Kind of money"), 4, lambda one: text.text(capfirst(str(one.kind.label)))),
        column(_("Level of government"), 3, lambda one: text.text(one.level)),
        column(_("Funder"), 4, lambda one: text.text(one.funder)),
        column(_("Coordinated by"), 5, lambda one: text.text(one.coordinator)),
        numbers(_("Amount"), 3, _sum_of_source),
    )


def _sum_of_source(one: SourceOfMoney) -> Text:
    return text.summed(
        one.total,
        one.unstated,
        *one.statements,
        number_format=_format_amount,
        qualifier=one.qualifier,
        qualified=one.qualified_parts,
    )


def _by_stage(project: Project) -> list[BlockTable]:
    """Each allocation of a project with each of its amounts under the name of its stage."""
    rows = list(project.allocations.all())
    return report_tables.table_of(
        _("Money by stage, %(unit)s") % {"unit": _unit()},
        rows,
        column(_("Kind of money"), 4, lambda row: text.text(capfirst(row.kind_and_level))),
        *report_tables.stage_columns(rows, number_format=_format_amount),
    )


def _projects(report: ReportData) -> list[Block]:
    """Projects by kind of work with subtotals, one table for each programme and scope."""
    blocks: list[Block] = []
    for section in report.programs.values():
        prefetch_related_objects(section.projects, "allocations__statement__source", "implementer")
        for scope, cells in report_tables.by_scope(section.figures).items():
            if kinds := report_tables.kinds_of_money(cells):
                names = {"program": section.program, "scope": scope, "unit": _unit()}
                caption = compose(_("%(program)s: %(scope)s; amounts %(unit)s"), **names)
                projects = [one for one in section.projects if one.scope == cells[0].scope]
                rows = _rows(projects, cells, kinds)
                blocks += report_tables.table(caption, _columns(kinds), rows)
        blocks += comparison_tables.stated_beside(report.totals, section.program, _format_amount)
        blocks += report_tables.notes_of(one for one in section.projects if one.allocations.all())
        if not section.is_whole:
            remark = text.text(of_all(section), address=section.address)
            blocks.append(Paragraph(remark, is_remark=True))
    return blocks


def _columns(kinds: list[MoneyKind]) -> tuple[BlockColumn, ...]:
    return (
        BlockColumn(pgettext("number of a row", "No."), 2),
        BlockColumn(_("Project"), 4),
        BlockColumn(_("Place"), 4),
        BlockColumn(_("Content"), 5),
        *report_tables.money_columns(kinds),
        BlockColumn(_("Responsible unit"), 3),
    )


def _rows(
    projects: list[Project], cells: list[Figure], kinds: list[MoneyKind]
) -> Iterator[BlockRow]:
    numbers = count(1)
    for category in Category:
        of_kind = [cell for cell in cells if cell.category == category]
        for project in projects:
            if project.category == category and project.allocations.all():
                yield _row(next(numbers), project, kinds)
        if report_tables.kinds_of_money(of_kind):
            name = _("Subtotal: %(kind)s") % {"kind": category.label}
            yield _sum(name, of_kind, kinds, "subtotal")
    yield _sum(_("Total"), cells, kinds, "total")


def _row(number: int, project: Project, kinds: list[MoneyKind]) -> BlockRow:
    money = [of_allocation(row) for row in project.allocations.all()]
    return BlockRow(
        (
            text.text(number),
            text.text(project, project.statement),
            FORMATS["place"](project),
            FORMATS["content"](project),
            *report_tables.money_cells(money, kinds, with_notes=True, number_format=_format_amount),
            FORMATS["implementer"](project),
        )
    )


def _sum(name: str, cells: list[Figure], kinds: list[MoneyKind], kind: str) -> BlockRow:
    sums = report_tables.money_cells(cells, kinds, number_format=_format_amount)
    blank = text.BLANK
    return BlockRow((blank, text.text(name), blank, blank, *sums, blank), kind)


# --- who publishes, for how long, and whom to tell ----------------------------------------------


def _closing(projects: QuerySet[Project]) -> BlockFacts:
    bodies = (
        Organisation.objects.published()
        .filter(pk__in=projects.values("coordinator"))
        .order_by("code")
    )
    beside = (
        (_("Supervision e-mail"), settings.SUPERVISION_EMAIL),
        (_("Supervision address"), settings.SUPERVISION_ADDRESS),
    )
    return BlockFacts(
        (
            (_("Publishing unit"), text.text(text.listed(bodies))),
            (_("Period of the notice"), text.text(_period(projects))),
            (_("Supervision telephone"), text.text(settings.SUPERVISION_PHONE)),
            *((name, text.text(value)) for name, value in beside if value),
        )
    )


def _period(projects: QuerySet[Project]) -> str | None:
    """From the day on which the last of `projects` was published."""
    newest = projects.aggregate(at=Max("published_in__published_at"))["at"]
    if newest is None:
        return None
    first = localdate(newest)
    last = first + datetime.timedelta(days=NOTICE_DAYS)
    named = {"first": _day(first), "last": _day(last), "days": NOTICE_DAYS}
    return _("%(first)s to %(last)s, at least %(days)s days") % named


def _day(day: datetime.date) -> str:
    return dates.format_partial_date(day.isoformat())
