"""Notices of counties become projects with their source, and every figure leads to its cell."""

from decimal import Decimal
from pathlib import Path

import pytest

from programs.models import Allocation, Project
from records.imports.jobs import brought, publish_all
from records.imports.jobs import work as do_work
from records.models import NoticeMapping, SourceVersion, State, Statement, StoredFile, Upload

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parents[2] / "data" / "notices"
PLAN = CASES / "01_项目计划表_大宁县2012.xlsx"


def send(user, path: Path = PLAN, **changes) -> Upload:
    """A notice that a person sent in, read once."""
    stored = StoredFile.objects.keep(path.read_bytes())
    given = {"kind": "notices", "name": path.name, "file": stored, "reason": "县里报送"}
    return do_work(Upload.objects.create(**{**given, **changes}, sent_by=user), is_rehearsal=True)


def say(upload: Upload, **choices) -> Upload:
    """What the person says, and the file read again."""
    kept = NoticeMapping.objects.get(upload=upload)
    confirmed = [one["answer"] for one in upload.notice_reading.content["warnings"]]
    kept.choices |= {"program": "relief-projects", "confirmed": confirmed, **choices}
    kept.save()
    return do_work(upload, is_rehearsal=True)


def load(upload: Upload) -> Upload:
    return do_work(upload, is_rehearsal=False)


def test_notice_is_read_and_asks_what_it_does_not_say(county_clerk):
    upload = send(county_clerk)

    assert upload.refusal == ""
    assert upload.state == Upload.State.CHECKED
    assert upload.report["needs"][0] == "Choose the programme."
    assert not upload.brings_something
    assert [one["name"] for one in upload.notice_reading.content["lines"]][:2] == [
        "槐树沟村饮水管网改造项目",
        "上石涧村田间道路项目",
    ]


def test_rehearsal_leaves_nothing_and_loading_submits_all(county_clerk, reviewer):
    upload = say(send(county_clerk))

    assert (upload.report["needs"], upload.report["problems"]) == ([], [])
    assert upload.report["counts"][0]["added"] == 4
    assert not Project.objects.filter(year=2012).exists()

    load(upload)

    versions = brought(upload)
    assert len(versions) == 5
    assert {one.state for one in versions} == {State.SUBMITTED}
    well = Project.objects.get(title_zh="槐树沟村饮水管网改造项目")
    assert (well.town_zh, well.village_zh, well.planned_starts) == ("杏坪镇", "槐树沟村", "2012-07")
    money = well.allocations.get(level="provincial")
    assert (money.kind, money.planned) == ("relief_fund", Decimal(125000))
    said = money.statement
    assert (said.value, said.step, said.printed) == (125000, 1000, "12.5万元")
    assert said.place == "sheet 1 “Sheet1”, row 5, column G"
    publish_all(upload, reviewer, "Seen")
    assert upload.refusal == ""
    assert Allocation.objects.filter(project__state=State.PUBLISHED, project__year=2012).count() == 12
    assert Statement.objects.published().filter(source__code__startswith="notice-2012").count() > 12
    assert SourceVersion.objects.published().get(kind="notice", data_year=2012).attachments.count()
