"""Places: all of them with their map, the list of counties, one county."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from config.lib.pages.views import ListPage, edition_number
from config.lib.spreadsheets.export import COMPUTED, SheetColumn
from counties.models import County, Province
from portal.places import county, designated_year, sentences, tables
from portal.places.filters import ProvinceFilter, RankedCountyFilter
from portal.places.ranking import PlaceCounter, Ranking, figure_of
from portal.places.tile_map import place_map
from programs.models import Program
from programs.totals.addresses import rows_of
from records.registry.kinds import kind_for

MOST_TOGETHER = 12  # lines of what several places had together, of which all are open at once


class RankedList(ListPage):
    """A list of places by the sums of what its filters ask for, the most money first."""

    counter_class = PlaceCounter
    table: type[tables.PlaceTable]

    @cached_property
    def ranking(self) -> Ranking:
        nothing = self.model.objects.none()
        asked = self.filterset_class(self.request.GET or None, nothing, request=self.request)
        return asked.ranking

    @cached_property
    def table_class(self):
        return tables.with_sums(self.table, self.ranking, **self.more_columns())

    def more_columns(self) -> dict:
        return {}

    def get_sheet(self) -> tuple[SheetColumn, ...]:
        """The columns of the kind, and after them those of its sums."""
        sums = self.ranking.sums_of(self.model)
        figures = {"projects": lambda one: one.projects}
        if self.ranking.has_results:
            figures["results"] = lambda one: one.results
        figures |= {
            f"{kind.value}_yuan": lambda one, kind=kind: one.total(kind)
            for kind in self.ranking.kinds
        }
        return (
            *self.sheet,
            *(
                SheetColumn(
                    f"{COMPUTED}{name}",
                    figure_of({pk: read(one) for pk, one in sums.items()}),
                    is_text=False,
                )
                for name, read in figures.items()
            ),
        )

    def get_queryset(self):
        everything = Ranking(self.ranking.edition, None, "")
        return self.ranking.largest_first(everything.only_recorded(self.model.objects.published()))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            ranking=self.ranking,
            totals=self.ranking.added(
                self.model, self.filterset.qs.order_by().values_list("pk", flat=True)
            ),
            **kwargs,
        )


class PlaceList(RankedList):
    model = Province
    table = tables.ProvinceTable
    sheet = kind_for(Province).named_sheet
    filterset_class = ProvinceFilter
    facets = ("year", "kind")
    template_name = "counties/place_list.html"
    table_pagination = {"per_page": tables.ProvinceTable.page_sizes[0], "silent": False}
    title = _("Places")
    lead = _(
        "Where the ministry's money and work went, as far as a source names the place. What several"
        " counties had together stays together."
    )

    def get_context_data(self, **kwargs):
        together = self.ranking.sums.together
        rows = tables.together_rows(
            self.ranking, Program.objects.in_bulk({one.program for one in together})
        )
        return super().get_context_data(
            finding=sentences.about_map(self.ranking),
            map=place_map(self.ranking),
            dash=tables.nothing(),
            counties_address=rows_of(
                "county", year=self.ranking.year, kind=self.ranking.kind or None
            ),
            together=rows,
            is_long=len(rows) > MOST_TOGETHER,
            width=tables.width_of(rows, self.ranking),
            **kwargs,
        )


class CountyList(RankedList):
    model = County
    table = tables.CountyTable
    sheet = kind_for(County).named_sheet
    filterset_class = RankedCountyFilter
    facets = ("year", "kind", "province", "division")
    template_name = "counties/county_list.html"
    title = _("Counties and districts")
    lead = _(
        "Counties and districts with projects of their own, and those that are or were paired with"
        " the ministry; the most money first."
    )

    def more_columns(self):
        return {"term": tables.TermColumn(self.ranking)}

    def get_queryset(self):
        return super().get_queryset().select_related("province", "statement__source")


class DesignatedCounties(TemplateView):
    """What each designated county reported of a year, and what that adds up to."""

    template_name = "counties/designated_counties.html"

    def get_context_data(self, **kwargs):
        year, edition = self.kwargs["year"], edition_number(self.request)
        counties = designated_year.counties_of(year, edition)
        if not counties:
            raise Http404(_("No county was designated in %(year)s.") % {"year": year})
        programs = designated_year.reported_programs(year, counties, edition)
        return super().get_context_data(counties=counties, programs=programs, **kwargs)


class CountyDetail(DetailView):
    template_name = "counties/county_detail.html"

    def get_object(self, queryset=None):
        counties = County.objects.published().select_related("province", "statement__source")
        return get_object_or_404(counties, code=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        context = county.county_context(self.object, edition_number(self.request))
        return super().get_context_data(**context, **kwargs)
