"""A publication of 10,000 records under readers: `python3 run.py bench publication`.

READERS ask for public pages, none of them out of the page cache, before the publication, while it
is made, and after it; BATCH says how many records it has, PROJECTS how many stand beside them.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice

from tests.benchmarks import ground, site

PROJECTS = int(os.environ.get("PROJECTS", "100000"))
os.environ |= {
    **ground.ENVIRONMENT,
    "AUDITORS_EMAIL": "",
    "BATCH": os.environ.get("BATCH", "10000"),
}
ground.ENVIRONMENT |= {"AUDITORS_EMAIL": "", "LOG_LEVEL": "ERROR", "BATCH": os.environ["BATCH"]}

from tests.benchmarks import batches  # noqa: E402  # needs the settings
from tests.benchmarks.people import PUBLIC_PAGES  # noqa: E402

READERS = int(os.environ.get("READERS", "2"))
SECONDS = 20  # of reading before the publication, and after it
PAGES = [page for page in PUBLIC_PAGES if "crowd" not in page]


class Reader(threading.Thread):
    """Asks for one page after the other; `phase` says what happens meanwhile."""

    phase = "before"

    def __init__(self, number: int):
        super().__init__(daemon=True)
        self.pages = islice(cycle(PAGES), number, None)
        self.ends, self.seconds = threading.Event(), []

    def run(self):
        while not self.ends.is_set():
            phase, page = Reader.phase, next(self.pages)
            self.seconds.append((phase, site.timed(lambda page=page: site.get(page, site.UNKEPT))))


def measure() -> Iterator[tuple[str, float, float, float]]:
    """Lines of (what, median and 95th percentile in seconds, how often)."""
    ground.fresh()
    ground.fill(PROJECTS)
    batches.submit_batch()
    ground.run_sql("ANALYZE")
    with site.served():
        for page in PAGES * site.WARM:
            site.get(page, site.UNKEPT)
        with _reading() as readers:
            time.sleep(SECONDS)
            Reader.phase = "during"
            seconds = publish_batch()
            Reader.phase = "after"
            time.sleep(SECONDS)
    yield f"publishing {batches.SIZE} of {PROJECTS} more projects", seconds, 0, 1
    for phase in ("before", "during", "after"):
        times = [second for one in readers for when, second in one.seconds if when == phase]
        p95 = statistics.quantiles([*times, times[-1]], n=20)[-1]
        yield (
            f"{READERS} readers {phase} it, p50 and p95",
            statistics.median(times),
            p95,
            len(times),
        )


@contextmanager
def _reading() -> Iterator[list[Reader]]:
    readers = [Reader(number) for number in range(READERS)]
    for reader in readers:
        reader.start()
    yield readers
    for reader in readers:
        reader.ends.set()
        reader.join()


def publish_batch() -> float:
    """Seconds from its beginning to the word that it is published."""
    command = [sys.executable, "-m", "tests.benchmarks.batches"]
    with subprocess.Popen(command, cwd=ground.ROOT, stdout=subprocess.PIPE, text=True) as worker:
        moments = {line.strip(): time.monotonic() for line in worker.stdout}
    return moments[batches.IS_PUBLISHED] - moments[batches.BEGINS]
