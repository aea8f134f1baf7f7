"""Filters of this room."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from cadres.models import Cadre, Meeting, Organisation
from records.filters import SearchFilter, StatedCodeFilter, YearFilter


class CadreFilter(filters.FilterSet):
    q = SearchFilter("name", "name_zh", "title", "title_zh")
    organisation = StatedCodeFilter(
        label=_("Organisation"), queryset=Organisation.objects.published()
    )

    class Meta:
        model = Cadre
        fields = ("q", "kind", "organisation")


class OrganisationFilter(filters.FilterSet):
    q = SearchFilter("name", "name_zh", "code")

    class Meta:
        model = Organisation
        fields = ("q", "kind")


class MeetingFilter(filters.FilterSet):
    q = SearchFilter(
        *("title", "title_zh", "subject", "subject_zh"),
        *("agenda", "agenda_zh", "speech", "speech_zh", "principles", "principles_zh"),
    )
    year = YearFilter()
    host = StatedCodeFilter(label=_("Host"), queryset=Organisation.objects.published())

    class Meta:
        model = Meeting
        fields = ("q", "year", "kind", "host")
