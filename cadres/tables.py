"""Lists of this room."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.models import Cadre, Meeting
from config.lib.dates import format_partial_date, format_period
from config.lib.tables.columns import SortedColumn
from config.lib.tables.tables import NOT_STATED, LedgerTable, NameColumn, PartialDateColumn, dash


class CadreTable(LedgerTable):
    name = NameColumn(verbose_name=pgettext_lazy("of a person", "Name"))
    title = NameColumn(
        field="title", link=False, verbose_name=pgettext_lazy("of a person", "Title")
    )

    sent = SortedColumn(accessor="pk", by=("first_county",), verbose_name=_("Sent to"))

    class Meta(LedgerTable.Meta):
        model = Cadre
        fields = ("name", "title", "sent", "kind", "organisation")

    def render_sent(self, record):
        """Each posting with its time; `public_postings` are those of the reader's edition."""
        rows = ((_place(row), _term(row)) for row in record.public_postings)
        return format_html_join("", "<div>{} <small>{}</small></div>", rows) or dash()


def _place(posting) -> str:
    if posting.county is None:
        return posting.place_name
    return format_html('<a href="{}">{}</a>', posting.county.get_absolute_url(), posting.place_name)


def _term(posting) -> str:
    return format_period(posting.starts, posting.ends, NOT_STATED)


class MeetingTable(LedgerTable):
    page_sizes = (10, 25)  # each meeting stands below the table with all its decisions
    title = NameColumn(field="title", verbose_name=_("Meeting"))
    held_on = PartialDateColumn()

    def render_held_on(self, record):
        """A time in words stands alone, as on the page of the meeting."""
        return record.period_text or format_partial_date(record.held_on)

    class Meta(LedgerTable.Meta):
        model = Meeting
        fields = ("title", "kind", "held_on", "host")
