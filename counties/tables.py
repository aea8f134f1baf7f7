"""Lists of this room."""

from django.utils.translation import gettext_lazy as _

from config.lib.tables.tables import LedgerTable, NameColumn
from counties.models import County


class CountyTable(LedgerTable):
    name = NameColumn(verbose_name=_("County or district"))
    province = NameColumn(
        accessor="province__name_text",
        field="province__name",
        link=False,
        verbose_name=_("Province"),
    )
    prefecture = NameColumn(field="prefecture", link=False, verbose_name=_("Prefecture"))

    class Meta(LedgerTable.Meta):
        model = County
        fields = ("code", "name", "province", "prefecture", "division")
