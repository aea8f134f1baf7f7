"""The annual report of a year as a document, in the order of the ministry's own report."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from config.lib import money
from config.lib.language import compose, in_language_of
from portal.reports import education, people, pictures, report_tables, text, year_summary
from portal.reports.blocks import Block, Document, Heading, Paragraph, Picture
from portal.reports.data import Figures, ProgramSection, Report
from records.models import Edition


def annual_report(report: Report, before: Figures | None, edition: Edition | None) -> Document:
    """The document of `report`; `before` is the report of the year before, where there is one."""
    title = _("Annual report %(year)s") % {"year": report.year}
    return Document(
        name=f"report-{report.year}-{get_language()}-edition-{edition.number if edition else 0}",
        language=get_language() or "",
        title=title,
        author=_("Fupin Ledger"),
        lead=(
            _("What the ministry did against poverty, from the public ledger"),
            text.of_edition(edition),
        ),
        running=f"{_('Fupin Ledger')} · {title} · {edition or ''}",
        blocks=tuple(_blocks(report, before)),
        has_contents=True,
    )


def _blocks(report: Report, before: Figures | None) -> Iterator[Block]:
    yield Paragraph(text.text(_how_to_read()), is_remark=True)
    yield Heading(text.text(_("The year in figures")))
    yield from year(report, before)
    for number, (title, blocks) in enumerate(_sections(report), start=1):
        yield Heading(text.text(compose("%(number)s. %(title)s", number=number, title=title)))
        yield from list(blocks) or [Paragraph(text.text(_("Nothing is recorded for this year.")))]
    yield Heading(text.text(_("Appendix: stated beside computed")))
    yield from _differences(report)


def _how_to_read() -> str:
    return " ".join(
        (
            _(
                "Every figure is computed from published records. Its note in the sections names "
                "the source, the place in it and the sentence that states the figure."
            ),
            _("“Not stated” is not zero: the source does not say."),
            _("Money is in yuan (CNY); 万元 is 10,000 yuan."),
        )
    )


def year(report: Report, before: Figures | None, cited: bool = False) -> list[Block]:
    """The year in figures, beside the year before where there is one, and its money. With the
    notes of this year's figures where no section follows that has them."""
    lines = year_summary.beside(report, before)
    charts = pictures.money_by_kind([line.this for line in lines if line.this])
    return [
        *report_tables.year_in_figures(report.year, lines, before is not None, cited),
        *(Picture(chart) for chart in charts),
    ]


def _sections(report: Report) -> Iterator[tuple[str, Iterator[Block]]]:
    programs = report.programs
    yield _("Overview and organisation"), people.organisation(report)
    yield _("Industrial poverty alleviation"), program(programs.get("industry"))
    yield _("Poverty alleviation projects"), program(programs.get("relief-projects"))
    yield _("Cadres"), people.cadres(report)
    yield _("Publicity and communication"), _publicity(report)
    yield _("Education"), program(programs.get("education"))
    yield _("Visits to the poor"), program(programs.get("visits"))
    for section in report.other_programs:
        yield str(section.program), program(section)


def _publicity(report: Report) -> Iterator[Block]:
    yield from people.publications(report)
    yield from program(report.programs.get("communication"))


def program(section: ProgramSection | None) -> Iterator[Block]:
    """One programme of a year: its projects, their money and what came of it."""
    if section is None:
        return
    projects = section.projects
    yield from report_tables.projects_of(projects)
    if not section.is_whole:
        yield Paragraph(text.text(of_all(section)), is_remark=True)
        yield from work(section)
        return
    yield from work(section)
    yield from report_tables.money_of(projects)
    yield from report_tables.payments_of(projects)
    yield from report_tables.results_of(projects)
    yield from (Picture(chart) for chart in pictures.coverage(projects))
    yield from education.education(projects)
    yield from education.visits(projects)
    for project in projects:
        if project.note_text:
            remark = text.named(str(project), text.text(project.note_text))
            yield Paragraph(remark, is_remark=True)


def of_all(section: ProgramSection) -> str:
    """That not all projects are shown, and how many there are."""
    named = {
        "shown": money.format_number(len(section.projects)),
        "count": money.format_number(section.count),
    }
    return _("The first %(shown)s of %(count)s projects; the figures are of all of them.") % named


def work(section: ProgramSection) -> list[Block]:
    """Money by kind of work, where there is more than one kind to compare."""
    if len({cell.category for cell in section.figures if cell.what == "money"}) < 2:
        return []
    charts = pictures.money_by_work(section.figures)
    meaning = Paragraph(text.amounts_in_sums(), is_remark=True)
    return [*report_tables.by_kind_of_work(section.figures), meaning, *map(Picture, charts)]


def work_of(report: Report, code: str) -> list[Block]:
    """Money by kind of work of one programme, for the page of the report."""
    section = report.programs.get(code)
    return work(section) if section else []


def coverage_of(report: Report, code: str) -> list[Block]:
    """Coverage before and after of one programme, for the page of the report."""
    section = report.programs.get(code)
    if section is None or not section.is_whole:
        return []
    return [Picture(chart) for chart in pictures.coverage(section.projects)]


def _differences(report: Report) -> Iterator[Block]:
    differing = [row for row in report.totals if row.difference]
    told = ngettext(
        "%(n)s of %(all)s stated totals differs from the sum of its parts.",
        "%(n)s of %(all)s stated totals differ from the sum of their parts.",
        len(differing),
    )
    if report.totals:
        yield Paragraph(text.text(told % {"n": len(differing), "all": len(report.totals)}))
    yield from report_tables.comparisons(report.totals)
    for row in report.totals:
        if row.total.explanation_text:
            stated = row.total.statement.summary_text
            summary = in_language_of(stated, capfirst(stated).rstrip(".。"))
            explained = text.named(summary, text.text(row.total.explanation_text))
            yield Paragraph(explained, is_remark=True)
