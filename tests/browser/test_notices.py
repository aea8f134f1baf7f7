"""A notice as the county made it, in a browser and in Chinese: from the file to the public cell."""

import os
from pathlib import Path

import openpyxl
import pytest

from counties.models import Assignment, County
from programs.models import Project
from records.models import Upload, User
from tests.browser.test_staff import sign_in
from tests.conftest import member

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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


HEADINGS = (
    ["序号", "乡镇", "村", "项目名称", "建设内容", "资金", None, None, "受益情况", None, "备注"],
    [None, None, None, None, None, "上级补助", "县财政", "自筹", "户", "人", None],
)
TOWNS = {
    "徐家垛乡": [
        ["割麦村", "人畜饮水工程", "铺设管道3.2公里", 12.5, 2, 1, 62, 230],
        ["乐堂村", "田间道路硬化工程", "硬化道路1.8公里", 18, 3, 0.5, 75, 281],
    ],
    "太德乡": [
        ["太德村", "核桃种植项目", "栽植核桃300亩", 9.6, 1.5, 0.9, 48, 170],
        ["茨林村", "肉牛养殖项目", "新建圈舍600平方米", 15, 2.5, 2, 31, 118],
    ],
}
SUMS = {"徐家垛乡": [30.5, 5, 1.5, 137, 511], "太德乡": [24.6, 4, 2.9, 79, 288]}
TOTAL = [55.1, 9, 4.4, 216, 799]
MERGED = ("A1:K1", "A2:K2", *(f"{one}3:{one}4" for one in "ABCDEK"), "F3:H3", "I3:J3")


def write_plan(path: Path, subsidy: str | float) -> Path:
    """A plan as nobody sent it before: two lines of headings, merged cells, subtotals, a total and
    a last line. `subsidy` is what it says of the last project, in 万元; the sums take 15."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2012年"
    for row in (["大宁县2012年整村推进扶贫项目资金安排表"], ["单位：万元"], *HEADINGS):
        sheet.append(row)
    number = 0
    for town, projects in TOWNS.items():
        for project in projects:
            number += 1
            sheet.append([number, town, *project])
        sheet.append(["小计", *[None] * 4, *SUMS[town]])
    sheet.append(["合计", *[None] * 4, *TOTAL])
    sheet.append(["填报单位：大宁县扶贫开发办公室　　填报日期：2012年3月20日"])
    sheet["F9"] = subsidy
    for box in (*MERGED, "B5:B6", "B8:B9"):
        sheet.merge_cells(box)
    book.save(path)
    return path


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def send_plan(page, admin: str, path: Path) -> None:
    page.goto(f"{admin}/add/")
    page.locator("#id_sent").set_input_files(path)
    page.locator("#id_reason").fill("县里报送的2012年整村推进计划")
    page.get_by_role("button", name="检查文件").click()
    wait_for(page, "checked")


def test_mistake_in_a_new_notice_is_named_mended_and_published(
    page, live_server, daning_clerk, reviewer, tmp_path
):
    admin = f"{live_server.url}/zh-hans/admin/records/upload"
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, live_server, daning_clerk)

    # The clerk sends a plan in which a decimal point slipped, and corrects two columns.
    send_plan(page, admin, write_plan(tmp_path / "整村推进.xlsx", subsidy=1.5))
    keep_picture(page, "11-unread-columns")
    page.get_by_label("I 受益情况（户）: 读作").select_option(label="户数")
    page.get_by_label("J 受益情况（人）: 读作").select_option(label="人数")
    page.locator("#id_program").select_option("relief-projects")
    page.get_by_label("自筹: 资金类别").select_option("left_out")
    page.get_by_role("button", name="保存并重新读取").click()
    wait_for(page, "checked")

    # The page says which sums differ, by how much, and which row it is.
    keep_picture(page, "12-sum-differs")
    sums = page.locator("table", has_text="文件中的合计").inner_text().replace("\xa0", "")
    assert sums.count("相差 13.5万元") == 2
    assert sums.count("第 9 行“肉牛养殖项目”的 F9 为1.5万元；若为15万元，则相符。") == 2
    page.set_viewport_size({"width": 390, "height": 844})
    keep_picture(page, "13-sum-differs-phone")
    assert fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})

    # The clerk mends the file and sends it in place of the first: what was said is kept.
    page.locator("#id_corrected").set_input_files(write_plan(tmp_path / "整村推进2.xlsx", 15))
    page.get_by_role("button", name="报送并重新读取").click()
    wait_for(page, "checked")
    keep_picture(page, "14-mended")
    text = page.locator("#content").inner_text()
    assert "相差" not in text and "整村推进2.xlsx" in text
    assert page.get_by_label("I 受益情况（户）: 读作").input_value() == "households"
    assert Upload.objects.count() == 1
    page.get_by_role("button", name="载入").click()
    wait_for(page, "loaded")

    # The reviewer publishes; anyone follows the marker of a figure to its cell.
    sign_in(page, live_server, reviewer)
    page.goto(f"{admin}/{Upload.objects.get().pk}/change/")
    page.locator("#id_reason").fill("与县里核对无误")
    page.get_by_role("button", name="发布").click()
    wait_for(page, "loaded")
    project = Project.objects.published().get(title_zh="肉牛养殖项目")
    assert (project.beneficiary_households, project.beneficiary_persons) == (31, 118)
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/zh-hans/projects/{project.code}/")
    keep_picture(page, "15-project")
    money = project.allocations.get(level="")
    page.locator(f"a[href*='{money.statement.get_absolute_url()}']").first.click()
    keep_picture(page, "16-cell")
    text = page.inner_text("main")
    assert "第1张工作表“2012年”第9行F列" in text and "15万元" in text
    page.set_viewport_size({"width": 390, "height": 844})
    keep_picture(page, "17-cell-phone")
    assert fits(page)
