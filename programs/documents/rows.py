"""Parts of the annual report about education and visits. Only numbers of people are public."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.documents import tables, words
from programs.documents.content import Block, Column, Facts, Heading, Items, Text
from programs.models import Project


def education(projects: list[Project]) -> Iterator[Block]:
    """Aid to students and schools, donated goods, seminars."""
    yield from _aid(projects)
    yield from _donations(projects)
    for project in projects:
        for row in project.seminars.all():
            yield Heading(words.text(row, row.statement), level=2)
            yield Facts(
                (
                    (_("Held on"), words.date(row.held_on)),
                    (_("Place"), words.text(row.place_text)),
                    (_("Convened by"), words.text(row.convener)),
                    (_("Financial aid from"), words.text(row.funder)),
                    (_("Participants"), words.figure(row.participant_count)),
                )
            )
        yield from _speakers(project.seminarspeakers.all())
        yield from _reports(project.seminarreports.all())


def _aid(projects: list[Project]) -> list[Block]:
    columns = (
        Column(_("Project"), 4),
        Column(_("Kind of aid"), 4),
        Column(_("Students"), 2, is_figure=True),
        Column(_("Schools"), 2, is_figure=True),
        Column(_("Operated by"), 3),
        Column(_("Purpose"), 4),
    )
    lines = (
        (
            words.text(project),
            words.text(row.get_kind_display(), row.statement),
            words.figure(row.student_count, row.student_count and row.statement),
            words.figure(row.school_count, row.school_count and row.statement),
            words.text(row.operator),
            words.text(row.purpose_text),
        )
        for project in projects
        for row in project.educationaids.all()
    )
    return tables.table(_("Aid to education"), columns, lines)


def _donations(projects: list[Project]) -> list[Block]:
    columns = (
        Column(_("Goods"), 3),
        Column(_("Quantity"), 2, is_figure=True),
        Column(_("Unit"), 2),
        Column(_("Donor"), 3),
        Column(_("Through"), 3),
        Column(_("Recipients"), 3),
        Column(_("Money value (yuan)"), 2, is_figure=True),
    )
    lines = (_donation(row) for project in projects for row in project.donations.all())
    return tables.table(_("Donated goods"), columns, lines)


def _donation(row) -> Iterator[Text]:
    yield words.text(row)
    yield words.figure(row.quantity, row.statement)
    yield words.text(row.get_unit_display())
    yield words.text(row.donor)
    yield words.text(row.intermediary)
    yield words.text(row.recipients_text)
    yield words.figure(row.money_value)


def _speakers(rows) -> Iterator[Block]:
    if rows:
        yield Heading(words.text(_("Speakers")), level=3)
        yield Items(tuple(words.text(_speaker(row), row.statement) for row in rows))


def _speaker(row) -> str:
    return words.listed((row.name_text, row.title_text, row.organisation))


def _reports(rows) -> Iterator[Block]:
    if rows:
        told = ngettext("%(n)s report delivered", "%(n)s reports delivered", len(rows))
        yield Heading(words.text(told % {"n": len(rows)}), level=3)
        yield Items(tuple(words.text(row, row.statement) for row in rows))


def visits(projects: list[Project]) -> list[Block]:
    """Visits by occasion."""
    columns = (
        Column(_("Occasion"), 4),
        Column(_("When"), 3),
        Column(_("Where"), 3),
        Column(_("Who was visited"), 4),
        Column(_("Households"), 3, is_figure=True),
        Column(_("Persons"), 2, is_figure=True),
    )
    lines = (_visit(row) for project in projects for row in project.visits.all())
    return tables.table(_("Visits"), columns, lines)


def _visit(row) -> Iterator[Text]:
    yield words.text(capfirst(row.get_occasion_display()), row.statement)
    yield words.date(row.visited_on)
    yield words.text(row.place_text)
    yield words.text(row.visited_text)
    yield words.figure(row.household_count, row.household_count and row.statement)
    yield words.figure(row.person_count, row.person_count and row.statement)
