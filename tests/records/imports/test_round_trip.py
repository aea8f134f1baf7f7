"""Template, import, review, publication, export, import: every kind, every sheet, every form."""

import io
from zipfile import ZipFile

import openpyxl
import pytest

from records.imports.jobs import brought
from records.imports.sheets import import_kinds
from records.models import Edition, StatementVersion
from records.review import workflow
from tests.programs.test_exports import body
from tests.records.imports.conftest import ALLOCATION, PROJECT

pytestmark = pytest.mark.django_db

OF_WELL = {"project": "well", "source": "report-2011", "statement": "relief-fund"}
# One row or more for every sheet, in the ways that people write.
ROWS: dict[str, dict[str, list[dict]]] = {
    "projects": {
        "projects": [
            {
                **PROJECT,
                "status": "under way",
                "scope": "单个县（区）",
                "county": "大宁县",
                "content": "-12 wells\nand a tank",
                "content_zh": "＝十二口井",
                "place": "Village 1",
                "town": "Xu",
                "town_zh": "徐家垛乡",
                "village_zh": "上村、下村",
                "planned_starts": "2013年3月",
                "planned_ends": 41609,
                "starts": "2013-04",
                "ends": "",
                "coordinator": "miit",
                "beneficiary_households": "1,026户",
                "procurement": "+open tender",
            }
        ],
        "allocations": [
            {
                **ALLOCATION,
                "line": 2,
                "level": "省级",
                "planned": "60万元",
                "planned_qualifier": "约",
                "allocated": "58.381250万元",
                "received": "500000.500",
                "received_qualifier": "not less than",
                "overspend_note_zh": "物价上涨",
                "spent": 0,
                "funder": "miit",
                "allocated_on": "2013",
            },
            {**ALLOCATION, "line": 5, "kind": "捐赠", "allocated": "", "unstaged": "1亿"},
        ],
        "payments": [
            {
                **OF_WELL,
                "allocation_line": 2,
                "stage": "到位",
                "paid_on": "2013/5/7",
                "amount": "50万元",
                "qualifier": "",
                "payee": "@county",
            }
        ],
        "results": [
            {
                **OF_WELL,
                "indicator": "telephone-share",
                "value": "94.5%",
                "baseline": 84,
                "baseline_year": 2012,
                "baseline_source": "report-2011",
                "baseline_statement": "telephone-share-before",
                "statement": "telephone-share-after",
            }
        ],
        "education-aid": [
            {**OF_WELL, "kind": "帮助考入大学的学生", "student_count": "1,026人", "period": "2013"}
        ],
        "donations": [
            {
                **OF_WELL,
                "donor": "bright-china",
                "goods": "Desks",
                "goods_zh": "课桌",
                "quantity": "12.5",
                "unit": "items",
                "money_value": "1.2万",
                "donated_on": "2013-06",
            }
        ],
        "seminars": [
            {
                **OF_WELL,
                "title": "Seminar",
                "title_zh": "研讨会",
                "held_on": "2013-07",
                "participant_count": 30,
            }
        ],
        "seminar-speakers": [{**OF_WELL, "name": "A", "name_zh": "甲", "title": "Professor"}],
        "seminar-reports": [{**OF_WELL, "title": "On water", "title_zh": "论水"}],
        "visits": [
            {**OF_WELL, "occasion": "七一", "visited_on": "2013-07-01", "household_count": 3}
        ],
        "milestones": [
            {
                **OF_WELL,
                "line": 1,
                "kind": "签订合同",
                "actual_on": "2013-02",
                "document": "No. 12",
            },
            {**OF_WELL, "kind": "acceptance", "planned_on": "2013年12月", "note_zh": "县级验收"},
        ],
        "plan-changes": [{**OF_WELL, "reason_zh": "雨季推迟", "decided_on": "2013-06"}],
        "inspections": [
            {
                **OF_WELL,
                "line": 3,
                "kind": "routine inspection",
                "inspected_on": "2013-08-01",
                "inspector": "miit",
            }
        ],
        "inspection-findings": [
            {
                **OF_WELL,
                "inspection_line": 3,
                "finding_zh": "水泵漏水",
                "remedy_zh": "更换",
                "responsible": "miit",
                "due_on": "2013-09",
                "closed_on": "2013-10",
                "outcome_zh": "已更换",
            }
        ],
    },
    "progress_reports": {
        "progress-reports": [
            {
                "code": "2011-industry-2011-q4",
                "project_code": "2011-industry",
                "year": 2011,
                "period": "第四季度",
                "state_on": "2011年12月31日",
                "scope": "designated",
                "physical_percent": "62.5",
                "progress_zh": "主体工程完工。",
            },
            *(
                {
                    "code": f"{project}-2011-h2",
                    "project_code": project,
                    "year": 2011,
                    "period": "下半年",
                    "state_on": "2011-12-30",
                    "scope": "designated",
                    "physical_percent": 100,
                    "progress_zh": "已完工。",
                }
                for project in ("2011-farming", "2011-education-training")
            ),
        ],
        "reported-money": [
            {
                "report": "2011-industry-2011-q4",
                "kind": "industry_support",
                "received_to_date": "600万元",
                "spent_to_date": 5000000,
            }
        ],
        "reported-results": [
            {"report": "2011-industry-2011-q4", "indicator": "telephone-share", "value": "94.5%"}
        ],
    },
    "postings": {
        "postings": [
            {
                "code": "p-1",
                "year": 2012,
                "cadre": "li-yikai",
                "scope": "county",
                "county": "141030 Daning County",
                "post": "deputy",
                "post_zh": "副县长",
                "starts": "2012年1月",
                "source": "report-2011",
                "statement": "cadres-award",
            }
        ],
        "posting-months": [
            {
                "posting": "p-1",
                "month": "2012年3月",
                "days": 20,
                "source": "report-2011",
                "statement": "cadres-award",
            }
        ],
    },
    "counties": {
        "counties": [
            {
                "code": "410399",
                "name": "Newly",
                "name_zh": "新县",
                "division": "county",
                "province": "410000",
                "valid_from": 2012,
            }
        ],
        "designations": [
            {
                "county": "410399",
                "kind": "national key county",
                "starts": "2012",
                "source": "report-2011",
                "statement": "relief-counties",
            }
        ],
    },
    "organisations": {
        "organisations": [
            {"code": "water-office", "name": "Water office", "name_zh": "水利局", "kind": "local"}
        ]
    },
    "cadres": {
        "cadres": [
            {
                "code": "zhang",
                "name": "Zhang",
                "name_zh": "张",
                "kind": "posted",
                "organisation": "miit",
            }
        ]
    },
    "sources": {
        "sources": [
            {
                "code": "county-notice",
                "kind": "notice",
                "title": "Notice on wells",
                "title_zh": "水井公告",
                "published_on": "2012年5月",
            }
        ],
        "statements": [
            {
                "document": "county-notice",
                "code": "wells",
                "summary": "Three wells were built.",
                "summary_zh": "建成水井3眼。",
                "value": 3,
                "unit": "project",
                "year": 2012,
            }
        ],
        "stated-totals": [
            {
                "document": "county-notice",
                "source": "report-2011",
                "statement": "relief-projects",
                "adds": "projects",
                "year": 2012,
            }
        ],
    },
}
# Where each kind can be taken away as one list, by staff and by everyone.
PAGES = {
    "projects": (
        "/projects/",
        "/funds/",
        "/education/",
        "/coverage/",
        "/visits/",
        "/admin/programs/project/",
    ),
    "progress_reports": ("/admin/programs/progressreport/",),
    "postings": ("/admin/cadres/posting/",),
    "counties": ("/counties/", "/admin/counties/countyversion/"),
    "organisations": ("/admin/cadres/organisationversion/",),
    "cadres": ("/cadres/", "/admin/cadres/cadreversion/"),
    "sources": ("/sources/", "/admin/records/sourceversion/"),
}


