"""The chapters of the annual report: the page, Word and PDF are all made from this list.

The order is that of the ministry's own report; programmes that it has no chapter for come last.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.lib import money
from config.lib.language import compose, in_language_of
from portal.reports import (
    comparison_tables,
    education,
    people,
    pictures,
    report_tables,
    text,
    year_summary,
)
from portal.reports.blocks import Block, BlockHeading, Paragraph, Picture
from portal.reports.data import ProgramSection, ReportData
from programs.totals.reconciliation import Basis, Comparison, Outcome
from records.models import Edition

FIGURES = "figures"  # the code of the first chapter


@dataclass(frozen=True)
class Chapter:
    """A chapter: blocks of its own, then the programme with its code, where there is one."""

    code: str
    title: str
    blocks: Callable[[ReportData], Iterable[Block]] = lambda report: ()


CHAPTERS = (
    Chapter("overview", gettext_lazy("Overview and organisation"), people.organisation),
    Chapter("industry", gettext_lazy("Industrial poverty alleviation")),
    Chapter("relief-projects", gettext_lazy("Poverty alleviation projects")),
    Chapter("cadres", gettext_lazy("Cadres"), people.cadres),
    Chapter("communication", gettext_lazy("Publicity and communication"), people.publications),
    Chapter("education", gettext_lazy("Education")),
    Chapter("visits", gettext_lazy("Visits to the poor")),
)


def chapters_of(
    report: ReportData, cites_summary: bool = False
) -> Iterator[tuple[str, str, list[Block]]]:
    """The code, title and blocks of each chapter. The summary of the year cites sources only on
    request, since the chapters cite them again."""
    yield FIGURES, _("The year in figures"), _summary(report, cites_summary)
    codes = [chapter.code for chapter in CHAPTERS]
    others = (one.program for code, one in report.programs.items() if code not in codes)
    chapters = [*CHAPTERS, *(Chapter(program.code, str(program)) for program in others)]
    for number, chapter in enumerate(chapters, start=1):
        program = report.programs.get(chapter.code)
        of_program = _program(program, report.totals) if program else ()
        blocks = [*chapter.blocks(report), *of_program]
        nothing = Paragraph(text.text(_("Nothing is recorded for this year.")))
        title = compose("%(number)s. %(title)s", number=number, title=chapter.title)
        yield chapter.code, title, blocks or [nothing]
    yield "comparisons", _("Appendix: reported and recalculated"), [*_comparisons(report)]


def annual_report(report: ReportData, edition: Edition | None):
    """The annual report as a document for Word and PDF."""
    blocks: list[Block] = [Paragraph(text.text(_how_to_read()), is_remark=True)]
    for _code, title, own in chapters_of(report):
        blocks += [BlockHeading(text.text(title)), *own]
    title = _("Annual report %(year)s") % {"year": report.year}
    lead = _("The ministry's poverty-relief work, from the public ledger")
    return text.document(f"report-{report.year}", title, edition, blocks, lead, has_contents=True)


def _how_to_read() -> str:
    sentences = (
        _(
            "Figures are those of published records, or computed from them. The note of a figure "
            "in the sections names the source, the place in it, and in our words what it says."
        ),
        _("“Not stated” is not zero: the source does not say."),
        _("Money is in yuan (CNY); 万元 is 10,000 yuan."),
    )
    return " ".join(sentences)


def _summary(report: ReportData, is_cited: bool) -> list[Block]:
    """Figures of the year beside the year before, where there is one, and its money."""
    lines = year_summary.beside_year_before(report)
    charts = pictures.money_by_kind([line.this for line in lines if line.this])
    table = report_tables.year_in_figures(report.year, lines, is_cited)
    return [*table, *map(Picture, charts)]


def _program(section: ProgramSection, totals: list[Comparison]) -> Iterator[Block]:
    """One programme of a year: what it is for, its projects, their money and its results."""
    projects, program = section.projects, section.program
    if program.summary_text:
        yield Paragraph(text.text(program.summary_text, program.statement))
    yield from report_tables.projects_of(projects)
    if not section.is_whole:
        yield Paragraph(text.text(of_all(section), address=section.address), is_remark=True)
        yield from _work(section, totals)
        return
    yield from _work(section, totals)
    yield from report_tables.money_of(projects)
    yield from report_tables.overspends_of(projects)
    yield from report_tables.payments_of(projects)
    yield from report_tables.results_of(projects)
    yield from map(Picture, pictures.coverage(projects, section.year))
    yield from education.education(projects)
    yield from education.visits(projects)
    yield from report_tables.notes_of(projects)


def of_all(section: ProgramSection) -> str:
    """That not all projects are listed, and how many there are."""
    counts = {
        "shown": money.format_number(len(section.projects)),
        "count": money.format_number(section.count),
    }
    return _("The first %(shown)s of %(count)s projects; the figures are of all of them.") % counts


def _work(section: ProgramSection, totals: list[Comparison]) -> list[Block]:
    """Money by kind of work, where there is more than one kind to compare, with the totals that
    sources state themselves."""
    if len({cell.category for cell in section.figures if cell.what == "money"}) < 2:
        return []
    charts = pictures.money_by_work(section.figures)
    meaning = Paragraph(text.amounts_in_sums(), is_remark=True)
    stated = comparison_tables.stated_beside(totals, section.program)
    tables = report_tables.by_kind_of_work(section.figures)
    return [*tables, *stated, meaning, *map(Picture, charts)]


def _counted(totals: list[Comparison]) -> Iterator[str]:
    """How many totals are added up again and differ, and how many cannot be added up."""
    added = [row for row in totals if row.basis == Basis.ADDED]
    if added:
        sentence = ngettext(
            "%(n)s of %(all)s stated totals with several parts differs from their sum; "
            "within rounding: %(within)s.",
            "%(n)s of %(all)s stated totals with several parts differ from their sum; "
            "within rounding: %(within)s.",
            differing := sum(1 for row in added if row.difference),
        )
        within = sum(1 for row in added if row.outcome == Outcome.ROUNDING)
        yield sentence % {"n": differing, "all": len(added), "within": within}
    if copied := sum(1 for row in totals if row.basis == Basis.COPIED):
        sentence = ngettext(
            "%(n)s further total has one part only and cannot be added up.",
            "%(n)s further totals have one part only and cannot be added up.",
            copied,
        )
        yield sentence % {"n": copied}
    if nothing := sum(1 for row in totals if row.basis == Basis.NOTHING):
        sentence = ngettext(
            "Of %(n)s further total no part is published.",
            "Of %(n)s further totals no part is published.",
            nothing,
        )
        yield sentence % {"n": nothing}


def _comparisons(report: ReportData) -> Iterator[Block]:
    if report.totals:
        yield Paragraph(text.text(" ".join(_counted(report.totals))))
    yield from comparison_tables.comparisons(report.totals)
    for row in report.totals:
        if row.total.explanation_text:
            stated = row.total.statement.summary_text
            summary = in_language_of(stated, capfirst(stated).rstrip(".。"))
            explained = text.named(summary, text.text(row.total.explanation_text))
            yield Paragraph(explained, is_remark=True)
