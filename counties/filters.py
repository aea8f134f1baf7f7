"""Filters of this room."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from counties.models import County, Province
from records.filters import CodeFilter, SearchFilter, YearFilter


class CountyFilter(filters.FilterSet):
    q = SearchFilter("name", "name_zh", "code")
    province = CodeFilter(queryset=Province.objects.published())
    designated_in = YearFilter(label=_("Paired with the ministry in"), method="paired")

    class Meta:
        model = County
        fields = ("q", "province", "division")

    def paired(self, queryset, _name, value):
        return queryset.designated_in(int(value))
