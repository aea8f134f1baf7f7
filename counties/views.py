"""Public pages of this room: counties and districts."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from config.lib.pages import ListPage, edition_number
from counties import sheets
from counties.filters import CountyFilter
from counties.models import County
from counties.tables import CountyTable


class CountyList(ListPage):
    model = County
    table_class = CountyTable
    filterset_class = CountyFilter
    sheet = sheets.COUNTIES
    title = _("Counties and districts")
    lead = _("Counties and districts that are or were paired with the ministry, by their code.")

    def get_queryset(self):
        return County.objects.select_related("province", "statement__source")


class CountyDetail(DetailView):
    template_name = "counties/county_detail.html"

    def get_object(self, queryset=None):
        counties = County.objects.select_related("province", "statement__source")
        return get_object_or_404(counties, code=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        edition = edition_number(self.request)
        designations = self.object.designations.select_related("area", "statement__source")
        return super().get_context_data(
            designations=designations,
            projects=self.object.projects.as_of(edition).select_related("statement__source"),
            postings=self.object.postings.as_of(edition).select_related(
                "cadre", "statement__source"
            ),
            **kwargs,
        )
