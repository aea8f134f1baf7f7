"""A corrected file takes the place of a notice, and what a person said of the first is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.lib.spreadsheets.read_workbook import MAX_FILE
from counties.models import Assignment, County
from records.imports.takeover.another_file import choices_of_another
from records.models import ChangeEvent, NoticeMapping, Upload
from tests.conftest import member
from tests.programs.intake.test_notice_page import filled_in, reading_of
from tests.programs.intake.test_takeover import load, say, send
from tests.records.imports.notices.books import make_book
from tests.records.imports.test_pages import ended, page_of

HEADINGS = ["序号", "项目名称", "建设地点", "中央资金", "省级资金", "受益"]
ROWS = (
    [1, "割麦村饮水工程", "曲峨镇割麦村", 12.5, 2, 62],
    [2, "乐堂村道路硬化", "曲峨镇乐堂村", 18, 3, 75],
    [3, "茨林村养殖项目", "太德乡茨林村", 1.5, 1, 31],
)
MENDED = [3, "茨林村养殖项目", "太德乡茨林村", 15, 1, 31]
NEW = [0, "太德村种植项目", "太德乡太德村", 4.5, 2, 48]


def plan(*rows: list, total, headings=HEADINGS) -> bytes:
    sums = ["合计", None, None, total, sum(row[4] for row in rows), None]
    head = (["大宁县2012年财政扶贫资金项目计划表"], ["单位：万元"], headings)
    return make_book({"rows": [*head, *rows, sums]}).getvalue()


def sent(content: bytes, name="计划2.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_corrected_file_is_read_as_the_first_was(client, report_2011):
    clerk = member("clerk", name="daning-clerk")
    Assignment.objects.create(user=clerk, county=County.objects.get(code="141030"))
    client.force_login(clerk)
    first = {"kind": "notices", "sent": sent(plan(*ROWS, total=45.5), "计划.xlsx"), "reason": "x"}
    client.post(reverse("admin:records_upload_add"), first)
    upload = ended(Upload.objects.get().pk)
    (total,) = (one for one in upload.notice_reading.content["checks"] if not one["agrees"])
    assert [one["cell"] for one in total["suspects"]] == ["D6"]

    data = filled_in(client, upload, program="relief-projects", category="infrastructure")
    data |= {"s0-t0-c5-field": "households", "take": ["表1!4", "表1!6"], "confirmed": []}
    corrected = sent(plan(NEW, ROWS[0], ROWS[1], MENDED, total=50))
    client.post(reading_of(upload), data | {"corrected": corrected})

    upload = ended(upload.pk)
    assert (Upload.objects.count(), upload.name) == (1, "计划2.xlsx")
    assert (upload.report["needs"], upload.report["problems"]) == ([], [])
    choices = upload.notice_reading.content["proposed"]
    assert choices["left_out"] == ["表1!6"]  # the road, which stood in row 5
    assert (choices["program"], choices["category"]) == ("relief-projects", "infrastructure")
    (table,) = NoticeMapping.objects.get(upload=upload).mapping["sheets"][0]["tables"]
    assert [one["field"] for one in table["columns"]][-1] == "households"
    assert (table["first_row"], table["last_row"]) == (4, 8)
    assert all(one["agrees"] for one in upload.notice_reading.content["checks"])
    file_of = ChangeEvent.objects.filter(row_table="records_upload", operation="update")
    assert any(one.old["file_id"] != one.new["file_id"] for one in file_of)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("size", "words"), [(None, "the same file as before"), (MAX_FILE + 1, "is larger than")]
)
def test_file_that_cannot_take_the_place_changes_nothing(client, county_clerk, size, words):
    upload = send(county_clerk)
    before = NoticeMapping.objects.get(upload=upload).choices
    content = bytes(upload.file.content) if size is None else bytes(size)
    client.force_login(county_clerk)
    data = filled_in(client, upload, program="relief-projects")

    response = client.post(reading_of(upload), data | {"corrected": sent(content)})

    assert words in response.text
    after = Upload.objects.get(pk=upload.pk)
    assert (after.file_id, after.state) == (upload.file_id, upload.state)
    assert NoticeMapping.objects.get(upload=upload).choices == before


@pytest.mark.django_db
def test_loaded_notice_takes_no_other_file(client, county_clerk):
    upload = load(say(send(county_clerk)))
    client.force_login(county_clerk)

    client.post(reading_of(upload), {"corrected": sent(plan(*ROWS, total=1))})

    assert Upload.objects.get(pk=upload.pk).file_id == upload.file_id
    assert "Send it and read again" not in client.get(page_of(upload)).text


def line(row: int, name: str, place: str = "曲峨镇", sheet: str = "表1") -> dict:
    return {"key": f"{sheet}!{row}", "row": row, "sheet": sheet, "name": name, "place": place}


def asked(code: str, count: int, *texts: str) -> dict:
    return {"answer": f"{code}:{count}", "texts": [{"text": one, "where": ["a"]} for one in texts]}


def test_rows_are_known_by_name_and_place_wherever_they_stand():
    former = {"lines": [line(4, "a"), line(5, "b"), line(6, "c"), line(7, "c")], "warnings": []}
    now = {"lines": [line(4, "b"), line(5, "a"), line(6, "c"), line(7, "c")], "warnings": []}
    choices = {"left_out": ["表1!4", "表1!6"], "known_rows": {"表1!5": "new", "表1!7": "leave"}}

    carried = choices_of_another(choices, former, now)

    assert carried["left_out"] == ["表1!5"]  # which c is meant, nobody can say
    assert carried["known_rows"] == {"表1!4": "new"}


def test_answer_holds_for_the_same_question_only():
    former = [asked("total_mismatch", 1, "differs by 5"), asked("memo_row", 1, "x")]
    now = [asked("total_mismatch", 1, "differs by 7"), asked("memo_row", 1, "x")]
    choices = {"confirmed": ["total_mismatch:1", "memo_row:1"]}

    carried = choices_of_another(
        choices, {"lines": [], "warnings": former}, {"lines": [], "warnings": now}
    )

    assert carried["confirmed"] == ["memo_row:1"]
