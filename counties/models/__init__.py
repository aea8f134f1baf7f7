"""Provinces, counties and districts, poor areas and their dated designation."""

from counties.models.assignments import Assignment
from counties.models.designations import Designation, PoorArea
from counties.models.places import County, Placed, Province

__all__ = ["Assignment", "County", "Designation", "Placed", "PoorArea", "Province"]
