"""The filters of the list of organisations: by kind, role and year, which its sums follow."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.filters import OrganisationFilter
from portal.organisations.body_ranking import BodyRanking
from portal.organisations.roles import ROLES
from records.filters import YearFilter


class BodyFilter(OrganisationFilter):
    role = filters.ChoiceFilter(
        label=pgettext_lazy("of an organisation", "Role"),
        choices=[(role.name, role.label) for role in ROLES],
        method="by_sums",
    )
    year = YearFilter(label=_("Year"), method="by_sums")

    class Meta(OrganisationFilter.Meta):
        pass

    def by_sums(self, queryset, _name, _value):
        return queryset  # filtered by both at once, in `filter_queryset`

    @property
    def ranking(self) -> BodyRanking:
        """The sums of what is asked; of everything where something wrong is asked."""
        values = self.form.cleaned_data if self.is_valid() else {}
        return BodyRanking.of(self.request, values.get("year"), values.get("role"))

    def filter_queryset(self, queryset):
        return self.ranking.only_recorded(super().filter_queryset(queryset))
