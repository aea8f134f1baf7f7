"""What was typed into a form that cannot be saved now."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
SECRET = ("password", "otp")  # never shown back
# Sent again and not shown: nobody typed them.
OF_THE_FORM = re.compile(rf"_FORMS$|__prefix__|^_|^seen$|^{TOKEN}$")


# A form that does not arrive whole, or whose files find no room.
UNREADABLE = (OSError, SuspiciousOperation, MultiPartParserError, RawPostDataException)


class Field(NamedTuple):
    """A field of a form as it was sent; `is_shown` where somebody typed it."""

    name: str
    value: str
    is_shown: bool


def fields_of(request) -> list[Field]:
    """Every field that was sent, without secrets and files."""
    return [
        Field(name, value, bool(value) and not OF_THE_FORM.search(name))
        for name, values in request.POST.lists()
        for value in values
        if not _is_secret(name)
    ]


def fields_of_own_form(request) -> list[Field]:
    """The same where a page of this site sent it and it can be read; else nothing: what another
    site sent must not be one click from sent again."""
    if request.method != "POST" or not is_own(request):
        return []
    try:
        return fields_of(request)
    except UNREADABLE:
        return []


def lacks_nothing(request) -> bool:
    """Whether these fields are all that was sent."""
    return not (request.FILES or any(map(_is_secret, request.POST)))


def is_own(request) -> bool:
    """Whether the form was sent from a page of this site."""
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(sender).netloc == request.get_host()


def _is_secret(name: str) -> bool:
    return any(word in name for word in SECRET)
