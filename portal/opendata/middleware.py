"""Responses under /data/: for any origin, for reading only, in the language asked for."""

from django.http import HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _

from config.lib.reuse.licence import licence_link

OPEN, API = "/data/", "/data/api/v1/"
EXPOSED = "ETag, Last-Modified, Content-Disposition, Link, Retry-After"
METHODS = ("GET", "HEAD", "OPTIONS")


class OpenDataMiddleware:
    """Lets scripts of other sites read open data, and refuses every method that is no question."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(OPEN):
            return self.get_response(request)
        if request.path_info.startswith(API):
            translation.activate(translation.get_language_from_request(request))
        response = self._answer(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        for name, value in licence_link().items():
            response[name] = value
        return response

    def _answer(self, request):
        if request.method == "OPTIONS":
            return _allowed(HttpResponse(status=204))
        if request.method not in METHODS:
            problem = {"message": _("Open data are only for reading."), "parameters": {}}
            return _allowed(JsonResponse(problem, status=405))
        if request.method == "HEAD" and request.path_info.startswith(API):
            request.method = "GET"  # the server leaves the body out
        response = self.get_response(request)
        if response.status_code not in (200, 304):
            del response["ETag"], response["Last-Modified"]  # a problem is not to be cached
        return response


def _allowed(response):
    response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since, Accept-Language"
    return response
