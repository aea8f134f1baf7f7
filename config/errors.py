"""Error pages in plain words."""

from django.shortcuts import render
from django.urls import Resolver404
from django.utils.translation import gettext as _


def not_found(request, exception):
    """404 with the reason that the page gave, or a plain sentence."""
    is_plain = exception.args and not isinstance(exception, Resolver404)
    reason = str(exception.args[0]) if is_plain else ""
    explanation = reason or _("There is no page at this address.")
    return render(request, "404.html", {"explanation": explanation}, status=404)
