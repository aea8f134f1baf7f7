"""The kinds of this room."""

from counties import models
from records.kinds import Kind, Searched

KINDS = (
    Kind(models.Province, "provinces"),
    Kind(
        models.County,
        "counties",
        list_view="county_list",
        detail_view="county_detail",
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
