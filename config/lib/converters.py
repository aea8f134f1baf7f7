"""Path converters: numbers that fit their database column, so that others are simply not found."""

from django.urls.converters import IntConverter


class EditionNumber(IntConverter):
    regex = "[0-9]{1,9}"


class Year(IntConverter):
    regex = "[12][0-9]{3}"
