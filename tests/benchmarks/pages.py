"""Pages at a thousand, a hundred thousand and a million projects, served by gunicorn.

Each figure is the median of one client's requests, after one that fills what is kept in memory. A
made-up visitor's cookie keeps the page cache out, except in the line that measures it. The floor is
the page's own rows by one bare query in the same run.
"""

import http.client
import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg

from tests.benchmarks.ground import ADDRESS, ENVIRONMENT, ROOT, fill, fresh, manage

SIZES = (1_000, 100_000, 1_000_000)
SMALL = (1_000, 5_000)
PORT = int(os.environ.get("PORT", "8099"))
TIMES = 15
PAGES = {
    "projects": "/projects/",
    "projects, last page": "/projects/?page={last}",
    "projects by name": "/projects/?sort=title",
    "projects, three facets": "/projects/?year=2015&status=completed&province=E3",
    "funds": "/funds/",
    "funds by amount": "/funds/?sort=-amount",
    "funds, two facets": "/funds/?kind=donation&band=100k-1m",
    "home": "/",
    "a programme": "/programs/relief-projects/?year=2015",
    "a county": "/counties/E1005/",
    "one project": "/projects/example-00000500/",
    "counties": "/counties/",
}
FLOOR = ("SELECT id, code, title FROM programs_project WHERE state = 'published' "
         "ORDER BY code LIMIT 25")  # fmt: skip
MARKS = ("<!-- measured -->", "<!-- end -->")


def measure():
    """Lines of (what, seconds, growth since the smallest, ratio to the floor); docs/performance.md
    gets the table of all sizes."""
    sizes = SMALL if os.environ.get("SMALL") else SIZES
    found = {size: _of(size) for size in sizes}
    for name in found[sizes[0]]:
        row = [found[size][name] for size in sizes]
        yield (
            f"{name}, {sizes[-1]:,} projects",
            row[-1],
            row[-1] / row[0],
            (row[-1] / found[sizes[-1]]["floor: one bare query"]),
        )
    if not os.environ.get("SMALL"):
        write(found)


def _of(size: int) -> dict[str, float]:
    fresh()
    fill(size)
    manage("rebuild_totals")
    with served():
        figures = {"floor: one bare query": _floor()}
        for name, path in PAGES.items():
            figures[name] = _median(path.format(last=size // 25), {"Cookie": "visitor=1"})
        figures["projects, page kept"] = _median("/projects/", {})
        return figures


@contextmanager
def served():
    """Two workers, as `run.py` has them."""
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers=2", "--preload",
               f"--bind=127.0.0.1:{PORT}", "--log-level=warning"]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT) as server:
        try:
            _wait()
            yield
        finally:
            server.terminate()


def _wait() -> None:
    for _attempt in range(100):
        try:
            return _get("/healthz", {})
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The site does not answer.")


def _get(path: str, headers: dict[str, str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=300)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    if response.status != 200:
        raise SystemExit(f"{path} answers {response.status}.")


def _median(path: str, headers: dict[str, str]) -> float:
    for _time in range(8):  # until both workers have seen it
        _get(path, headers)
    return statistics.median(_timed(lambda: _get(path, headers)) for _time in range(TIMES))


def _floor() -> float:
    with psycopg.connect(ADDRESS) as connection:
        ask = connection.cursor().execute
        return statistics.median(_timed(lambda: ask(FLOOR).fetchall()) for _time in range(TIMES))


def _timed(act) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def write(found: dict[int, dict[str, float]]) -> None:
    """The table in docs/performance.md, in milliseconds."""
    sizes = list(found)
    heads = [f"{size:,}" for size in sizes]
    lines = [f"| p50 in ms | {' | '.join(heads)} | growth | to the floor |",
             "|---" * (len(sizes) + 3) + "|"]  # fmt: skip
    floor = found[sizes[-1]]["floor: one bare query"]
    for name in found[sizes[0]]:
        row = [found[size][name] for size in sizes]
        told = " | ".join(f"{seconds * 1000:.1f}" for seconds in row)
        lines.append(f"| {name} | {told} | {row[-1] / row[0]:.1f} | {row[-1] / floor:.0f} |")
    page = ROOT / "docs" / "performance.md"
    before, after = page.read_text().split(MARKS[0])[0], page.read_text().split(MARKS[1])[1]
    page.write_text("\n".join([before + MARKS[0], "", *lines, "", MARKS[1] + after]))
