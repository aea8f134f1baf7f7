"""What was received and spent is the sum of payments where there are any, else what the allocation
states, on every page that shows money by stage; and each says which."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.models import Allocation, Standing
from tests.builders import make_allocation, make_payment, make_project, publish
from tests.portal.test_stories import told
from tests.reading import pdf_file, pdf_text, run_together

pytestmark = pytest.mark.django_db
PAGES = (
    "/projects/paid/",
    "/projects/?year=2012",
    "/progress/?year=2012",
    "/reports/2012/relief-projects/",
    "/projects/paid/notice/",
)


@pytest.fixture
def paid(report_2011) -> Allocation:
    """An allocation that states other amounts than its payments come to."""
    project = make_project("paid", year=2012)
    allocation = make_allocation(project, allocated=9_000, received=8_000, spent=7_000)
    make_payment(allocation, stage="received", amount=Decimal(6_100))
    make_payment(allocation, line=2, stage="spent", amount=Decimal(2_200))
    make_payment(allocation, line=3, stage="spent", amount=Decimal(3_300), qualifier="about")
    publish(project)
    return Allocation.objects.get(project__code="paid", project__state="published")


def test_stages_are_those_of_the_desk(paid):
    standing = Standing.objects.as_of(None).get(project=paid.project_id)

    for stage in ("received", "spent"):
        assert paid.at_stage(stage).amount == getattr(standing, stage)
        assert paid.at_stage(stage).is_paid
    assert paid.at_stage("spent").qualifier == "about"
    assert paid.at_stage("received").differing == 8_000
    assert not paid.at_stage("allocated").is_paid


@pytest.mark.parametrize("page", PAGES)
def test_page_shows_what_was_paid_and_says_so(client, paid, page):
    words = told(client.get(page))

    assert "5,500" in words
    assert "sum of payments" in words
    assert "7,000" not in words.replace("the allocation says 7,000", "")


def test_notice_as_a_file_shows_what_was_paid(client, paid):
    words = run_together(pdf_text(pdf_file(client.get("/projects/paid/notice.pdf"))))

    assert run_together("5,500 (sum of payments)") in words
    assert "7,000" not in words


def test_stage_is_shown_where_nothing_was_paid(client, report_2011):
    project = make_project("paid", year=2012)
    make_allocation(project, allocated=9_000, spent=7_000)
    publish(project)

    for page in PAGES:
        assert "7,000" in told(client.get(page)), page


def test_overspend_by_payments_is_named(paid):
    paid.allocated = Decimal(5_000)

    assert paid.overspends == [
        "More was received than allocated.",
        "More was spent than allocated.",
    ]


def test_list_asks_as_often_for_many_payments_as_for_one(client, paid):
    client.get("/projects/?year=2012")
    with CaptureQueriesContext(connection) as few:
        client.get("/projects/?year=2012")
    for number in range(3):
        project = make_project(f"more-{number}", year=2012)
        make_payment(make_allocation(project), stage="spent", amount=Decimal(5))
        publish(project)
    client.get("/projects/?year=2012")
    with CaptureQueriesContext(connection) as many:
        client.get("/projects/?year=2012")

    assert len(few) == len(many)
