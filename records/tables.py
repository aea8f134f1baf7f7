"""Lists of this room."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from config.lib.tables import LedgerTable, NameColumn, PartialDateColumn
from records.models import Edition, Source


class SourceTable(LedgerTable):
    title = NameColumn(field="title", verbose_name=_("Source"))
    publisher = NameColumn(field="publisher", link=False, verbose_name=_("Publisher"))
    published_on = PartialDateColumn()

    class Meta(LedgerTable.Meta):
        model = Source
        fields = ("title", "kind", "publisher", "published_on", "data_year")


class EditionTable(LedgerTable):
    caption = _("Editions")
    number = tables.Column(linkify=True)
    edit = None

    class Meta(LedgerTable.Meta):
        model = Edition
        fields = ("number", "published_at", "record_count", "reason", "digest")
        sequence = fields
