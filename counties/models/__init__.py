"""Provinces, counties and districts, poor areas and their dated designation."""

from counties.models.assignments import Assignment
from counties.models.designations import Designation, PoorArea, PoorAreaVersion
from counties.models.places import County, CountyVersion, Placed, Province, ProvinceVersion

__all__ = [
    "Assignment",
    "County",
    "CountyVersion",
    "Designation",
    "Placed",
    "PoorArea",
    "PoorAreaVersion",
    "Province",
    "ProvinceVersion",
]
