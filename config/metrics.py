"""Figures for Prometheus at `/metrics`, for those whom METRICS_FROM or METRICS_TOKEN names.

What requests took is counted where they are answered (`config/middleware/measuring.py`); the
processes of the site share the counts through files in `var/metrics`. Everything else is looked
up when Prometheus asks: two queries with a bounded time.
"""

import hmac
import ipaddress
import os
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import Error, connection
from django.http import HttpResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from config.lib.client_ip import address_of
from config.lib.connections import watch
from config.lib.connections.read_replica import REPLICA
from config.lib.connections.time_limit import limited_to
from config.nightly.state import read_state
from config.tools.backup import DRILL, FOLDER

PATH = "/metrics"
LIMIT = 2.0  # seconds that the database may take for a look
MOST = 10_000  # jobs that are counted
JOBS = """SELECT status, count(*), extract(epoch FROM now() - min(at))::integer FROM (
    SELECT j.status, coalesce(j.scheduled_at, (SELECT min(e.at) FROM procrastinate_events e
        WHERE e.job_id = j.id)) AS at
    FROM procrastinate_jobs j WHERE j.status IN ('todo', 'doing') LIMIT %s) jobs
    GROUP BY status"""
NEWEST = """SELECT number, extract(epoch FROM published_at)::bigint
    FROM records_edition ORDER BY number DESC LIMIT 1"""
Gauges = Iterator[GaugeMetricFamily]

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "fupin_requests", "Requests that were answered.", ("view", "status"), registry=REGISTRY
)
SECONDS = Histogram(
    "fupin_request_seconds",
    "From the arrival of a request to the beginning of its answer.",
    ("view",),
    buckets=(0.05, 0.2, 1, 5, 20),
    registry=REGISTRY,
)


def metrics(request) -> HttpResponse:
    """Everything, as text. The caller asks `may_read` first."""
    text = counted() + _looked_up()
    return HttpResponse(text, CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def counted() -> bytes:
    """What all processes of the site have counted since it was started."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry)


def may_read(request) -> bool:
    """Whether the request comes from an address that METRICS_FROM names, or brings the token."""
    return _is_from_one(address_of(request)) or _has_token(request.headers.get("Authorization", ""))


def _is_from_one(address: str) -> bool:
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(given in network for network in settings.METRICS_FROM)


def _has_token(given: str) -> bool:
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given.encode(), wanted.encode())


def _looked_up() -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Looked())
    return generate_latest(registry)


class Looked:
    """A collector of prometheus_client: what is known without counting requests."""

    def collect(self) -> Gauges:
        yield from _of_database()
        yield from _of_replica()
        yield from _of_files()


def _gauge(name: str, text: str, value) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"fupin_{name}", text, value=value)


def _of_database() -> Gauges:
    """Nothing but `fupin_database_up` where it does not answer."""
    try:
        with limited_to(LIMIT), connection.cursor() as cursor:
            cursor.execute(JOBS, [MOST])
            jobs = cursor.fetchall()
            cursor.execute(NEWEST)
            newest = cursor.fetchone()
    except Error:
        yield _gauge("database_up", "Whether the database answers.", 0)
        return
    yield _gauge("database_up", "Whether the database answers.", 1)
    yield from _of_jobs({status: rest for status, *rest in jobs})
    if newest:
        number, published_at = newest
        yield _gauge("edition", "Number of the newest edition.", number)
        yield _gauge("edition_published_seconds", "When it was published.", published_at)


def _of_jobs(jobs: dict[str, list[int]]) -> Gauges:
    count = GaugeMetricFamily("fupin_jobs", "Background jobs.", labels=["status"])
    age = GaugeMetricFamily("fupin_job_age_seconds", "Age of the oldest.", labels=["status"])
    for status in ("todo", "doing"):
        number, seconds = jobs.get(status, (0, 0))
        count.add_metric([status], number)
        age.add_metric([status], max(0, seconds or 0))
    yield count
    yield age


def _of_replica() -> Gauges:
    if REPLICA not in settings.DATABASES:
        return
    servers = watch.servers()
    yield _gauge("replica_up", "Whether the replica answers.", int(servers.replica is not None))
    if servers.lag is not None:
        yield _gauge("replica_lag_seconds", "How far the replica is behind.", servers.lag)


def _of_files() -> Gauges:
    """Moments in seconds since 1970, as Prometheus has them; an age is `time() - moment`."""
    done = GaugeMetricFamily(
        "fupin_nightly_done_seconds", "When a step of the night succeeded last.", labels=["step"]
    )
    for name, moment in read_state().get("steps", {}).items():
        done.add_metric([name], datetime.fromisoformat(moment).timestamp())
    yield done
    written = [path.stat().st_mtime for path in FOLDER.glob("*.dump")]
    if written:
        yield _gauge("backup_written_seconds", "When the newest backup was written.", max(written))
    drill = FOLDER / DRILL
    if drill.exists():
        text = "When a backup was restored on trial last."
        yield _gauge("drill_done_seconds", text, drill.stat().st_mtime)
