"""Days in the county by month; grades and own reports, which stay with the staff."""

import pytest
from django.core.exceptions import ValidationError

from cadres.models import Assessment, Posting, PostingMonth
from records.integrity.digest import content_fields
from tests.builders import make_posting, publish, statement
from tests.conftest import superuser
from tests.portal.test_stories import told
from tests.staff_forms import page_of, sent_by_browser

pytestmark = pytest.mark.django_db
SECRET = "Only for the staff"


def test_page_of_a_cadre_adds_up_days_by_year(client, report_2011):
    posting = make_posting(starts="2012-01-01", year=2012)
    for month, days in (("2012-03", 20), ("2012-04", 22), ("2013-01", 5), ("2013-02", None)):
        PostingMonth.objects.create(
            posting=posting, month=month, days=days, statement=posting.statement
        )
    PostingMonth.objects.filter(days=None).delete()
    publish(posting)

    page = client.get("/cadres/li-yikai/")

    assert [(one.year, one.days) for one in page.context["attendance"]] == [
        ("2012", 42),
        ("2013", 5),
    ]
    assert "March 2012" in told(page)


def test_page_without_days_says_nothing_of_them(client, report_2011):
    assert "Days in the county" not in told(client.get("/cadres/li-yikai/"))


@pytest.mark.parametrize(("month", "days"), [("2012-02", 30), ("2013-02", 29), ("2012-04", 31)])
def test_no_month_has_more_days_than_the_calendar(report_2011, month, days):
    row = PostingMonth(
        posting=make_posting(), line=1, month=month, days=days, statement=statement()
    )

    with pytest.raises(ValidationError, match="has"):
        row.full_clean()


def test_grades_findings_and_own_reports_are_no_content():
    names = {field.name for field in content_fields(Assessment)}

    assert not {"grade", "findings"} & names
    assert {"criteria", "criteria_zh"} <= names
    assert "own_report" not in {field.name for field in content_fields(Posting)}


def test_private_texts_reach_no_public_page_or_file(client, report_2011):
    posting = make_posting(own_report=SECRET)
    assessment = Assessment.objects.create(
        code="a",
        year=2012,
        cadre=posting.cadre,
        grade="unfit",
        findings=SECRET,
        criteria="Days in the county.",
        statement=statement("cadres-award"),
    )
    edition = publish(posting, assessment)

    addresses = (
        "/cadres/",
        "/cadres/li-yikai/",
        posting.versions_address,
        assessment.versions_address,
        f"/data/editions/{edition.number}/fupin-ledger.json",
        "/data/api/v1/postings/posting",
        "/data/api/v1/assessments/a",
        "/data/api/v1/assessments",
    )
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200, address
        text = b"".join(page.streaming_content).decode() if page.streaming else page.text
        assert SECRET not in text, address
        assert "unfit" not in text and "not competent" not in text, address
    assert "Days in the county." in told(client.get("/cadres/"))


def test_staff_write_and_read_them(client, report_2011):
    client.force_login(superuser())
    posting = make_posting()
    sent = sent_by_browser(client.get(page_of(Posting, posting)))

    client.post(page_of(Posting, posting), {**sent, "own_report": SECRET})

    assert SECRET in client.get(page_of(Posting, posting)).text
