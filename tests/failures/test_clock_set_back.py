"""The clock of the database is set back beneath it while it runs, and the site is served; and that
of the site, in a process that only answers: Python cannot sleep under Debian's libfaketime.

What staff see is told in docs/operations.md, “What to do when”.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from config.settings import BASE_DIR
from config.tools import production
from programs.models import Project
from records.integrity.verify import verify
from records.models import Edition, State, StoredFile, Upload, User
from records.review import workflow
from tests.builders import make_project
from tests.conftest import member
from tests.failures.conftest import folder_of, session_of, work_of_a_clerk
from tests.served import Served

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not LIBRARIES, reason="needs Debian's libfaketime"),
]

# A process of the site: what it answers a reader, and a reviewer who publishes.
SITE = """
import json, sys, django
django.setup()
from datetime import UTC, datetime
from django.test import Client
from config.tools import production

visitor, reviewer = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
reviewer.cookies["sessionid"] = sys.argv[2]
statuses = [visitor.get("/counties/").status_code, reviewer.get("/admin/").status_code]
statuses.append(reviewer.post(sys.argv[1], {"reason": "checked"}).status_code)
seen = [what for what, _to_do in production.check_clock()]
print(json.dumps({"now": datetime.now(UTC).isoformat(), "statuses": statuses, "seen": seen}))
"""


class Clock:
    """A clock that is right until it is set."""

    def __init__(self, place: Path):
        self.place = place
        self.set(timedelta())
        self.environment = {
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(place),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def set(self, change: timedelta) -> None:
        new = self.place.with_suffix(".new")
        new.write_text(f"{change.total_seconds():+.0f}")
        new.chmod(0o644)  # the database's account reads it
        new.replace(self.place)


@pytest.fixture(scope="module")
def clock():
    folder_of("clock").mkdir(parents=True, exist_ok=True)
    return Clock(folder_of("clock").with_suffix(".time"))


@pytest.fixture(scope="module")
def ledger(clock, lend):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in clock.environment.items():
            patch.setitem(os.environ, name, value)
        lent = lend("clock", durable=False)
        ledger = lent.__enter__()
    yield ledger
    lent.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def right_again(clock):
    yield
    clock.set(timedelta())


@pytest.fixture
def site(ledger):
    site = Served(DATABASE_URL=ledger.url)
    try:
        site.until_up()
        yield site
    finally:
        site.end()


def submitted(code: str) -> Project:
    project = make_project(code)
    workflow.submit([project], User.objects.get_or_create(username="entering")[0])
    return project


def test_editions_stay_in_order_and_staff_go_on(ledger, clock, site):
    with ledger.here():
        projects = [submitted(f"clock-{number}") for number in range(3)]
        reviewer, work = session_of(member("reviewer")), work_of_a_clerk()

    def publish(project: Project):
        step = reverse("admin:programs_project_step", args=[project.pk, "publish"])
        return site.send(step, {"reason": "checked"}, reviewer)

    first = publish(projects[0])
    clock.set(timedelta(hours=-1))
    refused, saved = publish(projects[1]), site.send(work.form, work.fields, work.session)
    public = site.ask("/projects/clock-0/")
    clock.set(timedelta(minutes=-1))
    slightly_back = publish(projects[1])
    clock.set(timedelta())
    right = publish(projects[2])

    assert (first.status, slightly_back.status, right.status) == (302, 302, 302)
    assert (refused.status, saved.status, public.status) == (200, 302, 200)
    assert "The clock of the database was set back: it says" in refused.text
    assert "Nothing was published." in refused.text
    with ledger.here():
        assert Project.objects.filter(code__startswith="clock-", state=State.PUBLISHED).count() == 3
        moments = Edition.objects.order_by("number").values_list("published_at", flat=True)
        assert all(before <= after for before, after in pairwise(moments))
        assert len(list(verify())) == len(moments)


def test_site_that_is_an_hour_late_publishes_at_the_moment_of_the_database(ledger):
    with ledger.here():
        project, reviewer = submitted("late-site"), session_of(member("reviewer", "late"))
    step = reverse("admin:programs_project_step", args=[project.pk, "publish"])
    late = {"LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME": "-1h", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    site = {"DATABASE_URL": ledger.url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    begun = datetime.now(UTC)

    done = subprocess.run(
        [sys.executable, "-c", SITE, step, reviewer],
        cwd=BASE_DIR,
        env={**os.environ, **site, **late},
        stdout=subprocess.PIPE,
        check=True,
    )

    found = json.loads(done.stdout.splitlines()[-1])
    assert datetime.fromisoformat(found["now"]) < begun - timedelta(minutes=50)
    assert found["statuses"] == [200, 200, 302]
    assert "The clocks differ" in found["seen"][0]
    with ledger.here():
        assert Edition.objects.newest().published_at >= begun - timedelta(seconds=1)
        assert len(list(verify())) == Edition.objects.latest_number()


def test_production_check_says_that_the_clocks_differ(ledger, clock):
    with ledger.here():
        workflow.publish([submitted("checked")], member("reviewer", "second"), "checked")
        assert list(production.check_clock()) == []

        clock.set(timedelta(hours=-1))
        found = " ".join(seen for seen, _to_do in production.check_clock())

    assert "The clocks differ" in found and "is dated ahead of the database's clock" in found


def test_signs_of_life_from_before_say_nothing(ledger, clock):
    """What died before the clock was set back does not hold a place until the clock is there
    again; what works on is alive with its next sign."""
    with ledger.here():
        stored = StoredFile.objects.keep(b"code\n")
        given = {"kind": "projects", "name": "projects.csv", "file": stored, "reason": "A test"}
        upload = Upload.objects.create(**given, sent_by=User.objects.first())
        assert Upload.objects.begin(upload.pk, Upload.State.CHECKING)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        upload.refresh_from_db()
        assert Upload.objects.at_work().count() == 1 and not upload.has_died
        assert list(production.check_worker()) == []

        clock.set(timedelta(hours=-1))
        assert Upload.objects.at_work().count() == 0 and upload.has_died
        assert list(production.check_worker()) != []
        assert Upload.objects.begin(upload.pk, Upload.State.CHECKING)
        assert Upload.objects.at_work().count() == 1
