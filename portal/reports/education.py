"""Parts of the annual report about education and visits. Only numbers of people are public."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.reports import report_tables, text
from portal.reports.blocks import Block, BlockColumn, BlockFacts, BlockHeading, Items, Text
from programs.models import Project


def education(projects: list[Project]) -> Iterator[Block]:
    """Aid to students and schools, donated goods, seminars."""
    yield from _aid(projects)
    yield from _donations(projects)
    for project in projects:
        for row in project.seminars.all():
            yield BlockHeading(text.text(row, row.statement), level=2)
            yield BlockFacts(
                (
                    (_("Held on"), text.date(row.held_on)),
                    (_("Place"), text.text(row.place_text)),
                    (_("Convened by"), text.text(row.convener)),
                    (_("Financial aid from"), text.text(row.funder)),
                    (_("Participants"), text.figure(row.participant_count)),
                )
            )
        yield from _speakers(project.seminarspeakers.all())
        yield from _reports(project.seminarreports.all())


def _aid(projects: list[Project]) -> list[Block]:
    columns = (
        BlockColumn(_("Project"), 4),
        BlockColumn(_("Kind of aid"), 4),
        BlockColumn(_("Students"), 2, is_figure=True),
        BlockColumn(_("Schools"), 2, is_figure=True),
        BlockColumn(_("Operated by"), 3),
        BlockColumn(_("Purpose"), 4),
    )
    lines = (
        (
            text.text(project),
            text.text(row.get_kind_display(), row.statement),
            text.figure(row.student_count, row.student_count and row.statement),
            text.figure(row.school_count, row.school_count and row.statement),
            text.text(row.operator),
            text.text(row.purpose_text),
        )
        for project in projects
        for row in project.educationaids.all()
    )
    return report_tables.table(_("Aid to education"), columns, lines)


def _donations(projects: list[Project]) -> list[Block]:
    columns = (
        BlockColumn(_("Goods"), 3),
        BlockColumn(_("Quantity"), 2, is_figure=True),
        BlockColumn(_("Unit"), 2),
        BlockColumn(_("Donor"), 3),
        BlockColumn(_("Through"), 3),
        BlockColumn(_("Recipients"), 3),
        BlockColumn(_("Money value (yuan)"), 2, is_figure=True),
    )
    lines = (_donation(row) for project in projects for row in project.donations.all())
    return report_tables.table(_("Donated goods"), columns, lines)


def _donation(row) -> Iterator[Text]:
    yield text.text(row)
    yield text.figure(row.quantity, row.statement)
    yield text.text(row.get_unit_display())
    yield text.text(row.donor)
    yield text.text(row.intermediary)
    yield text.text(row.recipients_text)
    yield text.figure(row.money_value)


def _speakers(rows) -> Iterator[Block]:
    if rows:
        yield BlockHeading(text.text(_("Speakers")), level=3)
        yield Items(tuple(text.text(_speaker(row), row.statement) for row in rows))


def _speaker(row) -> str:
    return text.listed((row.name_text, row.title_text, row.organisation))


def _reports(rows) -> Iterator[Block]:
    if rows:
        title = ngettext("%(n)s report delivered", "%(n)s reports delivered", len(rows))
        yield BlockHeading(text.text(title % {"n": len(rows)}), level=3)
        yield Items(tuple(text.text(row, row.statement) for row in rows))


def visits(projects: list[Project]) -> list[Block]:
    """Visits by occasion."""
    columns = (
        BlockColumn(_("Occasion"), 4),
        BlockColumn(_("When"), 3),
        BlockColumn(_("Where"), 3),
        BlockColumn(_("Who was visited"), 4),
        BlockColumn(_("Households"), 3, is_figure=True),
        BlockColumn(_("Persons"), 2, is_figure=True),
    )
    lines = (_visit(row) for project in projects for row in project.visits.all())
    return report_tables.table(_("Visits"), columns, lines)


def _visit(row) -> Iterator[Text]:
    yield text.text(capfirst(row.get_occasion_display()), row.statement)
    yield text.date(row.visited_on)
    yield text.text(row.place_text)
    yield text.text(row.visited_text)
    yield text.figure(row.household_count, row.household_count and row.statement)
    yield text.figure(row.person_count, row.person_count and row.statement)
