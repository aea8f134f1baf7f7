"""Eight people at once over HTTP: `python3 run.py bench crowd`.

Four clerks begin, edit and submit projects, two reviewers publish, return and withdraw, an
administrator closes and reopens years, a reader reads pages, editions and downloads: MINUTES long,
with the SEED of a run. In the end everything that the site acknowledged is in the database, nothing
that it refused is, no answer was an error of the server, no transaction was the victim of a
deadlock, and everything verifies.
"""

import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import django

from tests.benchmarks import ground, site

os.environ |= {**ground.ENVIRONMENT, "DJANGO_SETTINGS_MODULE": "config.settings"}
django.setup()

from counties.models import Assignment  # noqa: E402  # needs the settings
from records.integrity.verify import verify  # noqa: E402
from records.models import User  # noqa: E402
from records.review.role_requests import give  # noqa: E402
from tests.benchmarks.acknowledged import Book, verify_book  # noqa: E402
from tests.benchmarks.browser import Browser  # noqa: E402
from tests.benchmarks.people import ROLES, Person  # noqa: E402

MINUTES = float(os.environ.get("MINUTES", "5"))
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
CROWD = {
    "clerk": "clerk",
    "clerk-2": "clerk",
    "clerk-3": "clerk",
    "clerk-4": "clerk",
    "reviewer": "reviewer",
    "reviewer-2": "reviewer",
    "administrator": "administrator",
    "reader": "reader",
}


def measure() -> Iterator[tuple[str, float, float, float]]:
    """Lines of (what was asked, the median and the 95th percentile in seconds, how often)."""
    ground.fresh()
    _make_accounts()
    ground.ENVIRONMENT |= {"LOG_LEVEL": "ERROR", "AUDITORS_EMAIL": ""}
    book, log_begins = Book(), ground.HOME.log.stat().st_size
    with site.served():
        _live(book)
    yield f"SEED={SEED}, {len(CROWD)} people, minutes:", MINUTES, 0, len(book.seconds)
    yield from _times(book)
    yield from (
        (f"acknowledged: {what}", 0, 0, n) for what, n in _counts(a.name for a in book.acts)
    )
    yield from (
        (f"told: {what}", 0, 0, n) for what, n in _counts(what for _, what in book.refusals)
    )
    verify_book(book)
    log = ground.HOME.log.read_bytes()[log_begins:].decode(errors="replace")
    assert "deadlock detected" not in log, "a deadlock stands in the log of the server"
    yield "everything acknowledged is there; versions", 0, 0, len({a.version for a in book.acts})
    yield "no deadlock; everything verifies; editions", 0, 0, len(list(verify(with_derived=True)))


def _make_accounts() -> None:
    """Those that the demonstration lacks."""
    administrators = User.objects.filter(username__startswith="administrator").order_by("username")
    for name, role in CROWD.items():
        if role == "reader" or User.objects.filter(username=name).exists():
            continue
        password = f"{name}-demo-2011"
        user = User.objects.create_user(name, password=password, is_staff=True, display_name=name)
        give(user, [role], *administrators, "for a measurement")
        if role == "clerk":
            Assignment.objects.create(user=user)


def _live(book: Book) -> None:
    """Let everybody act side by side; whoever meets a fault lets all of it fail in the end."""
    until = time.monotonic() + 60 * MINUTES
    with ThreadPoolExecutor(len(CROWD)) as pool:
        lives = [
            pool.submit(_person(name, role, book).live, ROLES[role], until)
            for name, role in CROWD.items()
        ]
    for life in lives:
        life.result()


def _person(name: str, role: str, book: Book) -> Person:
    headers = site.UNKEPT if role == "reader" else site.signed_in(name)
    browser = Browser(headers, book.on_answer)
    return Person(name, browser, book, random.Random(f"{SEED} {name}"))  # noqa: S311  # no secret


def _times(book: Book) -> Iterator[tuple[str, float, float, float]]:
    for what, group in groupby(sorted(book.seconds), key=lambda one: one[0]):
        seconds = [second for _what, second in group]
        parts = statistics.quantiles([*seconds, seconds[-1]], n=20)
        yield what, statistics.median(seconds), parts[-1], len(seconds)


def _counts(names: Iterator[str]) -> list[tuple[str, int]]:
    return Counter(names).most_common()
