"""Lists of this room."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.models import Cadre, Meeting
from config.lib.dates import format_partial_date
from config.lib.tables.tables import LedgerTable, NameColumn, PartialDateColumn


class CadreTable(LedgerTable):
    name = NameColumn(verbose_name=pgettext_lazy("of a person", "Name"))
    title = NameColumn(
        field="title", link=False, verbose_name=pgettext_lazy("of a person", "Title")
    )

    class Meta(LedgerTable.Meta):
        model = Cadre
        fields = ("name", "kind", "title", "organisation")


class MeetingTable(LedgerTable):
    title = NameColumn(field="title", verbose_name=_("Meeting"))
    held_on = PartialDateColumn()

    def render_held_on(self, record):
        """A time in words stands alone, as on the page of the meeting."""
        return record.period_text or format_partial_date(record.held_on)

    class Meta(LedgerTable.Meta):
        model = Meeting
        fields = ("title", "kind", "held_on", "host")
