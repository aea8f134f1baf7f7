"""What forms of staff do while someone types: amounts in both units, and nothing typed is lost."""

import pytest

from programs.models import Project
from tests.browser.test_staff import sign_in
from tests.builders import make_allocation, make_project
from tests.staff_forms import page_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AMOUNT = "#id_allocations-0-allocated"


@pytest.fixture
def form(page, live_server, report_2011, clerk):
    """The form of a draft with two allocations, opened by its clerk."""
    draft = make_project()
    make_allocation(draft)
    make_allocation(draft, kind="local_counterpart", allocated=2000)
    sign_in(page, live_server, clerk)
    page.goto(f"{live_server.url}{page_of(Project, draft)}")
    return page


def said(form, field: str = AMOUNT) -> str:
    return form.locator(f"{field} + output").inner_text()


def test_an_amount_stands_in_both_units_beside_what_is_typed(form):
    form.locator(AMOUNT).fill("１2.5 万元")

    assert said(form).startswith("= 125,000 yuan · 12.5 10,000 yuan")

    form.locator(AMOUNT).fill("2,500")
    assert said(form) == "= 2,500 yuan · 0.25 10,000 yuan"

    form.locator(AMOUNT).fill("about 5")
    assert said(form) == ""


def test_an_amount_a_hundred_times_the_others_is_asked_about(form):
    form.locator(AMOUNT).fill("20万")
    assert "Is the unit right?" in said(form)

    form.locator(AMOUNT).fill("3000")
    assert "Is the unit right?" not in said(form)


def test_what_was_typed_comes_back_after_the_page_was_lost(form):
    form.locator("#id_title_zh").fill("新水井")
    form.wait_for_timeout(800)

    form.reload()
    form.get_by_role("button", name="Bring it back").click()

    assert form.locator("#id_title_zh").input_value() == "新水井"


def test_what_was_saved_is_not_offered_again(form):
    form.locator("#id_title_zh").fill("新水井")
    form.locator("#id_why").fill("another name")
    form.wait_for_timeout(800)
    form.get_by_role("button", name="Save and continue editing").click()

    assert form.locator("#id_title_zh").input_value() == "新水井"
    assert form.get_by_role("button", name="Bring it back").count() == 0


def test_what_the_server_refuses_is_kept(form):
    form.locator("#id_title_zh").fill("")
    form.locator("#id_title").fill("")
    form.locator("#id_village_zh").fill("和平村")
    form.wait_for_timeout(800)
    form.get_by_role("button", name="Save and continue editing").click()
    assert form.locator("#id_village_zh").input_value() == "和平村"

    form.goto(form.url)
    form.get_by_role("button", name="Bring it back").click()

    assert form.locator("#id_village_zh").input_value() == "和平村"
