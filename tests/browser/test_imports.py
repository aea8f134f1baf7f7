"""A spreadsheet with faults and with a question, in a real browser, in Chinese."""

import io
import os
import re
import time
from pathlib import Path

import openpyxl
import pytest

from programs.models import Project
from records.models import Upload
from tests.browser.test_staff import sign_in
from tests.records.imports.conftest import PROJECT

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("PICTURES")  # a folder, for whoever wants to look


def workbook(**changes) -> bytes:
    """Projects as a county keeps them: a date that a spreadsheet made shorter, a hidden row, a
    note beside the table; `changes` of the second row."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "projects"
    rows = [
        {**PROJECT, "starts": "2011.1"},
        {**PROJECT, "code": "road", "title_zh": "农村公路", **changes},
        {**PROJECT, "code": "hall", "title_zh": "文化活动室"},
    ]
    page.append([*rows[0]])
    for row in rows:
        page.append([row.get(name) for name in rows[0]])
    page.cell(2, len(rows[0]) + 1, "待核实：500万元")
    page.row_dimensions[4].hidden = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(page, live_server, content: bytes) -> None:
    page.goto(f"{live_server.url}/zh-hans/admin/records/upload/add/")
    page.locator("#id_kind").select_option("projects")
    sent = {"name": "大宁县项目.xlsx", "mimeType": "application/zip", "buffer": content}
    page.locator("input[type=file]").set_input_files(sent)
    page.locator("#id_reason").fill("2013年项目")
    page.locator("input[type=submit].default").click()
    comes_to_rest(page)


def comes_to_rest(page) -> None:
    """The page asks for itself again until the work is done."""
    for _turn in range(300):
        if not Upload.objects.first().is_at_work:
            break
        time.sleep(0.2)
    page.locator("meta[http-equiv=refresh]").wait_for(state="detached")


def take_picture(page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES, f"{name}.png"), full_page=True)


def test_faults_are_mended_and_questions_answered_before_a_file_is_loaded(
    page, live_server, report_2011, clerk
):
    sign_in(page, live_server, clerk)

    send(page, live_server, workbook(year="二〇一三", program="nonsense", category="宫殿"))
    text = page.locator("#content").inner_text()
    take_picture(page, "faulty")
    assert "3 处错误" in text
    assert "F3" in text and "二〇一三" in text
    assert not re.search("Enter a valid|constraint|null value|变量", text)
    assert page.get_by_role("button", name="载入").count() == 0

    send(page, live_server, workbook())
    text = page.locator("#content").inner_text()
    take_picture(page, "asked")
    assert "2011.1" in text and "2011-10" in text and "待核实：500万元" in text
    page.get_by_role("button", name=re.compile("载入")).click()
    assert Upload.objects.first().state == Upload.State.CHECKED  # the browser asks for the boxes
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name=re.compile("载入")).click()
    comes_to_rest(page)
    take_picture(page, "loaded")
    assert Upload.objects.first().answered == ["date", "hidden", "outside"]
    assert Project.objects.filter(state="submitted").count() == 3
