"""Where: provinces, counties and districts, poor areas and their dated designation."""

from counties.models.designations import Designation, PoorArea
from counties.models.places import County, Placed, Province

__all__ = ["County", "Designation", "Placed", "PoorArea", "Province"]
