"""Limits of what one network address may ask for: 429, and when to ask again.

Pages out of the page cache are not counted: they cost next to nothing. Members of staff who have
signed in are not limited; to sign in (config/lib/limits/sign_ins.py) and to send feedback
(records/feedback_intake.py) have limits of their own, counted in the database.
"""

import math

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.urls import ResolverMatch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.errors import API, refusal
from config.lib.client_ip import address_of
from config.lib.limits.allowances import Allowance, Counter
from config.lib.limits.networks import network_of

DOWNLOADS = {
    "edition_content",
    "edition_csv",
    "edition_json",
    "edition_own_content",
    "iati_activities",
    "iati_of_year",
}  # names of addresses that give a file whatever their query says
FORM = "form"  # the parameter of an address that names the form of a document
PICTURES = {"picture_file"}
SEARCH = "q"  # the parameter of the search and of the search boxes of lists

EXPLANATIONS = {
    "api": gettext_lazy("Many requests to the API have come from your network address."),
    "download": gettext_lazy("Many downloads were asked for from your network address."),
    "page": gettext_lazy("Many pages were asked for from your network address."),
    "search": gettext_lazy("Many searches have come from your network address."),
}


class AddressLimits:
    """Counts each request under one kind, by the limits in `settings.ADDRESS_LIMITS`."""

    def __init__(self, get_response):
        if not settings.ADDRESS_LIMITS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.counters = {
            kind: Counter(Allowance(*numbers)) for kind, numbers in settings.ADDRESS_LIMITS.items()
        }

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        kind = kind_of(request, request.resolver_match)
        counter = self.counters.get(kind)
        if counter is None:
            return None
        address = address_of(request)
        seconds = math.ceil(counter.use(str(network_of(address) or address)))
        if not seconds or is_staff(request):
            return None
        words = _("Please wait %(seconds)s s, then ask again.") % {"seconds": seconds}
        explanation = f"{EXPLANATIONS[kind]} {words}"
        return refusal(request, _("Too many requests"), explanation, 429, seconds)


def kind_of(request, match: ResolverMatch) -> str:
    """Under which limit a request counts; "" where it has none."""
    if request.path_info.startswith(API):
        return "api"
    has_form = FORM in match.kwargs and match.url_name not in PICTURES
    if "format" in request.GET or has_form or match.url_name in DOWNLOADS:
        return "download"
    return "search" if request.GET.get(SEARCH) else "page"


def is_staff(request) -> bool:
    """Asked last, since it may read the session."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff
