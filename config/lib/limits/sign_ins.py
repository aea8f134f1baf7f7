"""Guessing of passwords: by many names from one network, or of one name from many networks.

django-axes refuses a name from one address after a few failures. Whoever changes the name or the
address at each guess stays below that, so failures are counted by network and by name as well. A
name that has signed in from this network lately may go on trying: so nobody can lock a colleague
out from outside.
"""

import datetime

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessFailureLog, AccessLog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from config.lib.client_ip import address_of
from config.lib.limits.networks import network_of

PERIOD = datetime.timedelta(hours=1)
KNOWN = datetime.timedelta(days=90)  # since a name has signed in from a network


class SignInHandler(AxesDatabaseHandler):
    """Locks out what axes locks out, and what is guessed by many names or from many networks."""

    def get_failures(self, request, credentials=None):
        failures, limit = super().get_failures(request, credentials), settings.AXES_FAILURE_LIMIT
        is_over = failures < limit and is_guessed(request, credentials or {})
        return limit if is_over else failures


def is_guessed(request: HttpRequest, credentials: dict) -> bool:
    """Whether too many sign-ins have failed lately, and the name is not at home in this network."""
    name, network = credentials.get("username") or "", addresses_like(address_of(request))
    since = timezone.now() - PERIOD
    recent = AccessFailureLog.objects.filter(attempt_time__gt=since, locked_out=False)
    limits, of_name = settings.SIGN_IN_FAILURES, recent.filter(username=name)
    if has_more(of_name.filter(**network), limits["name"]):
        return True
    is_over = has_more(of_name, limits["name"]) or has_more(
        recent.filter(**network), limits["network"]
    )
    return is_over and not _is_at_home(name, network)


def has_more(failures, limit: int) -> bool:
    """Whether there are at least `limit`, without counting further."""
    return failures.order_by()[limit - 1 : limit].exists()


def addresses_like(address: str) -> dict[str, object]:
    """The filter of rows that came from the same network."""
    network = network_of(address)
    if network is None:
        return {"ip_address": None}
    return {"ip_address__gte": str(network[0]), "ip_address__lte": str(network[-1])}


def _is_at_home(name: str, network: dict[str, object]) -> bool:
    since = timezone.now() - KNOWN
    return AccessLog.objects.filter(username=name, attempt_time__gt=since, **network).exists()


def locked_out(request: HttpRequest, response, credentials) -> HttpResponse:
    """The page for whoever may not try to sign in now."""
    page = render(request, "admin/locked_out.html", status=429)
    page["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return page
