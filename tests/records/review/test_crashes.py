"""Real connections and real kills: two at once, and death in the middle of a publication."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from config.database.home import APPLICATION
from programs.models import Project
from records.history.acting import acting
from records.integrity.verify import verify
from records.models import Edition, State
from records.review import workflow
from tests.at_once import at_once, signed_in
from tests.builders import make_project
from tests.conftest import member
from tests.records.staff.test_admin import typed

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

PUBLISH = """
import django; django.setup()
from programs.models import Project
from records.models import State, User
from records.review import workflow
versions = list(Project.objects.filter(state=State.SUBMITTED))
print("ready", flush=True)
workflow.publish(versions, User.objects.get(username="reviewer"), "all at once")
"""


@pytest.fixture
def many(clerk, reviewer, report_2011):
    """500 submitted projects."""
    with transaction.atomic():
        projects = [make_project(f"well-{number}", title=f"Well {number}") for number in range(500)]
    workflow.submit(projects, clerk)
    return projects


def database_url() -> str:
    given = connection.get_connection_params()
    return f"postgresql:///{given['dbname']}?host={given['host']}&port={given['port']}&user={APPLICATION}"


@pytest.mark.parametrize("after", [0.3, 1.0, 2.0])
def test_killed_publication_leaves_all_or_none(many, after):
    code = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "PYTHONPATH": str(settings.BASE_DIR),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    running = subprocess.Popen([sys.executable, "-c", PUBLISH], env=code, stdout=subprocess.PIPE)
    running.stdout.readline()
    time.sleep(after)

    running.send_signal(signal.SIGKILL)
    assert running.wait() in (-signal.SIGKILL, 0), "it was killed, or done before"
    running.stdout.close()
    wait_until_its_session_ends()

    published = Project.objects.filter(code__startswith="well-", state=State.PUBLISHED).count()
    editions = [edition.number for edition in verify()]
    assert (published, editions) in [(0, [1]), (500, [1, 2])]


def wait_until_its_session_ends():
    """The server notices a dead client when it next writes to it."""
    for _try in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                " AND state <> 'idle'"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.1)


def test_publication_goes_on_after_a_kill(many, reviewer):
    test_killed_publication_leaves_all_or_none(many, 0.3)
    left = list(Project.objects.filter(state=State.SUBMITTED))

    if left:
        workflow.publish(left, reviewer, "again")

    assert Project.objects.published().filter(code__startswith="well-").count() == 500
    assert [edition.number for edition in verify()] == [1, 2]


def test_two_who_save_the_same_draft_at_once_lose_nothing(clerk, report_2011):
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digits")
    form = reverse("admin:programs_project_change", args=[draft.pk])
    first, second = signed_in(clerk), signed_in(clerk)
    sent = typed(first, draft)

    answers = at_once(
        lambda: first.post(form, {**sent, "title": "First name"}),
        lambda: second.post(form, {**sent, "title": "Second name"}),
    )

    saved = Project.objects.get(pk=draft.pk).title
    (winner,) = [answer for answer in answers if answer.status_code == 200]
    other = "Second name" if saved == "First name" else "First name"
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert "Someone else saved this meanwhile." in winner.text
    assert f"“{saved}”" in winner.text and f'value="{other}"' in winner.text


def test_two_reviewers_who_press_publish_at_once_make_one_edition(clerk, reviewer, report_2011):
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digits")
    workflow.submit([draft], clerk)
    other = member("reviewer", name="second-reviewer")
    step = reverse("admin:programs_project_step", args=[draft.pk, "publish"])
    browsers = [signed_in(reviewer), signed_in(other)]

    answers = at_once(*(lambda b=b: b.post(step, {"reason": "checked"}) for b in browsers))

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    (winner,) = [answer for answer in answers if answer.status_code == 200]
    assert "is published; this step is not possible" in winner.text
    assert Edition.objects.count() == 2


def test_submitting_while_another_edits_keeps_one_truth(clerk, report_2011):
    """The edit is either in what was submitted, or told that it came too late."""
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digits")
    form = reverse("admin:programs_project_change", args=[draft.pk])
    step = reverse("admin:programs_project_step", args=[draft.pk, "submit"])
    first, second = signed_in(clerk), signed_in(clerk)
    sent = typed(first, draft)

    edited, submitted = None, None

    def edit():
        nonlocal edited
        edited = first.post(form, {**sent, "title": "Late name"})

    def submit():
        nonlocal submitted
        submitted = second.post(step, {"reason": "done"})

    at_once(edit, submit)

    draft.refresh_from_db()
    assert submitted.status_code == 302 and draft.state == State.SUBMITTED
    assert (draft.title == "Late name") == (edited.status_code == 302)
    assert edited.status_code == 302 or "Late name" in edited.text


def test_acting_is_forgotten_between_transactions(clerk, report_2011):
    with acting(clerk, "mine"):
        pass

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('ledger.user_id', true)")

        assert cursor.fetchone()[0] in (None, "")
