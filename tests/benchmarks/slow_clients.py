"""The site's worker beside gunicorn's own, and beside hundreds of clients that are slow.

`python3 run.py bench slow_clients`. Times are the medians of one reader; "to first" compares with
the first worker of the same run, and below with the same page before the slow clients came.
"""

import socket
import statistics
import threading
from contextlib import contextmanager
from pathlib import Path

import psycopg

from config.server.connection import REQUEST_SECONDS
from tests.benchmarks import site
from tests.benchmarks.ground import ADDRESS, fill, fresh

PROJECTS = 20_000
WORKERS = {
    "gunicorn's sync worker": ("--worker-class=sync", "--threads=1"),
    "gunicorn's gthread": ("--worker-class=gthread",),
    "the site's worker": (),
}
PAGE, DOWNLOAD = "/projects/", "/funds/?format=csv"
PAGES = (("kept page", {}), ("list of projects", site.UNKEPT))
IDLE, SLOW, DEAF = 200, 200, 50
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
TIMES = 60


def measure():
    """Lines of (what, seconds, a second or how much, compared with the first)."""
    fresh()
    fill(PROJECTS)
    first = {}
    for worker, options in WORKERS.items():
        with site.served(*options) as server:
            for what, value, count in _speed(server):
                first.setdefault(what, count)
                yield f"{worker}: {what}", value, count, count / first[what]
    with site.served():
        yield from _beside_slow_clients()


def _speed(server):
    yield "kept page", _median({}), site.kept_a_second(PAGE)
    yield "list of projects", _median(site.UNKEPT), site.a_second(PAGE, 4, 25, "Cookie: v=1\r\n")
    yield "megabytes", 0, _megabytes(server.pid)
    with psycopg.connect(ADDRESS) as connection:
        yield "database connections", 0, connection.execute(CONNECTIONS).fetchone()[0] - 1


def _beside_slow_clients():
    usual = {what: _median(headers) for what, headers in PAGES}
    alone = site.timed(lambda: site.get(DOWNLOAD))
    with _slow_clients():
        queued = site.timed(lambda: site.get(DOWNLOAD))
        yield (
            f"download, queued behind {DEAF} that nobody reads",
            queued,
            1 / queued,
            queued / alone,
        )
        for what, headers in PAGES:
            seconds = _median(headers)
            yield f"{what}, beside slow clients", seconds, 1 / seconds, seconds / usual[what]


@contextmanager
def _slow_clients():
    """Clients that say nothing, that send a byte a second, and that do not read a download."""
    head = f"GET {PAGE} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
    deaf = [_client(f"GET {DOWNLOAD} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") for _ in range(DEAF)]
    idle = [_client("") for _ in range(IDLE)]
    slow = [_client(head) for _ in range(SLOW)]
    is_over = threading.Event()
    sender = threading.Thread(target=_stay_slow, args=(idle, slow, head, is_over))
    sender.start()
    try:
        yield
    finally:
        is_over.set()
        sender.join()
        for client in deaf + idle + slow:
            client.close()


def _client(first: str) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", site.PORT))
    client.sendall(first.encode())
    return client


def _stay_slow(idle: list, slow: list, head: str, is_over: threading.Event) -> None:
    """Send a byte a second; whom the server has dropped for being late comes again."""
    seconds = 0
    while not is_over.wait(1):
        seconds += 1
        for place, client in enumerate(slow):
            try:
                client.send(b"x")
            except OSError:
                client.close()
                slow[place] = _client(head)
        if seconds % REQUEST_SECONDS == 0:
            for place, client in enumerate(idle):
                client.close()
                idle[place] = _client("")


def _median(headers) -> float:
    for _time in range(site.WARM):
        site.get(PAGE, headers)
    return statistics.median(site.timed(lambda: site.get(PAGE, headers)) for _ in range(TIMES))


def _megabytes(parent: int) -> float:
    """The memory of the server's processes, what they share counted once (Linux)."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return sum(_proportional(process) for process in [parent, *map(int, children)]) / 1024


def _proportional(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
