"""Parts of the annual report about bodies, meetings, cadres and publications."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programs.documents import tables, words
from programs.documents.content import Block, Column, Facts, Heading, Items, Row, Text
from programs.report import Report


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
        yield from tables.table(str(body), columns, (_seat(row) for row in seats))


def _seat(row) -> Iterator[Text]:
    titled = words.listed((row.member_name, row.cadre and row.cadre.title_text))
    yield words.text(capfirst(row.get_role_display()))
    yield words.text(words.remarked(titled, row.note_text))
    yield words.figure(row.member_count, row.statement)
    yield words.date(row.starts)
    yield words.date(row.ends)


def meetings(rows) -> Iterator[Block]:
    """Each meeting with its agenda."""
    for row in rows:
        held = words.date(row.held_on)
        if row.period_text:
            held = words.joined((held, words.text(row.period_text)))
        yield Heading(words.text(row, row.statement), level=2)
        yield Facts(
            (
                (_("Held"), held),
                (_("Place"), words.text(row.place_text)),
                (_("Host"), words.text(row.host)),
                (_("Participants"), words.text(row.participants_text)),
            )
        )
        if points := row.agenda_text.splitlines():
            yield Items(tuple(words.text(point) for point in points if point.strip()))


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
            words.text(row.period_text or row.year),
            words.figure(row.selected_count, row.statement),
            words.text(row.candidates_text, row.candidates_statement),
            words.text(row.place_name),
        )
        for row in rows
    )
    return tables.table(_("Selected and sent"), columns, lines)


def _postings(rows) -> list[Block]:
    columns = (
        Column(_("Cadre"), 5),
        Column(_("Number"), 2, is_figure=True),
        Column(_("Term"), 4),
        Column(_("Where"), 4),
        Column(_("Home unit"), 3),
        Column(_("Post"), 3),
    )
    return tables.table(_("Posted"), columns, (_posting(row) for row in rows))


def _posting(row) -> Iterator[Text]:
    yield words.text(words.remarked(row.cadre_name, row.note_text))
    yield words.figure(row.person_count, row.statement)
    yield words.term(row.starts, row.ends)
    yield words.text(row.place_name)
    yield words.text(row.home_unit)
    yield words.text(row.post_text)


def _assessments(rows) -> list[Block]:
    columns = (
        Column(_("When"), 2),
        Column(_("Assessed by"), 5),
        Column(_("Together with"), 5),
    )
    lines = (
        (
            words.date(row.assessed_on, row.statement),
            words.text(row.assessor_text),
            words.text(row.together_with_text),
        )
        for row in rows
    )
    return tables.table(_("Assessed"), columns, lines)


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
                words.text(row.cadre_name, row.statement),
                words.text(row.title_text),
                words.text(row.awarded_by),
                words.date(row.awarded_on),
            )
        )
        for row in rows
    )
    return tables.table(_("Honoured"), columns, lines)


def publications(report: Report) -> Iterator[Block]:
    """Books and columns."""
    for row in report.publications:
        yield Heading(words.text(row, row.statement), level=2)
        bodies = " · ".join(row.bodies_text.splitlines())
        facts = (
            (_("Kind"), words.text(capfirst(row.get_kind_display()))),
            (_("Organised by"), words.text(row.organiser)),
            (_("Author"), words.text(row.author)),
            (_("Publisher"), words.text(row.publisher)),
            (_("Published on"), words.date(row.published_on)),
            (_("Summary"), words.text(row.summary_text)),
        )
        about = ((_("Bodies whose work it records"), words.text(bodies)),) if bodies else ()
        yield Facts((*facts, *about))
