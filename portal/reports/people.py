"""Parts of the annual report about bodies, meetings, cadres and publications."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from config.lib.language import join_texts
from portal.reports import report_tables, text
from portal.reports.blocks import Block, Column, Facts, Heading, Items, Row, Text
from portal.reports.data import Report


def organisation(report: Report) -> Iterator[Block]:
    """Who met, and who sits in the leading group and its office."""
    yield from meetings(report.conferences)
    columns = (
        Column(_("Role"), 3),
        Column(_("Member"), 6),
        Column(_("Number"), 2, is_figure=True),
        Column(_("From"), 2),
        Column(_("To"), 2),
    )
    for body, seats in groupby(report.memberships, key=lambda seat: seat.body):
        yield from report_tables.table(str(body), columns, (_seat(row) for row in seats))


def _seat(row) -> Iterator[Text]:
    titled = text.listed((row.member_name, row.cadre and row.cadre.title_text))
    yield text.text(capfirst(row.get_role_display()))
    yield text.text(text.remarked(titled, row.note_text))
    yield text.figure(row.member_count, row.statement)
    yield text.date(row.starts)
    yield text.date(row.ends)


def meetings(rows) -> Iterator[Block]:
    """Each meeting with its agenda."""
    for row in rows:
        held = text.date(row.held_on)
        if row.period_text:
            held = text.joined((held, text.text(row.period_text)))
        yield Heading(text.text(row, row.statement), level=2)
        yield Facts(
            (
                (_("Held"), held),
                (_("Place"), text.text(row.place_text)),
                (_("Host"), text.text(row.host)),
                (_("Participants"), text.text(row.participants_text)),
            )
        )
        if points := row.agenda_text.splitlines():
            yield Items(tuple(text.text(point) for point in points if point.strip()))


def cadres(report: Report) -> Iterator[Block]:
    """Who was chosen, sent, assessed and honoured."""
    yield from _selections(report.selections)
    yield from _postings(report.postings)
    yield from _assessments(report.assessments)
    yield from _awards(report.awards)
    yield from meetings(report.exchanges)


def _selections(rows) -> list[Block]:
    columns = (
        Column(_("When"), 2),
        Column(_("Cadres"), 2, is_figure=True),
        Column(_("Eligible candidates"), 3),
        Column(_("Covers"), 4),
    )
    lines = (
        (
            text.text(row.period_text or row.year),
            text.figure(row.selected_count, row.statement),
            text.text(row.candidates_text, row.candidates_statement),
            text.text(row.place_name),
        )
        for row in rows
    )
    return report_tables.table(_("Selected and sent"), columns, lines)


def _postings(rows) -> list[Block]:
    columns = (
        Column(_("Cadre"), 5),
        Column(_("Number"), 2, is_figure=True),
        Column(_("Term"), 4),
        Column(_("Where"), 4),
        Column(_("Home unit"), 3),
        Column(_("Post"), 3),
    )
    return report_tables.table(_("Posted"), columns, (_posting(row) for row in rows))


def _posting(row) -> Iterator[Text]:
    yield text.text(text.remarked(row.cadre_name, row.note_text))
    yield text.figure(row.person_count, row.statement)
    yield text.term(row.starts, row.ends)
    yield text.text(row.place_name)
    yield text.text(row.home_unit)
    yield text.text(row.post_text)


def _assessments(rows) -> list[Block]:
    columns = (Column(_("When"), 2), Column(_("Assessed by"), 5), Column(_("Together with"), 5))
    lines = (
        (
            text.date(row.assessed_on, row.statement),
            text.text(row.assessor_text),
            text.text(row.together_with_text),
        )
        for row in rows
    )
    return report_tables.table(_("Assessed"), columns, lines)


def _awards(rows) -> list[Block]:
    columns = (
        Column(_("Cadre"), 3),
        Column(_("Honour"), 5),
        Column(_("Awarded by"), 5),
        Column(_("When"), 2),
    )
    lines = (
        Row(
            (
                text.text(row.cadre_name, row.statement),
                text.text(row.title_text),
                text.text(row.awarded_by),
                text.date(row.awarded_on),
            )
        )
        for row in rows
    )
    return report_tables.table(_("Honoured"), columns, lines)


def publications(report: Report) -> Iterator[Block]:
    """Books and columns."""
    for row in report.publications:
        yield Heading(text.text(row, row.statement), level=2)
        bodies = join_texts(" · ", row.bodies_text.splitlines())
        facts = (
            (_("Kind"), text.text(capfirst(row.get_kind_display()))),
            (_("Organised by"), text.text(row.organiser)),
            (_("Author"), text.text(row.author)),
            (_("Publisher"), text.text(row.publisher)),
            (_("Published on"), text.date(row.published_on)),
            (pgettext("of a record", "Summary"), text.text(row.summary_text)),
        )
        about = ((_("Bodies whose work it records"), text.text(bodies)),) if bodies else ()
        yield Facts((*facts, *about))
