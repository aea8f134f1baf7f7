"""Which edition a visitor reads: today's, or the one that `?edition=` or `?as_of=` names."""

import datetime
import re
from contextlib import ExitStack
from functools import partial

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from config.lib.dates import first_day, validate_partial_date
from records.models import Edition
from records.models.reading import back_to_today, read_as_of, reading


class EditionMiddleware:
    """Sets `request.edition`: the Edition asked for, or None for today; and
    `request.edition_in_force()`: the same, or the newest. Whoever reads the past stays there: every
    link to another public page leads to the same edition."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.edition = None
        request.edition_in_force = partial(newest_edition, request)
        back_to_today()
        with ExitStack() as request.reading:
            response = self.get_response(request)
        if request.edition is None:
            return response
        if response.streaming:  # its rows are read while it is sent
            parts = response.streaming_content
            response.streaming_content = read_as_of(request.edition.number, parts)
        elif response.get("Content-Type", "").startswith("text/html"):
            _carry(response, request.edition.number)
        return response

    def process_view(self, request, view, args, kwargs):
        request.edition = edition_asked_for(request.GET)
        if request.edition and request.method in ("GET", "HEAD"):
            request.reading.enter_context(reading(request.edition.number))


def newest_edition(request) -> Edition | None:
    """The newest edition that the visitor reads of, asked for once a request: of the past, the
    edition itself; None before the first."""
    if request.edition:
        return request.edition
    if not hasattr(request, "newest_edition"):
        request.newest_edition = Edition.objects.newest()
    return request.newest_edition


# Links that lead elsewhere on purpose: to today, to the list of editions, to staff pages.
_LINK = re.compile(
    rb'<a (?![^>]*class="today")([^>]*?)href="'
    rb'(/(?!(?:zh-hans/)?(?:admin|editions|records|feedback|data/editions)/)[^"?#]*)(\?[^"#]*)?((?:#[^"]*)?)"'
)


def _carry(response, number: int) -> None:
    """Done on the finished page, since links are made in many places and none may forget."""

    def with_edition(link: re.Match) -> bytes:
        before, path, query, anchor = link.groups(default=b"")
        if b"edition=" in query or b"as_of=" in query:
            return link[0]
        joined = query + (b"&amp;" if query else b"?") + b"edition=%d" % number
        return b'<a %shref="%s%s%s"' % (before, path, joined, anchor)

    response.content = _LINK.sub(with_edition, response.content)
    if response.has_header("Content-Length"):
        response["Content-Length"] = len(response.content)


def edition_asked_for(query) -> Edition | None:
    """The edition named in a query string; Http404 in plain words where there is none such."""
    number, day = query.get("edition"), query.get("as_of")
    by_number, by_day = number and _by_number(number), day and _by_day(day)
    if by_number and by_day and by_number != by_day:
        message = _("On %(day)s the public read another edition than %(number)s.")
        raise Http404(message % {"day": day, "number": number})
    return by_number or by_day or None


def _by_number(number: str) -> Edition:
    edition = None
    if number.isascii() and number.isdigit() and len(number) < 10:
        edition = Edition.objects.filter(number=int(number)).first()
    if edition is None:
        raise Http404(_("There is no edition “%(number)s”.") % {"number": number})
    return edition


def _by_day(day: str) -> Edition:
    edition = Edition.objects.on(parse_day(day))
    if edition is None:
        raise Http404(_("Nothing was published yet on %(day)s.") % {"day": day})
    return edition


def parse_day(day: str) -> datetime.date:
    """A full date in an address; Http404 in plain words for anything else."""
    if len(day) != len("2011-12-31"):
        message = _("“%(day)s” is not a date. Write it as 2011-12-31.")
        raise Http404(message % {"day": day})
    try:
        validate_partial_date(day)
    except ValidationError as error:
        raise Http404(" ".join(error.messages)) from error
    return first_day(day)
