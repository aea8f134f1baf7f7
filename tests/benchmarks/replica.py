"""A real streaming replica on this machine: `python3 run.py bench replica`.

The server of the benchmarks is copied while it runs, the copy follows it, and the site reads its
public pages there. Then an edition is published, and the replica is stopped.
"""

import time

import psycopg

from config.database.home import find_home
from tests import replicas
from tests.benchmarks import ground, site

FOLDER = ground.ROOT / "var" / "postgres-replica"
READ = "SELECT tup_fetched + tup_returned FROM pg_stat_database WHERE datname = 'fupin'"
LAG = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"


def measure():
    """Lines of (what, seconds, rows that the replica read, –)."""
    ground.fresh()
    ground.fill(1_000)
    replica = replicas.copy_server(find_home(ground.FOLDER), FOLDER, follows=True)
    try:
        yield from _shown(replica)
    finally:
        replicas.stop(replica)


def _shown(replica):
    url = replica.url("fupin")
    ground.ENVIRONMENT |= {"REPLICA_URL": url, "LOG_LEVEL": "ERROR"}
    with site.served():
        before = _one(url, READ)
        yield (
            "/projects/ from the replica",
            site.median("/projects/", site.UNKEPT),
            _read(url, before),
            1,
        )
        before = _one(url, READ)
        staff = site.signed_in("reviewer")
        yield "/admin/ from the primary", site.median("/admin/", staff), _read(url, before), 1
        yield "an edition is on the replica after", _until_replayed(url), 0, 1
        replicas.stop(replica)
        yield "/projects/ without the replica", site.median("/projects/", site.UNKEPT), 0, 1


def _until_replayed(url: str) -> float:
    with ground.publisher() as publish:
        publish()
    written = _one(ground.ADDRESS, "SELECT pg_current_wal_lsn()")
    begun = time.perf_counter()
    while not _one(url, LAG, written):
        time.sleep(0.002)
    return time.perf_counter() - begun


def _read(url: str, before: int) -> int:
    time.sleep(1.5)  # PostgreSQL tells its counters once a second
    return _one(url, READ) - before


def _one(url: str, query: str, *values):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query, values or None).fetchone()[0]
