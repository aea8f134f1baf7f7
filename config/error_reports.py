"""Errors of the site, told to those who run it: by mail to ADMINS, or to a Sentry of their own.

Nothing in a report says what people have typed. It names the view and not the address, the places
in the code and not their variables, the kind of an exception and not its text (a database quotes
values in it), and of a line of the log its words and not what was put in. The log on the machine
has the rest, under the number of the request.
"""

import logging
import time
import traceback
from collections import Counter
from threading import Lock

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PAUSE = 3600.0  # seconds between two mails about the same error, from one process
MOST = 10  # mails in that time, whatever they are about


class MailToAdmins(logging.Handler):
    """A handler of the log: few mails, however many errors there are."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self._sent: dict[str, float] = {}  # by what is wrong, the moment of the last mail
        self._held_back: Counter[str] = Counter()
        self._counting = Lock()

    def emit(self, record):
        from django.core.mail import mail_admins

        if not settings.ADMINS or getattr(record, "is_mailed", False):
            return
        place = place_of(record)
        if not self._may_send(place):
            return
        held_back = self._held_back.pop(place, 0)
        mail_admins(place, text_of(record, held_back), fail_silently=True)

    def _may_send(self, place: str) -> bool:
        now = time.monotonic()
        with self._counting:
            self._sent = {one: at for one, at in self._sent.items() if now - at < PAUSE}
            if place in self._sent or len(self._sent) >= MOST:
                if place in self._held_back or len(self._held_back) < MOST:
                    self._held_back[place] += 1
                return False
            self._sent[place] = now
        return True


def place_of(record: logging.LogRecord) -> str:
    """What is wrong, in a line: the kind of the exception and where it was raised."""
    error = record.exc_info and record.exc_info[1]
    if not error:
        return f"{record.name}: {record.msg}".partition("\n")[0][:150]
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


def text_of(record: logging.LogRecord, held_back: int) -> str:
    error = record.exc_info and record.exc_info[1]
    words = "" if error and record.msg == str(error) else f": {record.msg}"  # Django logs some so
    lines = [
        f"{record.levelname} of {record.name}{words}",
        f"view: {_view_of(getattr(record, 'request', None))}",
        f"request: {getattr(record, 'request_id', '-')} (the log has the rest under this number)",
    ]
    if held_back:
        lines.append(f"The same happened {held_back} times since the last mail about it.")
    return "\n".join([*lines, "", *_chain(error)])


def _view_of(request) -> str:
    match = getattr(request, "resolver_match", None)
    return f"{request.method} {match.view_name}" if match else "-"


def _chain(error: BaseException | None) -> list[str]:
    """The exceptions that led to this one, the first of them first, each with its places."""
    if error is None:
        return []
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    places = [
        f"  {frame.filename}, line {frame.lineno}, in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return [*_chain(error.__cause__ or error.__context__), kind, *places]


def report_to_sentry(address: str) -> None:
    """Send errors to the Sentry of this address (its DSN). Its `send_default_pii` is off unless it
    is given; `without_private` takes out what is left."""
    try:
        import sentry_sdk
    except ImportError as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN needs a package that is not installed: .venv/bin/pip install sentry-sdk"
        ) from error
    sentry_sdk.init(
        address,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=without_private,
    )


def without_private(event: dict, hint: dict) -> dict:
    """An event of Sentry's, of which nothing is left that people may have typed."""
    for name in ("request", "user", "extra", "breadcrumbs"):
        event.pop(name, None)
    errors = event.get("exception", {}).get("values", ())
    if line := event.pop("logentry", {}):
        words = line.get("message", "")
        if words not in {error.get("value") for error in errors}:
            event["logentry"] = {"message": words}
    for error in errors:
        error["value"] = ""
    return event
