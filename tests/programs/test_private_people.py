"""The project of an aided student or a visited person is suggested, and belongs to the clerk."""

import pytest

from counties.models import County
from programs.models import AidedStudent, VisitedPerson
from records.review.role_requests import give
from tests.builders import make_project
from tests.conftest import founders
from tests.staff_forms import page_of

pytestmark = pytest.mark.django_db
KINDS = [(AidedStudent, "student_aid", "aid"), (VisitedPerson, "visits", "visit")]


@pytest.fixture
def keeper(county_clerk):
    """A clerk of Daning who may read names."""
    give(county_clerk, ["private-data"], *founders(), "for a test")
    return county_clerk


@pytest.fixture
def projects(report_2011):
    own, other = (County.objects.get(code=code) for code in ("141030", "511321"))
    for kind, stem in (("student_aid", "aid"), ("visits", "visit"), ("farming", "cows")):
        for year in (2012, 2013):
            common = {"category": kind, "year": year, "scope": "county"}
            make_project(f"{stem}-{year}", title_zh="圆梦", county=own, **common)
        make_project(f"{stem}-elsewhere", county=other, **common)


@pytest.mark.parametrize(("model", "_kind", "stem"), KINDS)
def test_own_projects_of_the_work_are_suggested_newest_first(
    client, keeper, projects, model, _kind, stem
):
    client.force_login(keeper)

    page = client.get(page_of(model), headers={"accept-language": "zh-hans"})

    form = page.context["adminform"].form
    suggested = form.fields["project_code"].widget.suggested
    assert [code for code, _name in suggested] == [f"{stem}-2013", f"{stem}-2012"]
    assert form["project_code"].value() == f"{stem}-2013"
    assert f'<option value="{stem}-2012">' in page.text


@pytest.mark.parametrize(("model", "_kind", "stem"), KINDS)
def test_what_is_proposed_is_taken(client, keeper, projects, model, _kind, stem):
    client.force_login(keeper)
    form = client.get(page_of(model)).context["adminform"].form

    code = form["project_code"].value()
    client.post(page_of(model), {"project_code": code, "name": "王", "why": "名单"})

    assert model.objects.get().project_code == f"{stem}-2013"


@pytest.mark.parametrize(("model", "_kind", "stem"), KINDS)
def test_other_counties_and_other_roles_are_refused(
    client, keeper, projects, reviewer, model, _kind, stem
):
    sent = {"project_code": f"{stem}-elsewhere", "name": "王", "why": "名单"}
    client.force_login(keeper)
    page = client.post(page_of(model), sent)
    assert "project_code" in page.context["adminform"].form.errors
    client.force_login(reviewer)

    assert client.post(page_of(model), sent).status_code == 403
    assert not model.objects.exists()


def test_a_code_in_the_address_goes_before_what_is_proposed(client, keeper, projects):
    client.force_login(keeper)

    form = client.get(f"{page_of(AidedStudent)}?project_code=aid-2012").context["adminform"].form

    assert form["project_code"].value() == "aid-2012"
