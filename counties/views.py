"""The public list of counties. The page of one county shows money too: portal/pages."""

from django.utils.translation import gettext_lazy as _

from config.lib.pages.views import ListPage
from counties.filters import CountyFilter
from counties.models import County
from counties.tables import CountyTable
from records.registry.kinds import kind_for


class CountyList(ListPage):
    model = County
    table_class = CountyTable
    filterset_class = CountyFilter
    sheet = kind_for(County).named_sheet
    facets = ("province", "division")
    title = _("Counties and districts")
    lead = _("Counties and districts that are or were paired with the ministry, by their code.")

    def get_queryset(self):
        return County.objects.published().select_related("province", "statement__source")
