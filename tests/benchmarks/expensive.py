"""One reader beside 50 clients with expensive questions: `python3 run.py bench expensive`.

The clients, each with a network address of its own, ask for SECONDS: common words in every
search box, whole lists in every format, datasets, PDFs, far pages, past editions, data quality.
They heed no Retry-After. The reader opens a page, a list, a search and a place, one every two
seconds, none of them out of the page cache; alone first, then beside the clients. Limits of
addresses are those of the settings. Memory is the sum over the processes that serve and the one
that makes documents, at its highest.
"""

import http.client
import itertools
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from tests.benchmarks import site
from tests.benchmarks.ground import ENVIRONMENT, ROOT, fill, fresh

PROJECTS = int(os.environ.get("PROJECTS", "20000"))
SECONDS = float(os.environ.get("SECONDS", "60"))
CLIENTS = 50
EVERY = 2  # seconds between two pages of the reader
READ = ("/", "/projects/?year=2011", "/search/?q=Daning", "/counties/141030/", "/reconciliation/")
EXPENSIVE = (
    "/search/?q=a",
    "/search/?q=county+project",
    "/zh-hans/search/?q=%E5%8E%BF",
    "/projects/?q=e",
    "/funds/?q=village&sort=-amount",
    "/projects/?page=700&sort=title",
    "/funds/?page=2000&sort=project",
    "/projects/?edition=1&sort=-money",
    "/funds/?edition=1",
    "/places/",
    "/organisations/",
    "/data-quality/",
    "/changes/?since=1",
    "/projects/?format=xlsx",
    "/funds/?format=csv",
    "/funds/?format=json&sort=-amount",
    "/data/newest/fupin-ledger.csv.zip",
    "/data/iati/activities.xml",
    "/data/api/v1/projects?page_size=1000",
    "/data/api/v1/allocations?page_size=1000&q=village",
    "/reports/2011/report.pdf",
    "/reports/2011/notice.pdf",
    "/reports/2012/notice.docx",
)


def measure():
    """Lines of (what, the median and the 95th percentile in milliseconds, how often)."""
    fresh()
    fill(PROJECTS)
    ENVIRONMENT["ADDRESS_LIMITS"] = "1"
    worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=ENVIRONMENT)
    try:
        with site.served() as server:
            yield from _beside(server, worker)
    finally:
        worker.terminate()


def _beside(server, worker):
    for path in READ * site.WARM:  # a site that others have used for a while
        _status(path, "127.0.1.200")
    yield _times("the reader alone", _read(20))
    answers, is_over = Counter(), threading.Event()
    peak = _Peak(server.pid, worker.pid, is_over)
    clients = [
        threading.Thread(target=_ask, args=(number, answers, is_over)) for number in range(CLIENTS)
    ]
    for thread in (*clients, peak):
        thread.start()
    times = _read(SECONDS)
    is_over.set()
    for thread in (*clients, peak):
        thread.join()
    yield _times(f"the reader beside {CLIENTS} clients", times)
    for status, count in sorted(answers.items()):
        yield f"answers to the clients: {status}", 0, 0, count
    yield "megabytes of the site and the document process", 0, 0, peak.megabytes


def _times(what: str, times: list[float]):
    parts = statistics.quantiles(times, n=20)
    return what, 1000 * statistics.median(times), 1000 * parts[-1], len(times)


def _read(seconds: float) -> list[float]:
    """How long each page took the reader."""
    times, end = [], time.monotonic() + seconds
    for path in itertools.cycle(READ):
        if time.monotonic() > end:
            return times
        times.append(site.timed(lambda path=path: site.get(path, site.UNKEPT)))
        time.sleep(EVERY)


def _ask(number: int, answers: Counter, is_over: threading.Event) -> None:
    """Ask one thing after the other, from an address of this client's own."""
    paths = itertools.islice(itertools.cycle(EXPENSIVE), number, None)
    while not is_over.is_set():
        status = _status(next(paths), f"127.0.1.{number + 1}")
        answers[status] += 1
        if status in (429, 503):
            time.sleep(0.2)


def _status(path: str, source: str):
    connection = http.client.HTTPConnection(
        "127.0.0.1", site.PORT, timeout=120, source_address=(source, 0)
    )
    try:
        connection.request("GET", path, headers={"Cookie": "visitor=1"})
        response = connection.getresponse()
        while response.read(2**16):
            pass
    except OSError as error:
        return type(error).__name__
    finally:
        connection.close()
    return response.status


class _Peak(threading.Thread):
    """The most memory that the processes had together."""

    def __init__(self, server: int, worker: int, is_over: threading.Event):
        super().__init__()
        self.server, self.worker, self.is_over, self.megabytes = server, worker, is_over, 0

    def run(self):
        while not self.is_over.wait(0.5):
            children = Path(f"/proc/{self.server}/task/{self.server}/children").read_text().split()
            pids = [self.server, self.worker, *map(int, children)]
            self.megabytes = max(self.megabytes, sum(map(_megabytes, pids)))


def _megabytes(pid: int) -> int:
    """What is its own of a process, and its part of what it shares."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) // 1024
    return 0
