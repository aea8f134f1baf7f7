"""Filters of this room."""

import django_filters as filters

from cadres.models import Cadre, Meeting
from records.filters import SearchFilter, YearFilter


class CadreFilter(filters.FilterSet):
    q = SearchFilter("name", "name_zh", "title", "title_zh")

    class Meta:
        model = Cadre
        fields = (
            "q",
            "kind",
        )


class MeetingFilter(filters.FilterSet):
    q = SearchFilter("title", "title_zh", "agenda", "agenda_zh")
    year = YearFilter()

    class Meta:
        model = Meeting
        fields = ("q", "year", "kind")
