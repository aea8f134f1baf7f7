"""A reader's choices of how pages are shown, in a cookie that holds nothing else."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_path, override

from config.lib.connections.read_replica import REPLICA
from config.lib.pages import preferences
from config.lib.pages.preferences import COOKIE, VALUES, Choices

YEAR = 365 * 24 * 3600
STAFF = ("/admin", "/zh-hans/admin")  # are shown one way, with amounts in yuan


class DisplayMiddleware:
    """Sets `request.choices`, and makes every page but those of staff by them. Who chose a
    language finds the first page in it; all other addresses say theirs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_staff = request.path.startswith(STAFF)
        request.choices = preferences.SITES_OWN if is_staff else choices_of(request)
        if request.choices.language and request.path == "/":
            query = request.META.get("QUERY_STRING", "")
            return HttpResponseRedirect(f"/{request.choices.language}/{query and '?'}{query}")
        with preferences.override(request.choices):
            return self.get_response(request)


def choices_of(request) -> Choices:
    """The choices in the reader's cookie."""
    return Choices.read(request.COOKIES.get(COOKIE, ""))


def display(request):
    """The choices as a form; with some of them in the address, these are kept from now on, and the
    reader is back on the page that `next` names."""
    if not VALUES.keys() & request.GET.keys():
        context = {"next": reverse("display"), "has_replica": REPLICA in settings.DATABASES}
        return render(request, "display.html", context)
    page = page_to_go_back_to(request)
    before = request.choices
    chosen = Choices.of({name: request.GET.get(name, getattr(before, name)) for name in VALUES})
    if "language" in request.GET:
        page = in_language(page, chosen.language or settings.LANGUAGE_CODE)
    response = redirect(page)
    if chosen.cookie:
        response.set_cookie(
            COOKIE,
            chosen.cookie,
            max_age=YEAR,
            secure=settings.SECURE_SSL,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    response["Cache-Control"] = "no-store"
    return response


def page_to_go_back_to(request) -> str:
    """The page of this site that `next` names; otherwise the first page."""
    page = request.GET.get("next", "")
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if is_ours else reverse("home")


def in_language(page: str, language: str) -> str:
    """The address of the same page in another language."""
    with override(get_language_from_path(page) or settings.LANGUAGE_CODE):
        return translate_url(page, language)
