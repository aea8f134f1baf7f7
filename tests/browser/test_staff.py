"""Staff work in a real browser: from a clerk's correction to the public page, and by keyboard."""

import pytest

from counties.models import County
from programs.models import Project
from records.integrity.verify import verify
from records.models import Edition, User
from records.review import workflow
from tests.builders import make_allocation, make_project

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def water(county_clerk, clerk, reviewer):
    """A published project of Daning with 100,000 yuan of relief funds, entered by someone else."""
    daning = County.objects.get(code="141030")
    # Work that no source states for the designated counties together: so it adds to their total.
    project = make_project(
        "daning-water",
        title="Water for Daning",
        year=2011,
        scope="county",
        county=daning,
        category="school_aid",
    )
    make_allocation(project, allocated=100_000)
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "first")
    return project


def sign_in(page, live_server, user: User):
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/admin/login/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()


def test_correction_goes_from_clerk_to_reviewer_and_back_to_the_public(
    page, live_server, water, county_clerk, reviewer
):
    admin = f"{live_server.url}/admin/programs/project"

    # The clerk corrects an allocation and submits it.
    sign_in(page, live_server, county_clerk)
    page.goto(f"{live_server.url}/projects/daning-water/")
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_role("link", name="Correct", exact=True).click()
    page.get_by_label("Reason").fill("the receipt says more")
    page.get_by_role("button", name="Correct").click()
    draft = Project.objects.open().get(code="daning-water")
    page.locator("#id_allocations-0-allocated").fill("120000")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Submit", exact=True).click()
    page.get_by_label("Reason").fill("see the receipt of June")
    page.get_by_role("button", name="Submit").click()

    # The clerk can neither publish it nor open another county's draft by address.
    assert page.goto(f"{admin}/{draft.pk}/step/publish/").status == 403
    nanbu = County.objects.get(code="511321")
    elsewhere = make_project("nanbu-road", year=2011, scope="county", county=nanbu)
    assert page.goto(f"{admin}/{elsewhere.pk}/change/").status == 404

    # The reviewer sees the difference and the totals, and returns it with a reason.
    sign_in(page, live_server, reviewer)
    page.get_by_role("link", name="To review").click()
    page.get_by_role("link", name="Water for Daning").click()
    text = page.locator("#content").inner_text()
    assert "100,000" in text and "120,000" in text
    assert "8,100,000" in text and "8,120,000" in text
    assert "see the receipt of June" in text
    preview = page.frame_locator("iframe.preview")
    assert "120,000" in preview.locator("main").inner_text()
    page.get_by_label("Reason").fill("the receipt says 121,000")
    page.get_by_role("button", name="Return for changes").click()

    # The clerk finds it, mends it and submits again.
    sign_in(page, live_server, county_clerk)
    page.get_by_role("link", name="Returned to me").click()
    page.get_by_role("link", name="Water for Daning").click()
    page.locator("#id_allocations-0-allocated").fill("121000")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Submit", exact=True).click()
    page.get_by_label("Reason").fill("mended")
    page.get_by_role("button", name="Submit").click()

    # The reviewer publishes; the public reads the new value, and the old edition the old one.
    sign_in(page, live_server, reviewer)
    page.goto(f"{admin}/{draft.pk}/review/")
    page.get_by_label("Reason").fill("checked against the receipt")
    page.get_by_role("button", name="Publish").click()
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/projects/daning-water/")
    assert "121,000" in page.inner_text("main")
    assert "the receipt says more" in page.inner_text("main")
    page.goto(f"{live_server.url}/projects/daning-water/?edition=2")
    assert "100,000" in page.inner_text("main") and "121,000" not in page.inner_text("main")
    page.goto(f"{live_server.url}/editions/3/")
    assert "checked against the receipt" in page.inner_text("main")
    assert [edition.number for edition in verify()] == [1, 2, 3]


def test_correction_and_publication_by_keyboard_alone(
    page, live_server, water, county_clerk, reviewer
):
    admin = f"{live_server.url}/admin/programs/project"
    sign_in_by_keyboard(page, live_server, county_clerk)
    page.goto(f"{admin}/{water.pk}/change/")
    press_on(page, "Correct")
    tab_to(page, "textarea[name=reason]")
    page.keyboard.type("the receipt says more")
    page.keyboard.press("Tab")
    enter(page)
    tab_to(page, "#id_allocations-0-allocated")
    page.keyboard.press("Control+A")
    page.keyboard.type("120000")
    enter(page)

    sign_in_by_keyboard(page, live_server, county_clerk)
    press_on(page, "My drafts")
    tab_to(page, "input[name=chosen]")
    page.keyboard.press("Space")
    tab_to(page, "textarea[name=reason]")
    page.keyboard.type("see the receipt")
    page.keyboard.press("Tab")
    enter(page)

    sign_in_by_keyboard(page, live_server, reviewer)
    press_on(page, "To review")
    press_on(page, "Water for Daning")
    tab_to(page, "textarea[name=reason]")
    page.keyboard.type("checked")
    tab_to(page, "button[value=publish]")
    enter(page)

    assert Project.objects.published().get(code="daning-water").version == 2
    assert Edition.objects.count() == 3


def sign_in_by_keyboard(page, live_server, user):
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/admin/login/?next=/admin/")
    page.wait_for_function("document.activeElement.id == 'id_username'")
    page.keyboard.type(user.username)
    page.keyboard.press("Tab")
    page.keyboard.type("secret")
    enter(page)


def tab_to(page, selector):
    """Press Tab until the element has the focus, as a person without a mouse would."""
    for _press in range(250):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector} on {page.url}")


def press_on(page, name):
    for _press in range(250):
        page.keyboard.press("Tab")
        if name in (page.evaluate("document.activeElement.textContent") or ""):
            return enter(page)
    raise AssertionError(f"Tab never reaches {name} on {page.url}")


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")
