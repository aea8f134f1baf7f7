"""Filters of this room."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from counties.models import County
from records.filters import SearchFilter


class CountyFilter(filters.FilterSet):
    q = SearchFilter("name", "name_zh", "code")
    designated_in = filters.NumberFilter(
        label=_("Paired with the ministry in"), method="paired", min_value=1900, max_value=2999
    )

    class Meta:
        model = County
        fields = ("q", "province", "division")

    def paired(self, queryset, _name, value):
        return queryset.designated_in(int(value))
