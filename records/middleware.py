"""Which edition a visitor reads: today's, or the one that `?edition=` or `?as_of=` names."""

import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from records.models import Edition


class EditionMiddleware:
    """Sets `request.edition`: the Edition asked for, or None for today."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.edition = None
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        request.edition = edition_asked_for(request.GET)


def edition_asked_for(query) -> Edition | None:
    """The edition named in a query string; Http404 in plain words where there is none such."""
    if number := query.get("edition"):
        return _by_number(number)
    if day := query.get("as_of"):
        return _by_day(day)
    return None


def _by_number(number: str) -> Edition:
    edition = None
    if number.isascii() and number.isdigit() and len(number) < 10:
        edition = Edition.objects.filter(number=int(number)).first()
    if edition is None:
        raise Http404(_("There is no edition “%(number)s”.") % {"number": number})
    return edition


def _by_day(day: str) -> Edition:
    try:
        date = datetime.date.fromisoformat(day)
    except ValueError:
        message = _("“%(day)s” is not a date. Write it as 2011-12-31.")
        raise Http404(message % {"day": day}) from None
    edition = Edition.objects.on(date)
    if edition is None:
        raise Http404(_("Nothing was published yet on %(day)s.") % {"day": day})
    return edition
