"""Readers' reports are due in 20 days: public as overdue, and given to those who answer."""

import datetime

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from counties.models import County
from records.history.acting import acting
from records.models import Feedback
from tests.builders import make_project, publish
from tests.conftest import member
from tests.records.test_feedback import SECRETS, make_report
from tests.staff_forms import sent_by_browser

pytestmark = pytest.mark.django_db


def received(days_ago: int, **changes) -> Feedback:
    report = make_report(**changes)
    moment = timezone.now() - datetime.timedelta(days=days_ago)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_feedback SET received_at = %s WHERE id = %s", [moment, report.pk]
        )
    report.refresh_from_db()
    return report


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (19, False), (21, True)])
@pytest.mark.parametrize(("prefix", "word"), [("/", "overdue"), ("/zh-hans/", "逾期")])
def test_late_answer_is_public_as_late(client, report_2011, days, is_late, prefix, word):
    report = received(days)

    listed = client.get(f"{prefix}feedback/").text
    page = client.get(f"{prefix}feedback/{report.receipt}/").text

    mark = f'<strong class="overdue">{word}'
    assert (mark in listed, mark in page) == (is_late, is_late)
    assert not any(secret in listed + page for secret in SECRETS)


def test_filter_shows_the_overdue_only(client, report_2011):
    late, new = received(30), received(1)

    rows = client.get("/feedback/?overdue=yes").context["table"].data

    assert [row.receipt for row in rows] == [late.receipt] and new.receipt != late.receipt
    assert client.get("/feedback/?overdue=\0").status_code in (200, 404)


def test_clerk_of_the_county_drafts_and_a_reviewer_releases(client, county_clerk, reviewer):
    county = County.objects.get(code="141030")
    with acting(county_clerk, "new"):
        project = make_project("at-home", scope="county", county=county)
    publish(project)
    report = make_report(page="/projects/at-home/", kind="project", code="at-home")
    page = reverse("admin:records_feedback_change", args=[report.pk])
    client.force_login(county_clerk)
    listed = client.get("/admin/records/feedback/?to_answer=me").context["cl"].result_list

    typed = {"state": "answered", "answer_zh": "已核对", "why": "查了账"}
    client.post(page, {**sent_by_browser(client.get(page)), **typed})
    refused = client.post(f"/admin/records/feedback/{report.pk}/release/", {"reason": "mine"})
    client.force_login(reviewer)
    client.post(f"/admin/records/feedback/{report.pk}/release/", {"reason": "核对过"})

    report.refresh_from_db()
    assert list(listed) == [report]
    assert refused.status_code == 403
    assert (report.state, report.answered_by, report.handler) == (
        "answered",
        county_clerk,
        county_clerk,
    )


def test_clerk_gives_no_report_away(client, clerk, report_2011):
    report, colleague = make_report(), member("clerk", "colleague")
    client.force_login(clerk)

    page = reverse("admin:records_feedback_change", args=[report.pk])
    typed = {**sent_by_browser(client.get(page)), "note": "seen", "handler": colleague.pk}
    client.post(page, typed)

    report.refresh_from_db()
    assert (report.handler, report.note) == (None, "seen")


def test_reviewer_gives_a_report_to_somebody_who_may_read_it(client, clerk, county_clerk, reviewer):
    report = make_report()
    page = reverse("admin:records_feedback_change", args=[report.pk])
    client.force_login(reviewer)
    typed = sent_by_browser(client.get(page))

    refused = client.post(page, {**typed, "handler": county_clerk.pk})
    client.post(page, {**typed, "handler": clerk.pk})

    report.refresh_from_db()
    assert "This person cannot read or answer the report." in refused.text
    assert report.handler == clerk
    assert not Feedback.objects.to_answer(county_clerk).exists()


def test_who_answers_is_not_public(client, report_2011, clerk):
    clerk.display_name = "Hidden Name"
    clerk.save()
    report = make_report(handler=clerk)

    pages = [client.get("/feedback/"), client.get(f"/feedback/{report.receipt}/")]

    assert not any("Hidden Name" in page.text for page in pages)
