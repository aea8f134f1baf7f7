"""Pages at a thousand, a hundred thousand and a million projects, served by gunicorn.

Each figure is the median of one client's requests. Pages that are asked again and again never come
out of the page cache; of filters, each is asked for once. The floor is the bare query of a page's
own rows in the same run.
"""

import os
import random
import statistics
import sys

import psycopg

from tests.benchmarks import site
from tests.benchmarks.ground import ADDRESS, ROOT, fill, fresh, measured, told
from tests.benchmarks.site import UNKEPT, first_times, median, timed

SIZES = (1_000, 100_000, 1_000_000)
SMALL = (1_000, 5_000)
# What is measured, its address, and how many milliseconds it may take.
PAGES = (
    ("list of projects", "/projects/", 20),
    ("list of projects, last page", "/projects/?page={last}", 20),
    ("list of projects by name", "/projects/?sort=title", 20),
    (
        "list of projects by Chinese name, last page",
        "/zh-hans/projects/?sort=-title&page={last}",
        20,
    ),
    ("list of funds", "/funds/", 20),
    ("list of funds, last page", "/funds/?page={last_fund}", 20),
    ("list of funds by amount", "/funds/?sort=-amount", 20),
    ("list of counties", "/counties/", 20),
    ("list of results", "/coverage/", 20),
    ("list of results, last page", "/coverage/?page={last_result}", 20),
    ("list of cadres", "/cadres/", 20),
    ("list of programmes", "/programs/", 20),
    ("search, a common word", "/search/?q=walnut", 40),
    ("search, Chinese", "/search/?q=%E9%A5%AE%E6%B0%B4", 40),
    ("search, one project", "/search/?q=walnut+{one}", 40),
    ("search, mistyped", "/search/?q=drinkng+watr", 40),
    ("one project", "/projects/example-{one:08d}/", 10),
    ("home", "/", 30),
    ("annual report", "/reports/2015/", 30),
    ("one programme", "/programs/relief-projects/", 30),
    ("one county", "/counties/E1500/", 30),
    ("stated beside computed", "/reconciliation/", 30),
)
STAFF = (
    ("staff: list of projects", "/admin/programs/project/", 60),
    ("staff: list of projects, last page", "/admin/programs/project/?p={last_of_staff}", 60),
    ("staff: search, a common word", "/admin/programs/project/?q=walnut", 60),
    ("staff: search by code", "/admin/programs/project/?q=example-{one:08d}", 60),
    ("staff: one year", "/admin/programs/project/?year=2015", 60),
    ("staff: what was published", "/admin/records/editionentry/", 60),
)
FACETS = {
    "year": [str(year) for year in range(2012, 2022)],
    "program": ["relief-projects", "industry", "communication", "education", "visits"],
    "category": ["infrastructure", "farming", "industry", "student_aid", "visits"],
    "province": [f"E{number}" for number in range(1, 29)],
    "county": [f"E{number}" for number in range(1001, 1833)],
    "scope": ["county", "designated", "national"],
    "status": ["none", "supported", "planned", "under_way", "completed", "cancelled"],
    "kind": ["relief_fund", "local_counterpart", "industry_support", "donation", "other"],
    "band": ["under-10k", "10k-100k", "100k-1m", "1m-10m", "none"],
}
COMBINATIONS = 60
FLOOR = (
    "SELECT id, code, title FROM programs_project WHERE state = 'published' ORDER BY code LIMIT 25"
)
BARE, KEPT = "floor: one bare query", "a page that is kept, requests a second"
PUBLISHED, COMBINED = "publishing one record", "any facets with their totals"
AIMS = {name: aim for name, _path, aim in (*PAGES, *STAFF)} | {COMBINED: 60, PUBLISHED: 300}
MARKS = ("<!-- measured -->", "<!-- end -->")


def measure():
    """Lines of (what, seconds, growth since the smallest, ratio to the floor); docs/performance.md
    gets the table of all sizes."""
    sizes = SMALL if os.environ.get("SMALL") else SIZES
    found = {size: dict(_of(size)) for size in sizes}
    smallest, largest = found[sizes[0]], found[sizes[-1]]
    for name, seconds in largest.items():
        line = f"{name}, {sizes[-1]:,} projects"
        yield line, seconds, seconds / smallest[name], seconds / largest[BARE]
    if not os.environ.get("SMALL"):
        write(found)


def _of(size: int):
    fresh()
    fill(size)
    places = {
        "last": size // 25,
        "last_fund": size * 3 // 25,
        "last_result": size // 4 // 25,
        "last_of_staff": size // 50,
        "one": size // 2,
    }
    with site.served():
        yield BARE, _floor()
        for name, path, _aim in PAGES:
            yield name, median(path.format(**places), UNKEPT)
        yield COMBINED, first_times(list(_combinations()), UNKEPT)
        staff = site.signed_in("reviewer")
        for name, path, _aim in STAFF:
            yield name, median(path.format(**places), staff)
        yield KEPT, 1 / site.kept_a_second("/projects/")
    published = measured(sys.executable, "-m", "tests.benchmarks.publish")
    yield PUBLISHED, statistics.median(told(published))


def _combinations():
    """Filters of one to five facets, none of them twice."""
    luck = random.Random(2011)  # noqa: S311  # the same in every run
    for number in range(COMBINATIONS):
        names = luck.sample(list(FACETS), luck.randint(1, 5))
        asked = "&".join(f"{name}={luck.choice(FACETS[name])}" for name in names)
        yield f"{('/projects/', '/funds/')[number % 2]}?{asked}"


def _floor() -> float:
    with psycopg.connect(ADDRESS) as connection:
        ask = connection.cursor().execute
        return statistics.median(timed(lambda: ask(FLOOR).fetchall()) for _time in range(15))


def write(found: dict[int, dict[str, float]]) -> None:
    """The table in docs/performance.md, in milliseconds."""
    sizes = list(found)
    heads = [f"{size:,}" for size in sizes]
    lines = [
        f"| p50 in ms | {' | '.join(heads)} | growth | to the floor | aim |",
        "|---" * (len(sizes) + 4) + "|",
    ]
    for name in found[sizes[0]]:
        row = [found[size][name] for size in sizes]
        lines.append(f"| {name} | {' | '.join(_told(name, row, found[sizes[-1]][BARE]))} |")
    page = ROOT / "docs" / "performance.md"
    before, after = page.read_text().split(MARKS[0])[0], page.read_text().split(MARKS[1])[1]
    page.write_text("\n".join([before + MARKS[0], "", *lines, "", MARKS[1] + after]))


def _told(name: str, row: list[float], floor: float):
    if name == KEPT:
        return [*(f"{1 / seconds:,.0f}" for seconds in row), "", "", "1,500"]
    ratios = (f"{row[-1] / row[0]:.1f}", f"{row[-1] / floor:.0f}")
    return [*(f"{seconds * 1000:.1f}" for seconds in row), *ratios, str(AIMS.get(name, ""))]
