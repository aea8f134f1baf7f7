"""Filters of the lists of places: by year and kind of money, which their sums follow."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from counties.filters import CountyFilter
from counties.models import Province
from portal.places.ranking import Ranking
from programs.models import MoneyKind
from records.filters import SearchFilter, YearFilter


class BySums(filters.FilterSet):
    """Filters that choose sums. Places that have nothing among the chosen ones are left out."""

    year = YearFilter(label=_("Year"), method="by_sums")
    kind = filters.ChoiceFilter(
        label=_("Kind of money"), choices=MoneyKind.choices, method="by_sums"
    )

    def by_sums(self, queryset, _name, _value):
        return queryset  # filtered by both at once, in `filter_queryset`

    @property
    def ranking(self) -> Ranking:
        """The sums of what is asked; of everything where something wrong is asked."""
        values = self.form.cleaned_data if self.is_valid() else {}
        return Ranking.of(self.request, values.get("year"), values.get("kind"))

    def filter_queryset(self, queryset):
        rows, ranking = super().filter_queryset(queryset), self.ranking
        return ranking.only_recorded(rows) if ranking.year or ranking.kind else rows


class ProvinceFilter(BySums):
    class Meta:
        model = Province
        fields = ()


class RankedCountyFilter(BySums, CountyFilter):
    q = SearchFilter("name", "name_zh", "code")

    class Meta(CountyFilter.Meta):
        pass
