"""The database is down for a while, and the site is served all the time.

What visitors and staff see is told in docs/operations.md, “What to do when”. Nobody restarts the
site: it goes on once the database answers.
"""

import json

import pytest

from config.database.server import pg_ctl_start
from records.models import ChangeEvent
from tests import replicas
from tests.failures.conftest import work_of_a_clerk
from tests.served import Served

pytestmark = pytest.mark.soak
KEPT, NOT_KEPT = "/counties/", "/cadres/"
API = "/data/api/v1/projects"


@pytest.fixture(scope="module")
def ledger(lend):
    with lend("down", durable=False) as ledger:
        yield ledger


@pytest.fixture
def work(ledger):
    with ledger.here():
        return work_of_a_clerk()


@pytest.fixture
def site(ledger):
    site = Served(DATABASE_URL=ledger.url, WEB_CONCURRENCY="1")  # each worker keeps its own pages
    try:
        site.until_up()
        site.until(lambda: site.ask(KEPT).status == 200)
        yield site
    finally:
        site.end()


def test_site_goes_on_by_itself_after_the_database_was_down(ledger, work, site):
    before, typed = site.ask(KEPT), {**work.fields, "title": "Typed while it was down"}
    assert site.ask(f"{work.form}", Cookie=f"sessionid={work.session}").status == 200
    lines = site.log.count("\n")

    replicas.stop(ledger.home)
    try:
        kept = [site.ask(KEPT) for _time in range(6)]
        logged_of_kept = site.log.count("\n") - lines
        other, program, health = site.ask(NOT_KEPT), site.ask(API), site.ask("/healthz")
        lines = site.log.count("\n")
        staff = site.send(work.form, typed, work.session)
        logged = site.log.splitlines()[lines:]
    finally:
        pg_ctl_start(ledger.home, durable=False)
    site.until(lambda: site.ask(NOT_KEPT).status == 200)

    assert {(page.status, page.text) for page in kept} == {(200, before.text)}
    assert logged_of_kept == 0
    assert (other.status, program.status, health.status) == (503, 503, 503)
    assert "The database does not answer." in other.text and "数据库暂无响应" in other.text
    assert json.loads(program.text)["message"].startswith("The database does not answer.")
    assert staff.status == 503 and "Nothing can be saved or sent until then." in staff.text
    assert "Typed while it was down" in staff.text and "Send it again" in staff.text
    assert len(logged) == 1 and "Service Unavailable" in logged[0]
    assert_that_it_is_saved_once(ledger, site, work, typed)


def assert_that_it_is_saved_once(ledger, site, work, typed):
    with ledger.here():
        assert work.now().title != typed["title"], "nothing was saved meanwhile"

    first = site.send(work.form, typed, work.session)
    again = site.send(work.form, typed, work.session)

    with ledger.here():
        assert work.now().title == typed["title"]
        events = ChangeEvent.objects.of(work.draft).filter(operation="update")
        assert [one.new["title"] for one in events if "title" in one.new] == [typed["title"]]
    assert first.status == 302
    assert again.status == 200 and "Someone else saved this meanwhile." in again.text
