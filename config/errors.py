"""Error pages in plain words."""

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import Resolver404
from django.utils.translation import gettext as _

API = "/data/api/v1/"  # programs answer programs in JSON


def not_found(request, exception):
    """404 with the reason that the page gave, or a plain sentence."""
    is_plain = exception.args and not isinstance(exception, Resolver404)
    reason = str(exception.args[0]) if is_plain else ""
    explanation = reason or _("There is no page at this address.")
    if request.path.startswith(API):
        problem = {"message": explanation, "parameters": {}}
        return JsonResponse(problem, status=404, json_dumps_params={"ensure_ascii": False})
    return render(request, "404.html", {"explanation": explanation}, status=404)
