"""Texts of a document: figures, dates and words, each with the note of its source."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from django.db.models import Model
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from config.lib import dates, money
from config.lib.language import compose, join_texts
from config.lib.tables.tables import NOT_STATED
from portal.reports.blocks import Block, Document, Note, Run, Text
from records.models import Cited, Disagreement, Edition, Statement, format_qualified

BLANK: Text = (Run(""),)  # an empty cell


def document(
    name: str,
    title: str,
    edition: Edition | None,
    blocks: Iterable[Block],
    *lead: str,
    is_wide: bool = False,
    has_contents: bool = False,
) -> Document:
    """A document of `blocks` as of `edition`, with the lines of `lead` under its title."""
    return Document(
        name=name_of_file(name, edition.number if edition else 0),
        language=get_language() or "",
        title=title,
        author=_("Fupin Ledger"),
        lead=(*lead, of_edition(edition)),
        running=f"{_('Fupin Ledger')} · {title} · {edition or ''}",
        digest=edition.digest if edition else "",
        blocks=tuple(blocks),
        is_wide=is_wide,
        has_contents=has_contents,
    )


def name_of_file(name: str, edition: int) -> str:
    """The name of a document's file, without its ending: no two documents share it."""
    return f"{name}-{get_language()}-edition-{edition}"


def note(statement: Statement) -> Note:
    """The footnote of a statement: the document, the place in it, and our summary."""
    where = _("%(source)s, %(place)s") if statement.place_text else "%(source)s"
    named = compose(where, source=statement.source, place=statement.place_text)
    text = compose(_("%(where)s: %(summary)s"), where=named, summary=statement.summary_text)
    return Note(text, statement.get_absolute_url())


def text(value: object, *statements: Statement | None, style: str = "", address: str = "") -> Text:
    """Words with the notes of their statements; “not stated” where there are none."""
    notes = tuple(note(statement) for statement in statements if statement is not None)
    if value is None or value == "":
        return (Run(str(NOT_STATED), notes, "muted"),)
    return (Run(str(value), notes, style, address),)


def linked(record: Model, *statements: Statement | None) -> Text:
    """The name of a record, which links to its page."""
    return text(record, *statements, address=record.get_absolute_url())


def strong(value: object, *statements: Statement | None) -> Text:
    return text(value, *statements, style="strong")


def figure(value: Decimal | int | None, *statements: Statement | None) -> Text:
    """A number with separators."""
    return text(None if value is None else money.format_number(Decimal(value)), *statements)


def cited(value: object, row: Cited, by: str = "statement", field: str = "") -> Text:
    """Words of a figure with the note of the statement that `row` cites for it. Where this says
    something else than the figure, or than that in `field`, it follows in words."""
    return beside(text(value, getattr(row, by)), row.disagreement(by, field))


def beside(words: Text, disagreement: Disagreement | None) -> Text:
    """The text of a figure and, where it differs, what the statement says."""
    return words if disagreement is None else joined((words, (Run(str(disagreement)),)))


def cited_figure(value: Decimal | int | None, row: Cited, field: str = "") -> Text:
    """A number with separators, with the note of the statement of `row`."""
    return cited(None if value is None else money.format_number(Decimal(value)), row, field=field)


def count(row: Cited, field: str) -> Text:
    """The number in a field of `row`, whose note is left out where nothing was counted."""
    value = getattr(row, field)
    return cited_figure(value, row, field) if value else figure(value)


def amounts_in_sums() -> Text:
    """Which amount of an allocation its sums take (see `programs.models.money`)."""
    return text(
        _(
            "An amount in a sum is what was allocated or, where the source names no stage, what it "
            "states. What was planned, received or spent is not added."
        )
    )


def summed(
    value: Decimal | None,
    missing: int,
    *statements: Statement | None,
    number_format: Callable[[Decimal], str] = money.format_number,
    qualifier: str = "",
    qualified: int = 0,
    reported: str = "",
) -> Text:
    """A sum of what is stated, with its qualifier; how many of its parts are not stated, how many
    of several parts have a qualifier and, of a roll-up, how many counties reported."""
    if value is None:
        return text(None, *statements)
    counted = (
        (ngettext("%(n)s part not stated", "%(n)s parts not stated", missing), missing),
        (
            ngettext("%(n)s part with a qualifier", "%(n)s parts with a qualifier", qualified),
            qualified,
        ),
    )
    remarks = listed([*(words % {"n": n} for words, n in counted if n), reported])
    return text(remarked(format_qualified(number_format(value), qualifier), remarks), *statements)


def measured(value: Decimal | None, unit: str) -> str | None:
    """A measured value as a word: a share with its sign, money in the reader's unit, anything
    else as a plain number."""
    if value is None:
        return None
    if unit == "percent":
        return f"{money.format_number(value)}%"
    return format_of(unit)(value)


def format_of(unit: str) -> Callable[[Decimal], str]:
    """The number format of a unit: money in the reader's unit, other numbers in full."""
    return money.format_amount if unit == "CNY" else money.format_number


def date(value: str, *statements: Statement | None) -> Text:
    return text(dates.format_partial_date(value), *statements)


def term(starts: str, ends: str) -> Text:
    """From when to when."""
    return (*date(starts), Run(" – "), *date(ends))


def remarked(words: object, note: str) -> str:
    """Words, with their remark in brackets where there is one."""
    return compose(_("%(text)s (%(note)s)"), text=words, note=note) if note else str(words)


def listed(parts: Iterable[object]) -> str:
    """Names one after another, without those that are not stated."""
    return join_texts(pgettext("between names", ", "), filter(None, parts))


def joined(parts: Iterable[Text], between: str = " · ") -> Text:
    """Texts one after another."""
    runs: list[Run] = []
    for part in parts:
        runs += [Run(between), *part] if runs else part
    return tuple(runs)


def named(name: str, value: Text) -> Text:
    """A name and what it names, in running text."""
    return (Run(compose(_("%(name)s: "), name=name)), *value)


def of_edition(edition: Edition | None) -> str:
    """The edition that a document is made of, in words."""
    if edition is None:
        return _("Nothing has been published yet.")
    return _("As of edition %(number)s of %(day)s, digest %(digest)s…") % {
        "number": edition.number,
        "day": day(edition),
        "digest": edition.digest[:12],
    }


def day(edition: Edition) -> str:
    """The day of an edition where the ministry is."""
    return dates.format_partial_date(localdate(edition.published_at).isoformat())
