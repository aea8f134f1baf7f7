"""How long the database may work for one request, by `settings.DATABASE_SECONDS`.

Whoever has not signed in gets a short limit; members of staff a longer one for pages, and none for
what they send, since a publication takes its time. `config/errors.py` answers what took too long.
"""

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from config.lib.connections.time_limit import limited_to
from config.middleware.address_limits import is_staff


class DatabaseTime:
    def __init__(self, get_response):
        if not settings.DATABASE_SECONDS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        seconds = seconds_for(request)
        if seconds is None:
            return self.get_response(request)
        with limited_to(seconds):
            return self.get_response(request)


def seconds_for(request) -> float | None:
    if not is_staff(request):
        return settings.DATABASE_SECONDS["public"]
    return settings.DATABASE_SECONDS["staff"] if request.method in ("GET", "HEAD") else None
