"""The site beside a real replica that stops, falls silent, lags and is promoted.

One pair of servers for all: a copy of the tests' own server, and a replica that follows it. The
site runs as it is served, with two workers. Two readers ask all the while, one with cookies and one
without; neither ever goes back to an older edition.
"""

import json
import os
import re
import time
from contextlib import contextmanager
from itertools import pairwise
from threading import Event, Thread

import psycopg
import pytest
from django.db import connection

from config.database.home import SUPERUSER, find_home
from config.database.server import pg_ctl_start
from config.settings import BASE_DIR, DATABASES
from records.models import Edition
from tests import replicas
from tests.builders import make_project, publish
from tests.served import PATIENCE, Served

MAX_LAG, COOL_OFF = 2, 1  # seconds
LONGEST = 6  # seconds that any reader ever waits

pytestmark = [
    pytest.mark.soak,
    pytest.mark.django_db,
    pytest.mark.skipif(
        "FOLDER" not in DATABASES["default"], reason="needs the programs of the embedded server"
    ),
]


class Site(Served):
    """gunicorn beside both servers."""

    def __init__(self, primary, replica, database: str):
        self.primary, self.replica, self.database = primary, replica, database
        super().__init__(
            DATABASE_URL=primary.url(database),
            REPLICA_URL=replica.url(database),
            REPLICA_MAX_LAG=str(MAX_LAG),
            REPLICA_COOL_OFF=str(COOL_OFF),
            LOG_LEVEL="CRITICAL",
        )

    def state(self) -> dict:
        return json.loads(self.ask("/readyz").text)

    def until_it_says(self, is_reached) -> dict:
        """What `/readyz` says once it says that; asked often, so that both workers answer."""
        deadline, agreed = time.monotonic() + PATIENCE, 0
        while agreed < 6:
            try:
                state = self.state()
            except ConnectionError:
                state = None
            agreed = agreed + 1 if state and is_reached(state) else 0
            assert time.monotonic() < deadline, state
            time.sleep(0.05 if agreed else 0.2)
        return state

    def until_reading(self, source: str) -> dict:
        return self.until_it_says(lambda state: state["public_pages_from"] == source)

    def until_shown(self, edition: int) -> None:
        """A worker may be a second behind, until it or a reader has seen the edition."""
        deadline = time.monotonic() + PATIENCE
        while edition_on(self.ask("/counties/")) != edition:
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def publish(self) -> int:
        """A new edition on the primary; its number."""
        with replicas.on_server(self.primary, self.database):
            number = Edition.objects.latest_number() + 1
            return publish(make_project(f"of-edition-{number}")).number

    def order(self, home, statement: str) -> None:
        address = home.url(self.database, SUPERUSER)
        with psycopg.connect(address, autocommit=True) as administrator:
            administrator.execute(statement)


class Reader(Thread):
    """Asks for one page again and again."""

    def __init__(self, site: Site, *, has_cookies: bool):
        super().__init__(daemon=True)
        self.site, self.has_cookies, self.ends = site, has_cookies, Event()
        self.cookie, self.editions, self.statuses, self.longest = "", [], set(), 0.0

    def run(self):
        while not self.ends.wait(0.05):
            headers = {"Cookie": self.cookie} if self.cookie else {}
            response = self.site.ask("/counties/", **headers)
            self.statuses.add(response.status)
            self.longest = max(self.longest, response.seconds)
            if response.status == 200:
                self.editions.append(edition_on(response))
            if self.has_cookies and (given := response.headers["Set-Cookie"]):
                self.cookie = given.partition(";")[0]

    def end(self) -> None:
        self.ends.set()
        self.join()
        assert all(before <= after for before, after in pairwise(self.editions)), self.editions
        assert self.editions


@contextmanager
def readers(site: Site, longest: float = LONGEST):
    """Both readers, until the block ends; each gets every page, in time, and none goes back."""
    both = [Reader(site, has_cookies=answer) for answer in (True, False)]
    for reader in both:
        reader.start()
    yield
    for reader in both:
        reader.end()
    assert {status for reader in both for status in reader.statuses} == {200}
    assert max(reader.longest for reader in both) < longest


def edition_on(response) -> int:
    return int(re.search(r"Edition (\d+) of", response.text.split("<footer")[1])[1])


@pytest.fixture(scope="module")
def pair(django_db_setup, django_db_blocker):
    """The site, and both servers; the tests' own is left as it was."""
    own = os.environ.get("PYTEST_XDIST_WORKER", "alone")  # another worker may have a pair too
    with django_db_blocker.unblock():
        database = connection.settings_dict["NAME"]
        folder = BASE_DIR / "var"
        tests = find_home(DATABASES["default"]["FOLDER"])
        homes = []
        try:
            homes.append(
                replicas.copy_server(
                    tests, folder / f"postgres-pair-1-{own}", follows=False, durable=False
                )
            )
            homes.append(
                replicas.copy_server(
                    homes[0], folder / f"postgres-pair-2-{own}", follows=True, durable=False
                )
            )
            site = Site(*homes, database)
            try:
                site.until_reading("replica")
                yield site
            finally:
                site.end()
        finally:
            for home in homes:
                replicas.stop(home)


