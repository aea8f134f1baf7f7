"""A year begins with drafts copied from the year before, and codes are proposed."""

import pytest
from django.urls import reverse

from cadres.models import Posting
from counties.models import County
from programs.models import Allocation, Project, Result
from records.models import ReviewStep, State
from records.models.codes import propose_code
from records.review.closing import take_year_step
from tests.builders import make_allocation, make_project, make_result, publish
from tests.staff_forms import page_of, sent_by_browser, whole

pytestmark = pytest.mark.django_db

PROJECTS = reverse("admin:programs_project_begin_year")
POSTINGS = reverse("admin:cadres_posting_begin_year")


@pytest.fixture
def well(report_2011):
    """A public project of Daning, of 2012."""
    project = make_project(
        year=2012,
        scope="county",
        county=County.objects.get(code="141030"),
        ends="2012-11",
        status="completed",
    )
    make_allocation(project, level="central", received=900, spent=800)
    make_result(project, value=12)
    publish(project)
    project.refresh_from_db()
    return project


def begin(client, *codes: str, year: int = 2013, copy_from: int = 2012, address=PROJECTS):
    typed = {"copy_from": copy_from, "to": year, "chosen": codes}
    return client.post(address, typed)


def test_a_copy_is_a_draft_with_a_proposed_code(client, county_clerk, well):
    client.force_login(county_clerk)

    answer = begin(client, "well")

    draft = Project.objects.get(code="2013-daning-001")
    assert answer.status_code == 302
    assert draft.state == State.DRAFT
    assert (draft.year, draft.title_zh, draft.county_id) == (2013, "水井", well.county_id)
    assert ReviewStep.objects.filter(code=draft.code, verb="start", by=county_clerk).exists()
    assert "2013-daning-001" in client.get(answer["Location"]).content.decode()


def test_a_copy_carries_no_figure_and_no_source_of_the_old_year(client, county_clerk, well):
    client.force_login(county_clerk)

    begin(client, "well")

    draft = Project.objects.get(code="2013-daning-001")
    money, result = Allocation.objects.get(project=draft), Result.objects.get(project=draft)
    assert (draft.statement, draft.ends, draft.outcome) == (None, "", "")
    assert (money.kind, money.level) == ("relief_fund", "central")
    assert (money.allocated, money.spent, money.statement) == (None, None, None)
    assert (result.value, result.statement) == (None, None)
    assert result.indicator.code == "telephone-share"


def test_what_is_there_already_is_named_and_not_chosen(client, county_clerk, well):
    client.force_login(county_clerk)
    begin(client, "well")

    page = client.get(PROJECTS, {"copy_from": 2012, "to": 2013}).content.decode()

    assert "there already: 2013-daning-001" in page
    assert 'value="well"' not in page


def test_a_form_that_is_sent_twice_copies_nothing_twice(client, county_clerk, well):
    client.force_login(county_clerk)

    begin(client, "well")
    again = begin(client, "well")

    assert again.status_code == 302
    assert Project.objects.open().count() == 1


@pytest.mark.parametrize("code", ["we\0ll", "nothing", "'; --", "", "井"])
def test_a_code_that_is_none_is_not_found(client, county_clerk, well, code):
    client.force_login(county_clerk)

    assert begin(client, "well", code).status_code == 404
    assert not Project.objects.open().exists()


def test_the_newest_year_is_offered_first(client, county_clerk, well):
    client.force_login(county_clerk)

    form = client.get(PROJECTS).context["form"]

    assert (form["copy_from"].value(), form["to"].value()) == (2012, 2013)


def test_a_clerk_copies_nothing_of_other_places(client, clerk, county_clerk, well):
    client.force_login(clerk)

    assert begin(client, "well").status_code == 404
    assert not Project.objects.open().exists()


def test_a_year_that_is_closed_is_refused(client, county_clerk, administrator, well):
    take_year_step(2013, "close", administrator, "nothing to do")
    client.force_login(county_clerk)

    page = begin(client, "well").content.decode()

    assert "2013 is closed" in page
    assert not Project.objects.open().exists()


@pytest.mark.parametrize("typed", [{"copy_from": "x", "to": ""}, {"copy_from": 2012, "to": 2012}])
def test_years_that_are_none_are_refused(client, county_clerk, well, typed):
    client.force_login(county_clerk)

    answer = client.post(PROJECTS, {**typed, "chosen": "well"})

    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_readers_of_the_staff_site_begin_no_year(client, auditor, reviewer, report_2011):
    for user in (auditor, reviewer):
        client.force_login(user)
        assert client.get(PROJECTS).status_code == 403


def test_postings_begin_a_year_too(client, clerk, report_2011):
    client.force_login(clerk)
    codes = (
        Posting.objects.published().filter(year=2011, county=None).values_list("code", flat=True)
    )

    begin(client, *codes, copy_from=2011, year=2012, address=POSTINGS)

    copies = Posting.objects.filter(year=2012)
    assert copies.count() == len(codes) > 0
    assert {one.code.rpartition("-")[0] for one in copies} == {"2012-designated-posting"}


def test_an_empty_code_is_proposed_from_year_and_place(client, clerk, report_2011):
    client.force_login(clerk)
    typed = {**whole(Project), "code": "", "scope": "designated", "why": "new"}

    answer = client.post(page_of(Project), typed)

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    (draft,) = Project.objects.open()
    assert draft.code == f"{draft.year}-{draft.scope}-001"


def test_proposed_codes_go_on_counting(report_2011):
    daning = County.objects.get(code="141030")
    of_daning = {"year": 2012, "county": daning}
    for number in ("007", "1000", "old"):
        make_project(f"2012-daning-{number}")

    assert propose_code(Project, of_daning) == "2012-daning-1001"
    assert propose_code(Posting, of_daning) == "2012-daning-posting-001"


def test_a_draft_is_saved_as_a_new_record(client, clerk, report_2011):
    draft = make_project()
    make_allocation(draft)
    client.force_login(clerk)
    typed = sent_by_browser(client.get(page_of(Project, draft)))

    answer = client.post(
        page_of(Project, draft), {**typed, "title": "More wells", "_saveasnew": "1"}
    )

    assert answer.status_code == 302
    new = Project.objects.get(title="More wells")
    assert new.code == "2013-designated-001"
    assert [row.allocated for row in new.allocations.all()] == [1000]
    draft.refresh_from_db()
    assert draft.title == "Wells"
