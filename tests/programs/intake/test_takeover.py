"""Notices of counties become projects with their source, and every figure leads to its cell."""

from decimal import Decimal
from pathlib import Path

import pytest

from counties.models import County
from programs.models import Allocation, Project
from programs.totals.reconciliation import comparisons, sums
from records.imports.jobs import brought, publish_all
from records.imports.jobs import work as do_work
from records.imports.notices.mapping import Mapping
from records.models import (
    NoticeMapping,
    RememberedMapping,
    SourceVersion,
    State,
    Statement,
    StoredFile,
    Upload,
)
from tests.builders import make_allocation, make_project, publish

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
    assert (
        Allocation.objects.filter(project__state=State.PUBLISHED, project__year=2012).count() == 12
    )
    assert Statement.objects.published().filter(source__code__startswith="notice-2012").count() > 12
    assert SourceVersion.objects.published().get(kind="notice", data_year=2012).attachments.count()


def test_layout_is_remembered_for_the_county(client, county_clerk):
    upload = say(send(county_clerk))
    RememberedMapping.objects.keep(
        county_clerk,
        "141030",
        Mapping.from_json(NoticeMapping.objects.get(upload=upload).mapping).signature,
        mapping=with_column(upload, "H", field="money", kind="county"),
        choices={"program": "relief-projects", "category": "industry"},
    )

    again = send(county_clerk, reason="again")

    assert again.notice_reading.content["lines"][0]["money"][2]["kind"] == "county"
    assert again.report["needs"] == []


def with_column(upload: Upload, place: str, **changes) -> dict:
    mapping = NoticeMapping.objects.get(upload=upload).mapping
    for column in mapping["sheets"][0]["tables"][0]["columns"]:
        if column["place"] == place:
            column |= changes
    return mapping


def test_row_that_is_known_is_asked_about_and_may_be_a_correction(county_clerk, reviewer):
    first = load(say(send(county_clerk)))
    publish_all(first, reviewer, "Seen")
    key = "Sheet1!5"

    second = say(send(county_clerk))
    assert "The ledger holds 4 rows already" in second.report["needs"][0]
    others = {one: "leave" for one in second.notice_reading.content["known"] if one != key}
    second = say(second, known_rows={**others, key: "correct"})
    assert second.report["counts"][0] == {
        "sheet": "projects",
        "added": 0,
        "changed": 1,
        "unchanged": 0,
    }
    load(second)

    (project,) = (one for one in brought(second) if isinstance(one, Project))
    assert (project.version, project.allocations.count()) == (2, 3)
    sources = {row.statement.source.code for row in project.allocations.all()}
    assert sources == {"notice-2012-daning-002"}


def test_row_is_left_out(county_clerk):
    upload = load(say(send(county_clerk), left_out=["Sheet1!6"]))

    assert upload.report["counts"][0]["added"] == 3
    assert not Project.objects.filter(title_zh="上石涧村田间道路项目").exists()


def test_totals_of_the_notice_are_checked_against_its_own_rows(client, county_clerk, reviewer):
    publish_all(load(say(send(county_clerk))), reviewer, "Seen")
    # Another project of the same year and kind, which the notice does not state.
    other = make_project(year=2012, scope="county", county=County.objects.get(code="141030"))
    make_allocation(other, allocated=None, planned=Decimal(7), level="central")
    publish(other)

    compared = comparisons(None, within_source=True)

    told = {
        (row.total.statement.place, row.computed, row.part_count, row.outcome) for row in compared
    }
    place = "sheet 1 “Sheet1”, row 9, column {}"
    assert told == {
        (place.format("E"), Decimal(1357500), 12, "equal"),
        (place.format("F"), Decimal(970000), 4, "equal"),
        (place.format("G"), Decimal(277500), 4, "equal"),
        (place.format("H"), Decimal(110000), 4, "equal"),
    }
    added = sums(Project.objects.published(), within_source=True)
    assert {row.computed for row in added} == {row.computed for row in compared}
    (code,) = {row.total.document.code for row in compared}
    assert client.get("/reconciliation/").text.count("县级配套") == 0
    assert "1,357,500" in client.get(f"/reconciliation/?source={code}").text
