"""Provinces, counties, poor areas and designations, for the registry of kinds."""

from django.utils.translation import gettext_lazy as _

from counties import models
from counties.filters import CountyFilter
from records.registry.kinds import Kind, Searched

KINDS = (
    Kind(models.Province, "provinces"),
    Kind(
        models.County,
        "counties",
        import_title=_("Counties and districts"),
        list_view="county_list",
        detail_view="county_detail",
        filterset=CountyFilter,
        searched=Searched(
            2,
            "name",
            about=lambda row: [row.prefecture_text, row.province, row.code],
            related=("province",),
        ),
    ),
    Kind(models.PoorArea, "poor_areas"),
    Kind(
        models.Designation,
        "designations",
        unique_by=("county__code", "kind", "area__code", "starts"),
    ),
)
