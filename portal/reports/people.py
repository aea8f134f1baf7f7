"""Parts of the annual report about bodies, meetings, cadres and publications."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from config.lib.language import join_texts
from portal.reports import text
from portal.reports.blocks import (
    Attachments,
    Block,
    BlockFacts,
    BlockHeading,
    BlockTable,
    Items,
    Text,
)
from portal.reports.data import ReportData
from portal.reports.report_tables import column, numbers, table_of
from records.models import Scope


def organisation(report: ReportData) -> Iterator[Block]:
    """The ministry's work conferences, then the seats of the leading group and its office."""
    yield from meetings(row for row in report.conferences if row.scope == Scope.MINISTRY)
    for body, seats in groupby(report.memberships, key=lambda seat: seat.body):
        yield from table_of(
            str(body),
            seats,
            column(_("Role"), 3, lambda row: text.text(capfirst(row.get_role_display()))),
            column(_("Member"), 6, _member),
            numbers(_("Number"), 2, lambda row: text.cited_figure(row.member_count, row)),
            column(_("From"), 2, lambda row: text.date(row.starts)),
            column(_("To"), 2, lambda row: text.date(row.ends)),
        )


def _member(row) -> Text:
    titled = text.listed((row.member_name, row.cadre and row.cadre.title_text))
    return text.text(text.remarked(titled, row.note_text), address=_page_of_cadre(row))


def _page_of_cadre(row) -> str:
    """The page of a named cadre; empty where the source names none."""
    return row.cadre.get_absolute_url() if row.cadre else ""


def meetings(rows) -> Iterator[Block]:
    """Each meeting with what it was about."""
    for row in rows:
        held = text.text(row.period_text) if row.period_text else text.date(row.held_on)
        yield BlockHeading(text.text(row, row.statement), 2, row)
        yield BlockFacts(
            (
                (_("Held"), held),
                (_("Place"), text.text(row.place_text)),
                (_("Host"), text.text(row.host)),
                (_("Participants"), text.text(row.participants_text)),
                *([(_("Subject"), text.text(row.subject_text))] if row.subject_text else ()),
                (_("Source"), text.text(row.statement.source)),
            )
        )
        yield from _points(_("Agenda"), row.agenda_text)
        yield from _points(_("Points of the speech"), row.speech_text)
        yield from _points(_("Principles of allocation"), row.principles_text)
        yield from _decisions(row)
        yield from _attachments(row)


def _decisions(meeting) -> list[BlockTable]:
    """What the meeting decided, and what is still open."""
    return table_of(
        _("Decisions of this meeting"),
        meeting.decisions.all(),
        column(_("Decision"), 5, lambda row: text.text(row.decision_text, row.statement)),
        column(_("Who is to do it"), 3, lambda row: text.text(text.listed(_parties(row)))),
        column(_("Due"), 2, lambda row: text.date(row.due_on)),
        column(_("Done on"), 2, _done),
    )


def _done(decision) -> Text:
    if decision.is_closed:
        return text.date(decision.done_on)
    return text.text(pgettext("of a decision or finding", "open"))


def _parties(decision) -> tuple:
    return (decision.organisation, decision.cadre, decision.county)


def _points(title: str, lines: str) -> Iterator[Block]:
    if points := [point for point in lines.splitlines() if point.strip()]:
        yield BlockHeading(text.text(title), 3)
        yield Items(tuple(text.text(point) for point in points))


def _attachments(record) -> Iterator[Attachments]:
    if rows := tuple(record.attachments.all()):
        names = (text.text(text.remarked(row.title_text, row.name), row.statement) for row in rows)
        yield Attachments(tuple(names), rows)


def cadres(report: ReportData) -> Iterator[Block]:
    """Selections, postings, assessments and honours of the year, then its exchanges and the
    conferences of others that these took up."""
    yield from _selections(report.selections)
    yield from _postings(report.postings)
    yield from table_of(
        _("Assessed"),
        report.assessments,
        column(_("When"), 2, lambda row: text.date(row.assessed_on, row.statement)),
        column(
            _("Assessed by"),
            5,
            lambda row: text.text(text.remarked(row.assessor_text, row.note_text)),
        ),
        column(_("Together with"), 5, lambda row: text.text(row.together_with_text)),
    )
    yield from _awards(report.awards)
    for row in report.awards:
        yield from _attachments(row)
    yield from meetings(report.exchanges)
    yield from meetings(row for row in report.conferences if row.scope != Scope.MINISTRY)


def _selections(rows) -> list[BlockTable]:
    def candidates(row) -> Text:
        return text.text(row.candidates_text, row.candidates_statement)

    return table_of(
        _("Selected and sent"),
        rows,
        column(_("When"), 2, lambda row: text.text(row.period_text or row.year)),
        numbers(_("Cadres"), 2, lambda row: text.cited_figure(row.selected_count, row)),
        column(_("Eligible candidates"), 3, candidates),
        column(_("Covers"), 4, lambda row: text.text(row.place_name)),
    )


def _postings(rows) -> list[BlockTable]:
    def cadre(row) -> Text:
        return text.text(text.remarked(row.cadre_name, row.note_text), address=_page_of_cadre(row))

    return table_of(
        _("Posted"),
        rows,
        column(_("Cadre"), 5, cadre),
        numbers(_("Number"), 2, lambda row: text.cited_figure(row.person_count, row)),
        column(pgettext("of a posting", "Term"), 4, lambda row: text.term(row.starts, row.ends)),
        column(_("Where"), 4, lambda row: text.text(row.place_name)),
        column(_("Home unit"), 3, lambda row: text.text(row.home_unit)),
        column(_("Post"), 3, lambda row: text.text(row.post_text)),
    )


def _awards(rows) -> list[BlockTable]:
    def cadre(row) -> Text:
        return text.text(row.cadre_name, row.statement, address=_page_of_cadre(row))

    return table_of(
        _("Honoured"),
        rows,
        column(_("Cadre"), 3, cadre),
        column(_("Honour"), 5, lambda row: text.text(row.title_text)),
        column(_("Awarded by"), 5, lambda row: text.text(row.awarded_by)),
        column(_("When"), 2, lambda row: text.date(row.awarded_on)),
    )


def publications(report: ReportData) -> Iterator[Block]:
    """Books and columns."""
    for row in report.publications:
        yield BlockHeading(text.text(row, row.statement), 2, row)
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
        yield BlockFacts((*facts, *about))
        yield from _attachments(row)
