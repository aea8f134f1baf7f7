"""The largest ledger that this machine holds, measured once: `python3 run.py bench largest`.

PROJECTS says how many are made, `STANDING=1` takes those that are there already. A page is asked by
one client, none out of the page cache: for the first time since the site was started, and then the
median. At the end BATCH more projects are published on top, and everything is verified.
"""

import os
from collections.abc import Iterator

import psycopg

from tests.benchmarks import publication, site
from tests.benchmarks.ground import ADDRESS, fill, fresh, manage, run_sql

PROJECTS = int(os.environ.get("PROJECTS", "3000000"))
PAGES = (
    "/",
    "/projects/",
    "/projects/?page=100",
    "/projects/?year=2016&sort=-year",
    "/projects/?edition=6",
    "/projects/?q=walnut+00000042",
    "/projects/?q=drinking+water",
    "/funds/?sort=-amount",
    "/progress/",
    "/progress/?year_from=2018",
    "/search/?q=drinking+water",
    "/counties/E1500/",
    "/reports/2016/",
    "/reconciliation/",
)


def measure() -> Iterator[tuple[str, float, float, float]]:
    """Lines of (what, seconds, seconds of the first request, megabytes)."""
    if os.environ.get("STANDING"):
        manage("migrate", "--verbosity=0")
    else:
        fresh()
        yield f"making {PROJECTS:,} projects", fill(PROJECTS).seconds, 0, 0
    yield "on the disk", 0, 0, _megabytes()
    with site.served():
        for page in PAGES:
            first = site.timed(lambda page=page: site.get(page, site.UNKEPT))
            yield page, site.median(page, site.UNKEPT), first, 0
    publication.batches.submit_batch()
    run_sql("ANALYZE")
    size = publication.batches.SIZE
    yield f"publishing {size:,} more projects", publication.publish_batch(), 0, 0
    run = manage("verify_editions", "--verbosity=0")
    yield "verifying all editions", run.seconds, 0, run.megabytes


def _megabytes() -> float:
    with psycopg.connect(ADDRESS) as connection:
        (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return size / 1024**2
