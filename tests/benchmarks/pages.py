"""Pages at a thousand, a hundred thousand and a million projects, served by gunicorn.

Everything that `asked.py` finds is asked: again and again, where the median of an address counts
and the worst address of a group is named; and for the first time after an edition, which empties
every cache (of a group, the twenty addresses that took longest). Nothing comes out of the page
cache, and the background worker does not run, so that nothing but the publication itself has
prepared a page. The floor is the bare query of a list's own rows in the same run.

Every size is kept under `var/benchmarks` as soon as it is measured, and the table is made of all
that are kept of a commit: `SIZES=1000000` alone adds to what was measured before.

`STANDING=1` measures the ledger of the run before, brought up to the migrations of today.
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
from tests.benchmarks.ground import ADDRESS, OWN, ROOT, fill, fresh, manage, publisher
from tests.benchmarks.site import UNKEPT, timed

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "1000 100000 1000000").split())
STANDING = bool(os.environ.get("STANDING"))  # nothing is made anew
KEPT_FIGURES = OWN / "var" / "benchmarks"
TIMES, WARM = 3, 2  # the workers have seen a page before it is measured
FIRSTS = 20  # addresses of a group that are asked right after an edition
PUBLICATIONS = 7
STAFF = {
    "staff: list of projects": "admin/programs/project/",
    "staff: list of projects, page 100": "admin/programs/project/?p=100",
    "staff: search, a common word": "admin/programs/project/?q=walnut",
    "staff: search by code": "admin/programs/project/?q=example-{one:08d}",
    "staff: one year": "admin/programs/project/?year=2015",
    "staff: what was published": "admin/records/editionentry/",
}
# Opened by each of these, who work for a made-up county, for the ministry, and for all.
PEOPLE = ("county-clerk", "clerk", "reviewer")
DESK = "admin/programs/standing/"
DUE = "admin/programs/progressreport/due/"
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
    commit = _commit()
    for size in SIZES:
        found = {}
        for name, figure in _of(size):
            found[name] = figure
            seconds, worst, address = figure
            smallest = _kept(commit).get(SIZES[0], found)
            line = f"{name}, {size:,} projects"
            yield line, seconds, _ratio(seconds, smallest.get(name)), seconds / found[BARE][0]
            if address:
                yield f"  worst: /{address}", worst, 0, worst / found[BARE][0]
        _keep(commit, size, found)
    if ROOT == OWN:
        write(_kept(commit), _kept(os.environ.get("BEFORE", "")), commit)


def _of(size: int):
    """Name, and seconds of the median address, of the worst, and that address."""
    if STANDING:
        manage("migrate", "--verbosity=0")
    else:
        fresh()
        fill(size)
    groups, one = _asked(), size // 2
    with site.served(), publisher() as publish:
        publish()  # the first takes the time of a start
        floor = _floor()
        yield BARE, (floor, floor, "")
        yield PUBLISHED, (statistics.median(publish() for _time in range(PUBLICATIONS)), 0, "")
        for name, addresses in groups.items():
            if name.startswith("staff "):
                continue
            each = _again(addresses, one, UNKEPT)
            yield name, _of_group(each)
            slowest = sorted(each, key=each.__getitem__)[-FIRSTS:]
            yield FIRST + name, _of_group(_first(slowest, one, publish))
        staff = site.signed_in("reviewer")
        for name, address in STAFF.items():
            yield name, _of_group(_again([address], one, staff))
        for person in PEOPLE:
            headers = site.signed_in(person)
            for name, addresses in _of_the_day(groups).items():
                yield f"staff: {name}, {person}", _of_group(_again(addresses, one, headers))
        yield KEPT, (1 / site.kept_a_second("/projects/"), 0, "")


def _of_the_day(groups: dict[str, list[str]]) -> dict[str, list[str]]:
    """What a person of staff opens every morning, and each way to look at it."""
    own = [one for name in groups for one in groups[name] if one.startswith("progress/?")]
    ways = [f"{DESK}?{one.partition('?')[2]}" for one in own if "edition=" not in one]
    return {
        "first page": ["admin/"],
        "tracking desk": [DESK],
        "tracking desk, every sort, filter, search, queue and download": ways,
        "reports that are due": [DUE],
        "reports that are due, sorted": [f"{DUE}?o={o}" for o in ("project", "-place", "report")],
        "queues": groups["staff queues"],
    }


def _asked() -> dict[str, list[str]]:
    """The addresses of each group, as the code of this checkout knows them."""
    command = [sys.executable, "-m", "tests.benchmarks.asked"]
    told = subprocess.run(command, cwd=OWN, capture_output=True, check=True, text=True).stdout
    return json.loads(told)


def _again(addresses: list[str], one: int, headers) -> dict[str, float]:
    """Seconds of each address, as it is asked again and again."""
    each = {}
    for address in addresses:
        path = "/" + address.format(one=one)
        if site.ask("GET", path, headers).status != 200:
            continue  # another checkout may not know it, or a list be too short
        for _time in range(WARM):
            site.get(path, headers)
        each[address] = statistics.median(
            timed(lambda path=path: site.get(path, headers)) for _time in range(TIMES)
        )
    return each


def _first(addresses: list[str], one: int, publish) -> dict[str, float]:
    """Seconds of each address, right after an edition of its own."""
    each = {}
    for address in addresses:
        path = "/" + address.format(one=one)
        publish()
        each[address] = timed(lambda path=path: site.get(path, UNKEPT))
    return each


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


def _kept(commit: str) -> dict[int, dict[str, tuple]]:
    """What was measured of a commit, by size."""
    kept: Path = KEPT_FIGURES / f"pages-{commit}.json"
    found = json.loads(kept.read_text()) if kept.exists() else {}
    return {int(size): figures for size, figures in sorted(found.items(), key=lambda o: int(o[0]))}


def _keep(commit: str, size: int, figures: dict[str, tuple]) -> None:
    KEPT_FIGURES.mkdir(parents=True, exist_ok=True)
    found = _kept(commit) | {size: figures}
    (KEPT_FIGURES / f"pages-{commit}.json").write_text(json.dumps(found))


def write(found: dict, before: dict, commit: str) -> None:
    """The table in docs/performance.md, in milliseconds."""
    sizes = list(found)
    largest = found[sizes[-1]]
    heads = [f"{size:,}" for size in sizes]
    both = max(set(found) & set(before), default=0)
    lines = [
        f"| p50 in ms, {commit} | {' | '.join(heads)} | growth | to the floor | to the commit"
        f" before{f', {both:,}' if both else ''} | worst address, ms | aim |",
        "|---" * (len(sizes) + 6) + "|",
    ]
    for name, (seconds, worst, address) in largest.items():
        if name == KEPT:
            rates = (f"{1 / found[size][name][0]:,.0f}" for size in sizes)
            lines.append(f"| {name} | {' | '.join(rates)} | | | | | |")
            continue
        row = [found[size].get(name, (0,))[0] for size in sizes]
        beside = ""
        if both and before[both].get(name, (0,))[0] and name in found[both]:
            ratios = (each[both][name][0] / each[both][BARE][0] for each in (found, before))
            beside = f"{next(ratios) / next(ratios):.2f}"
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
    return str(STAFF_AIM if name.startswith("staff: ") else SMALL_AIM if name == "project" else AIM)
