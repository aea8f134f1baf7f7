"""A number for each request, the same in its answer and in every line that the log has of it."""

import logging
import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")  # what a proxy may have given it
NONE = "-"  # outside of requests

request_id: ContextVar[str] = ContextVar("request_id", default=NONE)


class RequestId:
    """The first middleware: what all others log has the number."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get(HEADER, "")
        number = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
        request_id.set(number)
        response = self.get_response(request)
        response[HEADER] = number
        return response


class WithRequestId(logging.Filter):
    """Gives every line of the log the number of its request."""

    def filter(self, record):
        record.request_id = request_id.get()
        return True
