"""Path converters: numbers that fit their database column, so that others are simply not found."""

from django.urls.converters import IntConverter, StringConverter

from config.lib.dates import YEAR


class FileForm(StringConverter):
    """The ending of a document that can be had as a file."""

    regex = "docx|pdf"


class ImageForm(StringConverter):
    """The ending of a picture that can be had as a file."""

    regex = "png|svg"


class EditionNumber(IntConverter):
    regex = "[0-9]{1,9}"


class Receipt(StringConverter):
    regex = "[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}"

    def to_python(self, value):
        return value.upper()


class Year(IntConverter):
    regex = YEAR
