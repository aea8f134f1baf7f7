"""Counts requests by view and status, with their time, for Prometheus (`config/metrics.py`).

Only where somebody may read the figures. It answers `/metrics` itself, before any other middleware,
as health checks are answered: Prometheus asks by address and without TLS. For all others there is
no such page.
"""

import os
import time
from pathlib import Path

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from config.metrics import PATH, REQUESTS, SECONDS, may_read, metrics


class Measuring:
    def __init__(self, get_response):
        if not settings.METRICS_FROM and not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            Path(folder).mkdir(parents=True, exist_ok=True)
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == PATH and request.method == "GET" and may_read(request):
            return metrics(request)
        begun = time.monotonic()
        response = self.get_response(request)
        view = view_of(request)
        SECONDS.labels(view).observe(time.monotonic() - begun)
        REQUESTS.labels(view, response.status_code).inc()
        return response


def view_of(request) -> str:
    """The name of the view, of which there is a fixed number; "none" where no view was asked: pages
    that were kept, files, health checks, and addresses that there are none of."""
    match = request.resolver_match
    return match.view_name or "unnamed" if match else "none"
