"""Parts of the annual report about education and visits. Only numbers of people are public."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.reports import text
from portal.reports.blocks import Block, BlockFacts, BlockHeading, BlockTable, Items
from portal.reports.report_tables import column, numbers, table_of
from programs.models import Project


def education(projects: list[Project]) -> Iterator[Block]:
    """Aid to students and schools, donated goods, seminars."""
    yield from _aid([row for project in projects for row in project.educationaids.all()])
    yield from _donations([row for project in projects for row in project.donations.all()])
    for project in projects:
        for row in project.seminars.all():
            yield BlockHeading(text.text(row, row.statement), level=2)
            yield BlockFacts(
                (
                    (_("Held on"), text.date(row.held_on)),
                    (_("Place"), text.text(row.place_text)),
                    (_("Convened by"), text.text(row.convener)),
                    (_("Financial aid from"), text.text(row.funder)),
                    (_("Participants"), text.count(row, "participant_count")),
                )
            )
        yield from _speakers(project.seminarspeakers.all())
        yield from _reports(project.seminarreports.all())


def _aid(rows) -> list[BlockTable]:
    return table_of(
        _("Aid to education"),
        rows,
        column(_("Project"), 4, lambda row: text.text(row.project)),
        column(_("Kind of aid"), 4, lambda row: text.text(row.get_kind_display(), row.statement)),
        numbers(_("Students"), 2, lambda row: text.count(row, "student_count")),
        numbers(_("Schools"), 2, lambda row: text.count(row, "school_count")),
        column(_("Supported by"), 3, lambda row: text.text(row.supporter)),
        column(_("Purpose"), 4, lambda row: text.text(row.purpose_text)),
    )


def _donations(rows) -> list[BlockTable]:
    return table_of(
        _("Donated goods"),
        rows,
        column(_("Goods"), 3, text.text),
        numbers(_("Quantity"), 2, lambda row: text.cited_figure(row.quantity, row)),
        column(_("Unit"), 2, lambda row: text.text(row.get_unit_display())),
        column(_("Donor"), 3, lambda row: text.text(row.donor)),
        column(_("Through"), 3, lambda row: text.text(row.intermediary)),
        column(_("Recipients"), 3, lambda row: text.text(row.recipients_text)),
        numbers(_("Money value (yuan)"), 2, lambda row: text.figure(row.money_value)),
    )


def _speakers(rows) -> Iterator[Block]:
    if rows:
        yield BlockHeading(text.text(_("Speakers")), level=3)
        yield Items(tuple(text.text(_speaker(row), row.statement) for row in rows))


def _speaker(row) -> str:
    return text.listed((row.name_text, row.title_text, row.organisation))


def _reports(rows) -> Iterator[Block]:
    if rows:
        title = ngettext(
            "%(n)s report that speakers were invited to give",
            "%(n)s reports that speakers were invited to give",
            len(rows),
        )
        yield BlockHeading(text.text(title % {"n": len(rows)}), level=3)
        yield Items(tuple(text.text(row, row.statement) for row in rows))


def visits(projects: list[Project]) -> list[BlockTable]:
    """Visits by occasion."""

    def occasion(row):
        return text.text(capfirst(row.get_occasion_display()), row.statement)

    return table_of(
        _("Visits"),
        [row for project in projects for row in project.visits.all()],
        column(_("Occasion"), 4, occasion),
        column(_("When"), 3, lambda row: text.date(row.visited_on)),
        column(_("Where"), 3, lambda row: text.text(row.place_text)),
        column(_("Who was visited"), 4, lambda row: text.text(row.visited_text)),
        numbers(_("Households"), 3, lambda row: text.count(row, "household_count")),
        numbers(_("Persons"), 2, lambda row: text.count(row, "person_count")),
    )
