"""A notice as the county made it, in a browser and in Chinese: from the file to the public cell."""

import os
from pathlib import Path

import pytest

from counties.models import Assignment, County
from programs.models import Project
from records.models import Upload, User
from tests.browser.test_staff import sign_in
from tests.conftest import member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = Path(__file__).parents[1] / "data" / "notices" / "01_项目计划表_大宁县2012.xlsx"
PICTURES = os.environ.get("NOTICE_PICTURES")  # a folder, to look at the pages


def keep_picture(page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def wait_for(page, state: str) -> None:
    page.wait_for_selector(f".upload-state.{state}", timeout=30_000)


@pytest.fixture
def daning_clerk(report_2011) -> User:
    user = member("clerk", name="daning-clerk")
    Assignment.objects.create(user=user, county=County.objects.get(code="141030"))
    return user


def test_notice_goes_from_the_file_to_the_cell_on_the_public_page(
    page, live_server, daning_clerk, reviewer
):
    admin = f"{live_server.url}/zh-hans/admin/records/upload"
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, live_server, daning_clerk)

    # The clerk sends the file, as it is.
    page.goto(f"{admin}/add/")
    keep_picture(page, "1-upload")
    assert page.locator("#id_kind").input_value() == "notices"
    page.locator("#id_sent").set_input_files(PLAN)
    page.locator("#id_reason").fill("县里报送的2012年计划")
    page.get_by_role("button", name="检查文件").click()
    wait_for(page, "checked")
    keep_picture(page, "2-read")
    assert "请选择专项" in page.locator("#content").inner_text()

    # The clerk corrects a column and says what the file does not.
    page.get_by_label("H 县级配套: 读作").select_option(label="县级资金")
    page.locator("#id_program").select_option("relief-projects")
    page.get_by_role("button", name="保存并重新读取").click()
    wait_for(page, "checked")
    page.get_by_label("县级配套: 资金类别").select_option("local_counterpart")
    page.get_by_role("button", name="保存并重新读取").click()
    wait_for(page, "checked")
    keep_picture(page, "3-rehearsed")
    page.set_viewport_size({"width": 390, "height": 844})
    keep_picture(page, "4-rehearsed-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="载入").click()
    wait_for(page, "loaded")
    keep_picture(page, "5-loaded")

    # The reviewer publishes all of it as one edition.
    upload = Upload.objects.get()
    sign_in(page, live_server, reviewer)
    page.goto(f"{admin}/{upload.pk}/change/")
    page.locator("#id_reason").fill("核对无误")
    page.get_by_role("button", name="发布").click()
    wait_for(page, "loaded")
    project = Project.objects.published().get(title_zh="槐树沟村饮水管网改造项目")

    # Anyone reads the figure and follows its marker to the cell.
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/zh-hans/projects/{project.code}/")
    keep_picture(page, "6-project")
    money = project.allocations.get(level="county")
    page.locator(f"a[href*='{money.statement.get_absolute_url()}']").first.click()
    keep_picture(page, "7-statement")
    text = page.inner_text("main")
    assert "第1张工作表“Sheet1”第5行H列" in text and "4万元" in text