def test_pages_come_from_the_replica(pair):
    state = pair.state()

    assert state["can_write"] and state["primary"]["answers"] and state["replica"]["answers"]
    assert state["replica"]["edition"] == state["primary"]["edition"] >= 1
    assert state["replica"]["lag_seconds"] <= MAX_LAG
    assert pair.ask("/healthz").text == "ok\n"


def test_replica_that_lags_is_left_until_it_has_caught_up(pair):
    with readers(pair):
        pair.order(pair.replica, "SELECT pg_wal_replay_pause()")
        newest = pair.publish()
        seen = pair.ask("/counties/", Cookie=f"edition={newest}")
        by_tag = pair.ask("/counties/", **{"If-None-Match": seen.headers["ETag"]})
        behind = pair.until_reading("primary")
        everyone = pair.ask("/counties/")
        pair.order(pair.replica, "SELECT pg_wal_replay_resume()")
        pair.until_reading("replica")
        caught_up = pair.ask("/counties/")

    assert edition_on(seen) == edition_on(everyone) == edition_on(caught_up) == newest
    assert by_tag.status == 304
    assert behind["replica"]["not_read_because"] == "is behind"
    assert behind["replica"]["lag_seconds"] >= MAX_LAG  # rounded
    assert behind["replica"]["lag_bytes"] > 0


def test_silent_replica_does_not_stop_the_site(pair):
    with readers(pair):
        pids = replicas.suspend(pair.replica)
        try:
            silent = pair.until_reading("primary")
            newest = pair.publish()
            pair.until_shown(newest)
            during = [pair.ask("/counties/") for _time in range(5)]
        finally:
            replicas.resume(pids)
        pair.until_reading("replica")

    assert not silent["replica"]["answers"] and silent["can_write"]
    assert {edition_on(response) for response in during} == {newest}
    assert max(response.seconds for response in during) < 1


def test_replica_that_stops_comes_back(pair):
    with readers(pair):
        replicas.stop(pair.replica)
        stopped = pair.until_reading("primary")
        pg_ctl_start(pair.replica, durable=False)
        pair.until_reading("replica")

    assert not stopped["replica"]["answers"]
    assert stopped["replica"]["not_read_because"].startswith("does not answer")


def test_primary_that_stops_leaves_public_pages(pair):
    newest = pair.state()["primary"]["edition"]
    with readers(pair):
        replicas.stop(pair.primary)
        try:
            state = pair.until_reading("replica")
            state = pair.until_it_says(lambda state: not state["can_write"])
            page, page_zh = pair.ask("/projects/"), pair.ask("/zh-hans/projects/")
            signed_in = pair.ask("/projects/", Cookie="sessionid=abc")
            ahead = pair.ask("/projects/", Cookie=f"edition={newest + 1}")
            named = pair.ask(f"/projects/?edition={newest}", Cookie=f"edition={newest + 1}")
            staff, health = pair.ask("/admin/login/"), pair.ask("/healthz")
        finally:
            pg_ctl_start(pair.primary, durable=False)
        pair.until_reading("replica")
        pair.until_it_says(lambda state: state["can_write"])
        after = pair.ask("/projects/")

    assert not state["primary"]["answers"] and state["replica"]["edition"] == newest
    assert "which may not be the newest" in page.text and "可能不是最新一版" in page_zh.text
    assert (signed_in.status, named.status, health.status) == (200, 200, 200)
    assert ahead.status == 503 and f"You have read edition {newest + 1}." in ahead.text
    assert staff.status == 503 and "Nothing can be saved or sent until then." in staff.text
    assert "may not be the newest" not in after.text


def test_silent_primary_leaves_public_pages(pair):
    with readers(pair):
        pids = replicas.suspend(pair.primary)
        try:
            pair.until_it_says(lambda state: not state["can_write"])
            page, staff = pair.ask("/projects/"), pair.ask("/admin/login/")
        finally:
            replicas.resume(pids)
        pair.until_reading("replica")
        pair.until_it_says(lambda state: state["can_write"])

    assert "which may not be the newest" in page.text
    assert staff.status == 503
    assert max(page.seconds, staff.seconds) < LONGEST


def test_replica_that_was_promoted_is_not_read(pair):
    """The last test: a server that has been written never becomes a replica again by itself."""
    with readers(pair):
        replicas.promote(pair.replica)
        promoted = pair.until_it_says(
            lambda state: state["replica"]["not_read_because"].startswith("is no")
        )
        pair.until_shown(pair.publish())
    replicas.stop(pair.primary)
    none = pair.until_reading("")

    assert promoted["replica"]["answers"]
    assert promoted["public_pages_from"] == "primary"
    never_asked = "/projects/?year=2011&sort=-year"  # kept pages are served all the same
    assert pair.ask(never_asked).status == pair.ask("/readyz").status == 503
    assert none["can_write"] is False
