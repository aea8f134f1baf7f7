"""The public notice (公告公示) of how the money of a year was allocated, in parts.

Its content and order are those of the guidance of 2018; what is not recorded stands there as not
stated.
"""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from config.lib.language import compose
from portal.reports import comparison_tables, report_tables, text
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
)
from portal.reports.data import ProgramSection, ReportData
from portal.reports.notices.parts import Part
from portal.reports.notices.project import FORMATS
from portal.reports.notices.sections import closing, format_amount, sources_of, unit_in_words
from programs.models import Allocation, Category, MoneyKind, Project
from programs.totals.figures import Figure, as_recorded, of_allocation
from programs.totals.funding_sources import sources_of_year
from programs.totals.outcomes import of_year
from records.models import Edition, Scope


def year_notice(
    report: ReportData, part: Part, edition: Edition | None, most_sources: int | None = None
) -> Document:
    """One part of the notice of how the money of a year was allocated: the first has the sources
    and principles, all have projects, and who publishes them. The sources are cut to the first
    `most_sources` lines."""
    title = _("Public notice of the money of %(year)s") % {"year": report.year}
    lead = (part.in_words(),) if part.count > 1 else ()
    name = name_of_notice(report.year, part.number)
    return text.document(
        name, title, edition, _year(report, part, most_sources), *lead, is_wide=True
    )


def name_of_notice(year: int, part: int) -> str:
    return f"notice-{year}" if part == 1 else f"notice-{year}-part-{part}"


def _year(report: ReportData, part: Part, most_sources: int | None) -> Iterator[Block]:
    sections = (
        (_("Sources of the money"), _sources(report, most_sources) if part.is_first else None),
        (_("Principles of allocation"), list(_principles(report)) if part.is_first else None),
        (_("Projects and amounts"), list(_projects(report, part))),
        (_("Publication and supervision"), [_closing(report)]),
    )
    for number, (title, blocks) in enumerate(sections, start=1):
        if blocks is not None:
            yield BlockHeading(text.text(f"{number}. {title}"))
            yield from blocks or [Paragraph(text.text(None))]


def _sources(report: ReportData, most: int | None) -> list[Block]:
    meaning = Paragraph(text.amounts_in_sums(), is_remark=True)
    tables = sources_of(sources_of_year(report.year, report.edition), most)
    return [*tables, meaning] if tables else []


def _closing(report: ReportData) -> BlockFacts:
    """Who coordinated the projects that have money, and when the last of them was published."""
    known = of_year(report.edition, report.year, "coordinators")
    has_money = Exists(Allocation.objects.filter(project=OuterRef("pk")))
    projects = Project.objects.as_of(report.edition).filter(has_money, year=report.year)
    newest = projects.filter(published_in__isnull=False).order_by("-published_in_id")
    moment = newest.values_list("published_in__published_at", flat=True).first()
    return closing([int(one.of) for one in known], moment)


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


def _projects(report: ReportData, part: Part) -> Iterator[Block]:
    """Projects by kind of work with subtotals, one table for each programme and scope, with what
    must be said of a programme behind its last project."""
    for section in report.programs.values():
        program, projects = section.program, []
        for scope, covered in part.of_program(program.pk):
            yield from _table(section, part, scope, covered)
            projects += covered
        if part.ends_program(program.pk) or (part.is_first and not _is_funded(section)):
            yield from comparison_tables.stated_beside(report.totals, program, format_amount)
        yield from report_tables.notes_of(projects)


def _is_funded(section: ProgramSection) -> bool:
    return any(figure.what == "money" for figure in section.figures)


def _table(
    section: ProgramSection, part: Part, scope: str, projects: list[Project]
) -> list[BlockTable]:
    cells = [as_recorded(cell) for cell in section.figures if cell.recorded_scope == scope]
    kinds = report_tables.kinds_of_money(cells)
    names = {"program": section.program, "scope": Scope(scope).label, "unit": unit_in_words()}
    caption = compose(_("%(program)s: %(scope)s; amounts %(unit)s"), **names)
    rows = _rows(projects, part, cells, kinds)
    return report_tables.table(caption, _columns(kinds), rows)


def _columns(kinds: list[MoneyKind]) -> tuple[BlockColumn, ...]:
    return (
        BlockColumn(pgettext("number of a row", "No."), 2, is_ordinal=True),
        BlockColumn(_("Project"), 4),
        BlockColumn(_("Place"), 4),
        BlockColumn(_("Content"), 5),
        *report_tables.money_columns(kinds),
        BlockColumn(_("Responsible unit"), 3),
    )


def _rows(
    projects: list[Project], part: Part, cells: list[Figure], kinds: list[MoneyKind]
) -> Iterator[BlockRow]:
    """Each project with its money, and the sums that are complete with it."""
    for project in projects:
        place = part.places[project.pk]
        yield _row(place.number, project, kinds)
        if place.ends_kind:
            of_kind = [cell for cell in cells if cell.category == project.category]
            name = _("Subtotal: %(kind)s") % {"kind": Category(project.category).label}
            yield _sum(name, of_kind, kinds, "subtotal")
        if place.ends_scope:
            yield _sum(_("Total"), cells, kinds, "total")


def _row(number: int, project: Project, kinds: list[MoneyKind]) -> BlockRow:
    money = [of_allocation(row) for row in project.allocations.all()]
    return BlockRow(
        (
            text.text(number),
            text.text(project, project.statement),
            FORMATS["place"](project),
            FORMATS["content"](project),
            *report_tables.money_cells(money, kinds, with_notes=True, number_format=format_amount),
            FORMATS["implementer"](project),
        )
    )


def _sum(name: str, cells: list[Figure], kinds: list[MoneyKind], kind: str) -> BlockRow:
    sums = report_tables.money_cells(cells, kinds, number_format=format_amount)
    blank = text.BLANK
    return BlockRow((blank, text.text(name), blank, blank, *sums, blank), kind)
