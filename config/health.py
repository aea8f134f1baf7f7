"""The health check for load balancers and operators."""

from django.db import Error, connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

PLAIN = "text/plain; charset=utf-8"


@never_cache
@require_safe
def healthz(request):
    """200 and "ok" only when the database answers a query, otherwise 503; reads no session."""
    if is_database_reachable():
        return HttpResponse("ok\n", content_type=PLAIN)
    return HttpResponse("The database does not answer.\n", status=503, content_type=PLAIN)


def is_database_reachable():
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            return cursor.fetchone() == (1,)
    except Error:
        return False
