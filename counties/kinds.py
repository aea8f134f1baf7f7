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
        models.CountyVersion,
        "counties",
        is_open=False,
        import_title=_("Counties and districts with their designations"),
    ),
    Kind(models.Designation, "designations"),
)
