"""The health checks for load balancers and operators.

They answer before any other middleware: a balancer asks by address, a name that no visitor may use,
without TLS and as often as it likes.
"""

from django.conf import settings
from django.db import Error, connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.lib.connections import watch
from config.lib.connections.read_replica import REPLICA

PLAIN = "text/plain; charset=utf-8"


class HealthChecks:
    """Answers `/healthz` and `/readyz`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        view = VIEWS.get(request.path_info)
        return view(request) if view else self.get_response(request)


@never_cache
@require_safe
def healthz(request):
    """200 and "ok" only when public pages can be read, otherwise 503; reads no session. Where there
    is a replica, the last look at both servers says so; otherwise the database answers a query."""
    if public_pages_come_from() if has_replica() else is_database_reachable():
        return HttpResponse("ok\n", content_type=PLAIN)
    return HttpResponse("The database does not answer.\n", status=503, content_type=PLAIN)


@never_cache
@require_safe
def readyz(request):
    """What each server of the database said at the last look, as JSON; 503 where no public page can
    be read."""
    if not has_replica():
        is_ready = is_database_reachable()
        state = {"public_pages_from": "primary" if is_ready else "", "can_write": is_ready}
        return JsonResponse(state, status=200 if is_ready else 503)
    servers = watch.servers()
    source = public_pages_come_from()
    state = {
        "public_pages_from": source,
        "can_write": servers.primary is not None and not servers.primary.is_standby,
        "primary": {
            "answers": servers.primary is not None,
            "edition": servers.primary and servers.primary.edition,
            "error": servers.primary_error,
        },
        "replica": {
            "answers": servers.replica is not None,
            "edition": servers.replica and servers.replica.edition,
            "error": servers.replica_error,
            "lag_seconds": servers.lag and round(servers.lag, 1),
            "lag_bytes": servers.lag_bytes,
            "not_read_because": servers.fault,
        },
    }
    return JsonResponse(state, status=200 if source else 503)


def has_replica() -> bool:
    return REPLICA in settings.DATABASES


def public_pages_come_from() -> str:
    """The server that most readers read now: "primary", "replica", or none."""
    servers = watch.servers()
    if servers.primary is None:
        return "replica" if servers.may_stand_in else ""
    return "replica" if servers.has_replica else "primary"


def is_database_reachable():
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            return cursor.fetchone() == (1,)
    except Error:
        return False


VIEWS = {"/healthz": healthz, "/readyz": readyz}
