"""Lists of this room."""

import django_tables2 as tables
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableData

from config.lib import dates
from config.lib.tables.columns import SortedColumn
from config.lib.tables.tables import (
    LedgerTable,
    NameColumn,
    NumberColumn,
    PartialDateColumn,
    format_value_html,
)
from records.citations import subject_of
from records.feedback_intake import titles
from records.models import Edition, Feedback, Source
from records.templatetags.ledger import paragraphs


class SourceTable(LedgerTable):
    title = NameColumn(field="title", verbose_name=_("Source"))
    publisher = NameColumn(field="publisher", link=False, verbose_name=_("Publisher"))
    published_on = PartialDateColumn()

    class Meta(LedgerTable.Meta):
        model = Source
        fields = ("title", "kind", "publisher", "published_on", "data_year")


class CitationTable(LedgerTable):
    """Rows of one kind that cite a statement, in the order of their records."""

    subject = tables.Column(orderable=False, verbose_name=_("Record"), empty_values=())
    row = tables.Column(orderable=False, verbose_name=_("Row of the record"), empty_values=())
    statement = tables.Column(orderable=False, verbose_name=_("Statement"))
    edit = None

    class Meta(LedgerTable.Meta):
        sequence = ("subject", "row", "statement")

    def render_subject(self, record):
        subject = subject_of(record)
        if address := getattr(subject, "get_absolute_url", None):
            return format_html('<a href="{}">{}</a>', address(), str(subject))
        return str(subject)

    def render_row(self, record):
        return str(record)

    def render_statement(self, value):
        return format_html('<a href="{}">{}</a>', value.get_absolute_url(), value.summary_text)


class EditionTable(LedgerTable):
    number = tables.Column(linkify=True)
    published_at = tables.DateTimeColumn(short=False)
    edit = None

    class Meta(LedgerTable.Meta):
        model = Edition
        fields = ("number", "published_at", "record_count", "reason", "digest")
        sequence = fields

    def render_digest(self, value):
        return f"{value[:12]}…"  # the page of the edition has all of it


class FigureOfFinding(NumberColumn):
    """A value or expected value: money in yuan, dates in words, texts as they are."""

    def __init__(self, **kwargs):
        super().__init__(orderable=False, **kwargs)

    def render(self, value, record):
        if record.unit == "date":
            return dates.format_partial_date(value)
        return value if isinstance(value, str) else format_value_html(value, record.unit)


class FindingTable(LedgerTable):
    """Findings of one check; not sortable, for they are read page by page."""

    subject = tables.Column(orderable=False, verbose_name=_("Record"))
    text = tables.Column(orderable=False, verbose_name=_("What was found"))
    place = tables.Column(orderable=False, verbose_name=_("Field"), default="–")
    value = FigureOfFinding(accessor="found", verbose_name=_("Found"))
    expected = FigureOfFinding(verbose_name=_("Expected"), default="–")
    difference = FigureOfFinding(verbose_name=_("Difference"), default="–")
    edit = None

    class Meta(LedgerTable.Meta):
        sequence = ("subject", "text", "place", "value", "expected", "difference")

    def render_subject(self, value, record):
        if record.address:
            return format_html('<a href="{}">{}</a>', record.address, str(value))
        return value


class FindingData(TableData):
    """Table data that reads only the findings of one page."""

    def __len__(self):
        return len(self.data)


class FeedbackTable(LedgerTable):
    subject = SortedColumn(verbose_name=_("About"), accessor="page", by=("kind", "code", "page"))
    answer = NameColumn(field="answer", link=False, verbose_name=_("Answer"), default=_("not yet"))
    corrected_in = tables.Column(linkify=True, default="–")
    answered_at = tables.DateColumn(short=False, default="–")
    received_at = tables.DateColumn(short=False)
    due_at = SortedColumn(verbose_name=_("Answer due"), by=("received_at",))

    class Meta(LedgerTable.Meta):
        model = Feedback
        fields = (
            "received_at",
            "subject",
            "state",
            "due_at",
            "answered_at",
            "answer",
            "corrected_in",
        )
        sequence = (*fields, "edit")

    def before_render(self, request):
        self.titles = titles([row.record for row in self.paginated_rows])

    def render_subject(self, record):
        title = self.titles.get((record.kind, record.code), record.page)
        return format_html('<a href="{}">{}</a>', record.page_address(), title)

    def render_answer(self, value):
        return paragraphs(value)

    def render_due_at(self, record):
        """The day, while the answer is owed; marked once it has passed."""
        if record.state != Feedback.State.RECEIVED:
            return "–"
        day = date_format(localtime(record.due_at), "DATE_FORMAT")
        if not record.is_overdue:
            return day
        return format_html('{} <strong class="overdue">{}</strong>', day, _("overdue"))