def filled(template: bytes, kind: str) -> bytes:
    """A template with ROWS written under its headings, as a person finds them."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheets = [sheet.name for sheet in import_kinds()[kind].sheets]
    for name, page in zip(sheets, book.worksheets[1:-1], strict=True):
        places = {one.comment.text.split("[")[1].split("]")[0]: one.column for one in page[1]}
        for number, row in enumerate(ROWS[kind][name], start=2):
            for column, value in row.items():
                page.cell(number, places[column], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def exports(client, kind: str, prefix: str):
    """Every download that holds rows of a kind, with its name."""
    for page in PAGES[kind]:
        for form in ("csv", "xlsx"):
            yield f"list.{form}", body(client.get(f"{prefix}{page[1:]}?format={form}"))
    dataset = body(client.get("/data/newest/fupin-ledger.csv.zip", follow=True))
    with ZipFile(io.BytesIO(dataset)) as files:
        described = StatementVersion  # there as what it describes, which names no version
        for sheet in (one for one in import_kinds()[kind].sheets if one.model is not described):
            name = f"{sheet.name.replace('-', '_')}.csv"
            yield name, files.read(name)


def test_every_kind_and_sheet_takes_part():
    assert {code: set(sheets) for code, sheets in ROWS.items()} == {
        code: {sheet.name for sheet in kind.sheets} for code, kind in import_kinds().items()
    }


@pytest.mark.parametrize("prefix", [pytest.param("/", marks=pytest.mark.soak), "/zh-hans/"])
@pytest.mark.parametrize("kind", ROWS)
def test_what_went_in_comes_out_and_changes_nothing(
    client, report_2011, county_clerk, clerk, administrator, reviewer, upload, kind, prefix
):
    user = {"counties": administrator, "progress_reports": clerk}.get(kind, county_clerk)
    client.force_login(user)
    sent = filled(body(client.get(f"{prefix}admin/records/upload/template/{kind}.xlsx")), kind)

    checked = upload(sent, kind=kind, user=user)
    loaded = upload(sent, kind=kind, user=user, load=True)

    assert checked.faults == loaded.faults == []
    assert [one["added"] for one in loaded.report["counts"]] == [
        len(rows) for rows in ROWS[kind].values()
    ]
    workflow.publish(brought(loaded), reviewer, "Seen")
    assert Edition.objects.latest_number() == 2

    seen = 0
    for name, content in [("again.xlsx", sent), *exports(client, kind, prefix)]:
        again = upload(content, name, kind=kind, user=administrator)
        assert (name, again.refusal, again.faults) == (name, "", [])
        assert not again.brings_something, (name, again.report["changes"])
        seen += sum(one["unchanged"] for one in again.report["counts"])
    assert seen > sum(map(len, ROWS[kind].values())) * 3
