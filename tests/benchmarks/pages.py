"""Pages at a thousand, a hundred thousand and a million projects, served by gunicorn.

Everything that `asked.py` finds is asked: again and again, where the median of an address counts
and the worst address of a group is named; and for the first time after an edition, which empties
every cache. Nothing comes out of the page cache, and the background worker does not run, so that
nothing but the publication itself has prepared a page. The floor is the bare query of a list's own
rows in the same run.

`CHECKOUT=<folder>` measures the code of another checkout with the same addresses, on a server and a
ledger of its own; `BEFORE=<its commit>` afterwards sets both side by side. Ratios of two runs are
those of their ratios to the floor.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import psycopg

from tests.benchmarks import site
from tests.benchmarks.ground import ADDRESS, OWN, ROOT, fill, fresh, publisher
from tests.benchmarks.site import UNKEPT, timed

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "1000 100000 1000000").split())
KEPT_FIGURES = OWN / "var" / "benchmarks"
TIMES, WARM = 5, 3  # both workers have seen a page before it is measured
PUBLICATIONS = 7
STAFF = {
    "staff: list of projects": "admin/programs/project/",
    "staff: list of projects, page 100": "admin/programs/project/?p=100",
    "staff: search, a common word": "admin/programs/project/?q=walnut",
    "staff: search by code": "admin/programs/project/?q=example-{one:08d}",
    "staff: one year": "admin/programs/project/?year=2015",
    "staff: what was published": "admin/records/editionentry/",
    "staff: first page": "admin/",
}
SMALL_AIM, AIM, STAFF_AIM, FIRST_AIM = 10, 30, 60, 200  # milliseconds
FLOOR = (
    "SELECT id, code, title FROM programs_project WHERE state = 'published' ORDER BY code LIMIT 25"
)
BARE, KEPT, PUBLISHED = "floor: one bare query", "kept pages, a second", "publishing one record"
FIRST = "first request after an edition: "
MARKS = ("<!-- measured -->", "<!-- end -->")


def measure():
    """Lines of (what, seconds, growth since the smallest, ratio to the floor); docs/performance.md
    gets the table of all sizes, and the worst address of each group."""
    found = {size: dict(_of(size)) for size in SIZES}
    smallest, largest = found[SIZES[0]], found[SIZES[-1]]
    commit = _commit()
    KEPT_FIGURES.mkdir(parents=True, exist_ok=True)
    figures = KEPT_FIGURES / f"pages-{commit}.json"
    figures.write_text(json.dumps(found))
    for name, (seconds, worst, address) in largest.items():
        line = f"{name}, {SIZES[-1]:,} projects"
        yield line, seconds, _ratio(seconds, smallest.get(name)), seconds / largest[BARE][0]
        if address:
            yield f"  worst: /{address}", worst, 0, worst / largest[BARE][0]
    if ROOT == OWN and len(SIZES) > 1:
        write(found, _before(), commit)


def _of(size: int):
    """Name, and seconds of the median address, of the worst, and that address."""
    fresh()
    fill(size)
    groups, one = _asked(), size // 2
    with site.served(), publisher() as publish:
        publish()  # the first takes the time of a start
        floor = _floor()
        yield BARE, (floor, floor, "")
        yield PUBLISHED, (statistics.median(publish() for _time in range(PUBLICATIONS)), 0, "")
        for name, addresses in groups.items():
            yield name, _median(addresses, one, UNKEPT)
        staff = site.signed_in("reviewer")
        for name, address in STAFF.items():
            yield name, _median([address], one, staff)
        for name, addresses in groups.items():
            yield FIRST + name, _first(addresses, one, publish)
        yield KEPT, (1 / site.kept_a_second("/projects/"), 0, "")


def _asked() -> dict[str, list[str]]:
    """The addresses of each group, as the code of this checkout knows them."""
    command = [sys.executable, "-m", "tests.benchmarks.asked"]
    told = subprocess.run(command, cwd=OWN, capture_output=True, check=True, text=True).stdout
    return json.loads(told)


def _median(addresses: list[str], one: int, headers) -> tuple[float, float, str]:
    each = {}
    for address in addresses:
        path = "/" + address.format(one=one)
        if site.ask("GET", path, headers).status != 200:
            continue  # another checkout may not know it
        for _time in range(WARM):
            site.get(path, headers)
        each[address] = statistics.median(
            timed(lambda path=path: site.get(path, headers)) for _time in range(TIMES)
        )
    return _of_group(each)


def _first(addresses: list[str], one: int, publish) -> tuple[float, float, str]:
    each = {}
    for address in addresses:
        path = "/" + address.format(one=one)
        publish()
        seconds = timed(lambda path=path: each.update(status=site.ask("GET", path, UNKEPT).status))
        if each.pop("status") == 200:
            each[address] = seconds
    return _of_group(each)


def _of_group(each: dict[str, float]) -> tuple[float, float, str]:
    if not each:
        return 0.0, 0.0, "-"
    worst = max(each, key=each.__getitem__)
    return statistics.median(each.values()), each[worst], worst if len(each) > 1 else ""


def _floor() -> float:
    with psycopg.connect(ADDRESS) as connection:
        ask = connection.cursor().execute
        return statistics.median(timed(lambda: ask(FLOOR).fetchall()) for _time in range(15))


def _ratio(seconds: float, small) -> float:
    return seconds / small[0] if small and small[0] else 0.0


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout[:-1]


def _before() -> dict:
    commit = os.environ.get("BEFORE")
    if not commit:
        return {}
    kept: Path = KEPT_FIGURES / f"pages-{commit}.json"
    return {int(size): figures for size, figures in json.loads(kept.read_text()).items()}


def write(found: dict, before: dict, commit: str) -> None:
    """The table in docs/performance.md, in milliseconds."""
    sizes, largest = list(found), found[SIZES[-1]]
    heads = [f"{size:,}" for size in sizes]
    lines = [
        f"| p50 in ms, {commit} | {' | '.join(heads)} | growth | to the floor | to the commit"
        f" before | worst address, ms | aim |",
        "|---" * (len(sizes) + 6) + "|",
    ]
    for name, (seconds, worst, address) in largest.items():
        if name == KEPT:
            rates = (f"{1 / found[size][name][0]:,.0f}" for size in sizes)
            lines.append(f"| {name} | {' | '.join(rates)} | | | | | |")
            continue
        row = [found[size][name][0] for size in sizes]
        old = before.get(sizes[-1], {})
        beside = ""
        if name in old and old[name][0]:
            to_floor = seconds / largest[BARE][0]
            beside = f"{to_floor / (old[name][0] / old[BARE][0]):.2f}"
        of_worst = f"{worst * 1000:.0f} `/{address}`" if address else ""
        cells = (
            name,
            *(f"{each * 1000:.1f}" for each in row),
            f"{_ratio(row[-1], (row[0],)):.1f}",
            f"{seconds / largest[BARE][0]:.0f}",
            beside,
            of_worst,
            _aim(name),
        )
        lines.append(f"| {' | '.join(cells)} |")
    page = OWN / "docs" / "performance.md"
    before_it, after_it = page.read_text().split(MARKS[0])[0], page.read_text().split(MARKS[1])[1]
    page.write_text("\n".join([before_it + MARKS[0], "", *lines, "", MARKS[1] + after_it]))


def _aim(name: str) -> str:
    if name in (BARE, KEPT):
        return ""
    if name == PUBLISHED:
        return "150"
    if name.startswith(FIRST):
        return str(FIRST_AIM)
    return str(STAFF_AIM if name in STAFF else SMALL_AIM if name == "project" else AIM)
