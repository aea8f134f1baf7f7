"""Parts of the annual report about bodies, meetings, cadres and publications."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.reports import report_tables, text
from portal.reports.blocks import (
    Attachments,
    Block,
    BlockColumn,
    BlockFacts,
    BlockHeading,
    BlockRow,
    Items,
    Text,
)
from portal.reports.data import ReportData


def organisation(report: ReportData) -> Iterator[Block]:
    """Work conferences, then the seats of the leading group and its office."""
    yield from meetings(report.conferences)
    columns = (
        BlockColumn(_("Role"), 3),
        BlockColumn(_("Member"), 6),
        BlockColumn(_("Number"), 2, is_figure=True),
        BlockColumn(_("From"), 2),
        BlockColumn(_("To"), 2),
    )
    for body, seats in groupby(report.memberships, key=lambda seat: seat.body):
        rows = (BlockRow(tuple(_seat(row)), record=row) for row in seats)
        yield from report_tables.table(str(body), columns, rows)


def _seat(row) -> Iterator[Text]:
    titled = text.listed((row.member_name, row.cadre and row.cadre.title_text))
    yield text.text(capfirst(row.get_role_display()))
    yield text.text(text.remarked(titled, row.note_text), address=_page_of_cadre(row))
    yield text.figure(row.member_count, row.statement)
    yield text.date(row.starts)
    yield text.date(row.ends)


def meetings(rows) -> Iterator[Block]:
    """Each meeting with its agenda."""
    for row in rows:
        held = text.date(row.held_on)
        if row.period_text:
            held = text.joined((held, text.text(row.period_text)))
        yield BlockHeading(text.text(row, row.statement), 2, row)
        yield BlockFacts(
            (
                (_("Held"), held),
                (_("Place"), text.text(row.place_text)),
                (_("Host"), text.text(row.host)),
                (_("Participants"), text.text(row.participants_text)),
            )
        )
        if points := row.agenda_text.splitlines():
            yield Items(tuple(text.text(point) for point in points if point.strip()))
        yield from _attachments(row)


def _attachments(record) -> Iterator[Attachments]:
    if rows := tuple(record.attachments.all()):
        names = (text.text(text.remarked(row.title_text, row.name), row.statement) for row in rows)
        yield Attachments(tuple(names), rows)


def _page_of_cadre(row) -> str:
    """The page of a named cadre; empty where the source names none."""
    return row.cadre.get_absolute_url() if row.cadre else ""


def cadres(report: ReportData) -> Iterator[Block]:
    """Selections, postings, assessments and honours of the year, then its exchanges."""
    yield from _selections(report.selections)
    yield from _postings(report.postings)
    yield from _assessments(report.assessments)
    yield from _awards(report.awards)
    yield from meetings(report.exchanges)


def _selections(rows) -> list[Block]:
    columns = (
        BlockColumn(_("When"), 2),
        BlockColumn(_("Cadres"), 2, is_figure=True),
        BlockColumn(_("Eligible candidates"), 3),
        BlockColumn(_("Covers"), 4),
    )
    lines = (
        BlockRow(
            (
                text.text(row.period_text or row.year),
                text.figure(row.selected_count, row.statement),
                text.text(row.candidates_text, row.candidates_statement),
                text.text(row.place_name),
            ),
            record=row,
        )
        for row in rows
    )
    return report_tables.table(_("Selected and sent"), columns, lines)


def _postings(rows) -> list[Block]:
    columns = (
        BlockColumn(_("Cadre"), 5),
        BlockColumn(_("Number"), 2, is_figure=True),
        BlockColumn(_("Term"), 4),
        BlockColumn(_("Where"), 4),
        BlockColumn(_("Home unit"), 3),
        BlockColumn(_("Post"), 3),
    )
    lines = (BlockRow(tuple(_posting(row)), record=row) for row in rows)
    return report_tables.table(_("Posted"), columns, lines)


def _posting(row) -> Iterator[Text]:
    yield text.text(text.remarked(row.cadre_name, row.note_text), address=_page_of_cadre(row))
    yield text.figure(row.person_count, row.statement)
    yield text.term(row.starts, row.ends)
    yield text.text(row.place_name)
    yield text.text(row.home_unit)
    yield text.text(row.post_text)


def _assessments(rows) -> list[Block]:
    columns = (
        BlockColumn(_("When"), 2),
        BlockColumn(_("Assessed by"), 5),
        BlockColumn(_("Together with"), 5),
    )
    lines = (
        BlockRow(
            (
                text.date(row.assessed_on, row.statement),
                text.text(row.assessor_text),
                text.text(row.together_with_text),
            ),
            record=row,
        )
        for row in rows
    )
    return report_tables.table(_("Assessed"), columns, lines)


def _awards(rows) -> list[Block]:
    columns = (
        BlockColumn(_("Cadre"), 3),
        BlockColumn(_("Honour"), 5),
        BlockColumn(_("Awarded by"), 5),
        BlockColumn(_("When"), 2),
    )
    lines = (
        BlockRow(
            (
                text.text(row.cadre_name, row.statement, address=_page_of_cadre(row)),
                text.text(row.title_text),
                text.text(row.awarded_by),
                text.date(row.awarded_on),
            ),
            record=row,
        )
        for row in rows
    )
    attached = [block for row in rows for block in _attachments(row)]
    return [*report_tables.table(_("Honoured"), columns, lines), *attached]


def publications(report: ReportData) -> Iterator[Block]:
    """Books and columns."""
    for row in report.publications:
        yield BlockHeading(text.text(row, row.statement), 2, row)
        bodies = " · ".join(row.bodies_text.splitlines())
        facts = (
            (_("Kind"), text.text(capfirst(row.get_kind_display()))),
            (_("Organised by"), text.text(row.organiser)),
            (_("Author"), text.text(row.author)),
            (_("Publisher"), text.text(row.publisher)),
            (_("Published on"), text.date(row.published_on)),
            (pgettext("of a record", "Summary"), text.text(row.summary_text)),
        )
        about = ((_("Bodies whose work it records"), text.text(bodies)),) if bodies else ()
        yield BlockFacts((*facts, *about))
        yield from _attachments(row)
