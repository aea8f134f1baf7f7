"""Error pages in plain words."""

import sys

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views import defaults

from config.lib.pages.typed import fields_of_own_form, lacks_nothing
from config.outage import is_full, is_of_server, is_outage, is_read_only, is_too_slow

API = "/data/api/v1/"  # programs answer programs in JSON
WRITING = ("/admin", "/zh-hans/admin", "/feedback", "/zh-hans/feedback")
SLOW_SECONDS = 30  # until a busy database may be quicker
RETRY_SECONDS = 5  # the embedded server is back by then, usually


def not_found(request, exception):
    """404 with the reason that the page gave, or a plain sentence."""
    is_plain = exception.args and not isinstance(exception, Resolver404)
    reason = str(exception.args[0]) if is_plain else ""
    explanation = reason or _("There is no page at this address.")
    if request.path.startswith(API):
        return _problem(explanation, 404)
    return render(request, "404.html", {"explanation": explanation}, status=404)


def server_error(request):
    """The page of an error. `is_of_server` of the response says whether another server of the
    database may answer (config/middleware/replica.py)."""
    error = sys.exc_info()[1]
    response = _page_of(error, request)
    response.is_of_server = is_of_server(error)
    return response


def _page_of(error: BaseException | None, request):
    """500, or 503 while the database does not answer or cannot be written, a disk is full, and for
    what takes the database too long; none of them asks the database for anything."""
    if is_too_slow(error):
        return refusal(request, _("This takes too long"), _too_slow(), 503, SLOW_SECONDS)
    if is_full(error):
        return _not_now(request, _("The disk of the ledger is full. Please try again later."))
    if is_outage(error) or is_read_only(error):
        return _not_now(
            request, _("The database does not answer. Please try again in a moment."), is_full=False
        )
    return defaults.server_error(request)


def _not_now(request, message: str, *, is_full: bool = True):
    """503 as JSON to programs; to people in both languages, with what they typed to be sent
    again."""
    if request.path.startswith(API):
        return _in_a_moment(_problem(message, 503))
    typed = fields_of_own_form(request)
    context = {
        "is_full": is_full,
        "is_writing": request.method == "POST" or request.path.startswith(WRITING),
        "typed": typed,
        "can_send_again": typed and lacks_nothing(request),
    }
    return _in_a_moment(HttpResponse(render_to_string("503.html", context), status=503))


def edition_missing(edition: int, seen: int):
    """503 for a reader who has seen a newer edition than the only server that answers has."""
    page = render_to_string("503.html", {"edition": edition, "seen": seen})
    return _in_a_moment(HttpResponse(page, status=503))


def _in_a_moment(response):
    response["Retry-After"] = str(RETRY_SECONDS)
    add_never_cache_headers(response)
    return response


def _too_slow() -> str:
    return _(
        "The database did not find the answer in time. Ask for less: choose a year, a programme or "
        "a county, or search for rarer words. Everything together is among the downloads of open "
        "data."
    )


def refusal(request, title: str, explanation: str, status: int, seconds: int = 0) -> HttpResponse:
    """Why a request is not answered, in the language of the page or as JSON; with `seconds`, when
    to ask again. Asks the database for nothing."""
    if request.path_info.startswith(API):
        response = _problem(explanation, status)
    else:
        context = {"title": title, "explanation": explanation}
        page = render_to_string("refusal.html", context)
        response = HttpResponse(page, status=status)
    if seconds:
        response["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response


def _problem(message: str, status: int) -> JsonResponse:
    problem = {"message": message, "parameters": {}}
    return JsonResponse(problem, status=status, json_dumps_params={"ensure_ascii": False})
