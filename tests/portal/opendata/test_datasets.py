"""Whole editions: every public model and no private one, true digests, the same bytes twice."""

import csv
import hashlib
import io
import json
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadres.models import Assessment
from config.lib.orm.text_pairs import pairs
from counties.models import County
from programs.models import (
    AidedStudent,
    Allocation,
    Donation,
    EducationAid,
    Inspection,
    InspectionFinding,
    Milestone,
    PlanChange,
    Project,
    ProjectAttachment,
    Seminar,
    SeminarReport,
    SeminarSpeaker,
    Visit,
    VisitedPerson,
)
from records.history.acting import acting
from records.models import EditionEntry, Record, Row, Source, StoredFile
from records.registry.kinds import open_kinds
from records.review import workflow
from tests.builders import (
    content_of,
    make_allocation,
    make_payment,
    make_project,
    make_result,
    publish_reference,
)
from tests.database import without_triggers
from tests.records.test_hostile import MARKER

pytestmark = pytest.mark.django_db

CSV = "/data/editions/{}/fupin-ledger.csv.zip"
JSON = "/data/editions/{}/fupin-ledger.json"
ROOMS = ("records", "counties", "cadres", "programs")
# Who works here, what they did and said, and the people behind the numbers.
NOT_OPEN = {
    "PreparedFile",
    "PreparedPart",
    "AidedStudent",
    "Assignment",
    "ApprovalLimit",
    "BackupCode",
    "BackupDevice",
    "ChangeEvent",
    "Edition",
    "CheckCount",
    "Desk",
    "DraftOwner",
    "EditionBranch",
    "EditionEntry",
    "EditionTimestamp",
    "FailedSignIn",
    "Feedback",
    "Lockout",
    "Notice",
    "NoticeMapping",
    "NoticeReading",
    "Phone",
    "RememberedMapping",
    "ReviewRemit",
    "ReviewStep",
    "RoleRequest",
    "SearchEntry",
    "SearchWord",
    "SecondFactorRule",
    "SignIn",
    "StaffComment",
    "StoredFile",
    "Standing",
    "TallyCell",
    "TallyBlock",
    "OutcomeCell",
    "Upload",
    "UploadedVersion",
    "User",
    "VisitedPerson",
    "YearStep",
}


def body(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def archive(client, number=1) -> ZipFile:
    return ZipFile(io.BytesIO(body(client.get(CSV.format(number)))))


def rows_of(opened: ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(opened.read(name).decode("utf-8-sig"))))


def document(client, number=1) -> dict:
    return json.loads(body(client.get(JSON.format(number))))


def test_every_model_is_open_or_named_as_private():
    ours = {model for room in ROOMS for model in apps.get_app_config(room).get_models()}
    is_open = {kind.model for kind in open_kinds()}

    # Versions of reference data are open as records of the JSON, and in CSV as what they describe.
    versions = {model for model in ours if hasattr(model, "describes")}
    assert {model.__name__ for model in ours - is_open - versions} == NOT_OPEN
    assert {model.describes for model in versions} <= is_open
    assert {model for model in ours if issubclass(model, Record | Row)} <= is_open | versions


def test_no_column_is_private():
    columns = {(table.plural, column.name) for table in open_kinds() for column in table.columns}

    assert ("assessments", "assessor") in columns
    assert ("assessments", "findings") not in columns
    assert not {name for _table, name in columns} & {"submitted_by", "change_reason", "state", "id"}


def test_private_parts_and_drafts_are_in_no_download(client, report_2011):
    with without_triggers():
        assert Assessment.objects.update(findings=MARKER)
    AidedStudent.objects.create(project_code="2011-university-dream", name=MARKER)
    VisitedPerson.objects.create(project_code="2011-visits", name=MARKER)
    make_project("not-yet-public", title=MARKER)

    opened = archive(client)

    assert not [name for name in opened.namelist() if MARKER.encode() in opened.read(name)]
    assert MARKER.encode() not in body(client.get(JSON.format(1)))


def test_zip_holds_every_table_and_what_proves_it(client, report_2011):
    opened = archive(client)

    names = {f"{table.plural}.csv" for table in open_kinds()}
    assert set(opened.namelist()) == names | {
        "README.txt",
        "dictionary.csv",
        "codelists.csv",
        "digests.csv",
        "SHA256SUMS",
    }
    sums = [line.split("  ") for line in opened.read("SHA256SUMS").decode().splitlines()]
    assert all(hashlib.sha256(opened.read(name)).hexdigest() == digest for digest, name in sums)
    assert {name for _digest, name in sums} == set(opened.namelist()) - {"SHA256SUMS"}


def test_zip_holds_every_public_row(client, report_2011):
    opened = archive(client)

    found = {table.plural: len(rows_of(opened, f"{table.plural}.csv")) for table in open_kinds()}
    assert found == {table.plural: table.rows(None).count() for table in open_kinds()}
    assert found["projects"] == 16 and found["statements"] > 60


def test_dictionary_explains_every_column_in_both_languages(client, report_2011):
    opened = archive(client)

    explained = rows_of(opened, "dictionary.csv")
    for table in open_kinds():
        heading = opened.read(f"{table.plural}.csv").decode("utf-8-sig").splitlines()[0].split(",")
        mine = [row for row in explained if row["file"] == f"{table.plural}.csv"]
        assert [row["column"] for row in mine] == heading
    assert all(row["type"] and row["label_en"] and row["label_zh"] for row in explained)
    assert {row["refers_to"] for row in explained} <= {"", *opened.namelist()}
    (kind,) = (
        row for row in explained if (row["file"], row["column"]) == ("allocations.csv", "kind")
    )
    codes = {
        row["code"]: row
        for row in rows_of(opened, "codelists.csv")
        if row["codelist"] == kind["codelist"]
    }
    assert codes["relief_fund"]["label_zh"] == "扶贫资金"


def test_amounts_are_exact_and_unknown_is_empty(client, report_2011):
    rows = rows_of(archive(client), "allocations.csv")

    (fund,) = (row for row in rows if (row["project"], row["line"]) == ("2011-infrastructure", "1"))
    assert (fund["allocated"], fund["spent"], fund["unit"]) == ("5838000.00", "", "CNY")
    assert (fund["source"], fund["statement"]) == ("report-2011", "infrastructure-fund")


def test_digests_can_be_recomputed_from_the_json(client, report_2011):
    digests = rows_of(archive(client), "digests.csv")
    records = document(client)["records"]

    def recomputed(content):
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    mine = {(r["kind"], r["code"], str(r["version"])): recomputed(r["content"]) for r in records}
    entries = EditionEntry.objects.values_list("kind", "code", "version", "digest")
    assert mine == {(row["kind"], row["code"], row["version"]): row["sha256"] for row in digests}
    assert mine == {(kind, code, str(version)): digest for kind, code, version, digest in entries}
    assert all(record["sha256"] == recomputed(record["content"]) for record in records)


def test_content_is_that_of_the_digest_for_every_kind_of_row(client, report_2011):
    with without_triggers():
        daning = County.objects.get(code="141030")
        project = make_project(
            "every-kind",
            state="published",
            published_in_id=1,
            scope="county",
            county=daning,
            component_count=0,
            title='"a" \\ 井',
        )
        make_payment(make_allocation(project, spent=0))
        given = {"project": project, "statement": project.statement}
        named = (Donation, EducationAid, Inspection, PlanChange, Seminar, SeminarReport)
        for model in (*named, SeminarSpeaker, Visit):
            names = {name: "a" for name in pairs(model)}
            model.objects.create(**given, **names)
        inspection = project.inspections.get()
        InspectionFinding.objects.create(**given, inspection=inspection, finding="a")
        make_result(project, baseline_statement=project.statement)
        file = StoredFile.objects.keep(b"%PDF-1.7")
        ProjectAttachment.objects.create(
            **given, title="a", file=file, preview=file, width=3, name="a.pdf"
        )
        Milestone.objects.create(**given, kind="approval", attachment=project.attachments.get())

    records = document(client)["records"]

    (found,) = (record for record in records if record["code"] == "every-kind")
    assert len([name for name in found["content"] if name.endswith("_rows")]) == len(
        Project.row_models()
    )
    assert found["content"] == content_of(project)
    assert found["content"]["component_count"] == 0


def test_past_edition_stays_as_it_was(client, clerk, reviewer, report_2011):
    before = body(client.get(CSV.format(1)))
    project = Project.objects.published().get(code="2011-infrastructure")
    draft = workflow.start_correction(project, clerk, "a better title")
    with acting(clerk, "a better title"):
        Project.objects.filter(pk=draft.pk).update(title="Wells and roads")
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")

    titles = {row["title"] for row in rows_of(archive(client, 2), "projects.csv")}

    assert body(client.get(CSV.format(1))) == before
    assert "Wells and roads" in titles and "Infrastructure projects, 2011" not in titles
    assert {r["edition"] for r in document(client, 2)["records"] if r["code"] == draft.code} == {2}


@pytest.mark.parametrize("address", [CSV, JSON])
def test_same_edition_is_the_same_bytes_and_not_sent_twice(client, report_2011, address):
    first = client.get(address.format(1))
    again = client.get(address.format(1), headers={"If-None-Match": first["ETag"]})
    later = client.get(address.format(1), headers={"If-Modified-Since": first["Last-Modified"]})

    assert body(first) == body(client.get(address.format(1)))
    assert again.status_code == later.status_code == 304


def test_edition_keeps_its_bytes_when_reference_data_change(client, report_2011):
    first = body(client.get(CSV.format(1)))
    publish_reference(Source, "report-2011", note="Another note")

    assert body(client.get(CSV.format(1))) == first
    assert body(client.get(CSV.format(2))) != first


def test_today_leads_to_the_newest_edition(client, report_2011):
    assert client.get("/data/newest/fupin-ledger.csv.zip")["Location"] == CSV.format(1)
    assert client.get("/data/newest/fupin-ledger.json")["Location"] == JSON.format(1)


@pytest.mark.parametrize(
    "address", [CSV.format(9), JSON.format(9), "/data/newest/fupin-ledger.json"]
)
def test_edition_that_does_not_exist_is_not_found(client, db, address):
    assert client.get(address).status_code == 404


def test_whole_dataset_needs_the_same_queries_however_many_rows(client, report_2011):
    with CaptureQueriesContext(connection) as few:
        document(client)
    with without_triggers():
        for number in range(20):
            project = make_project(f"well-{number:02}", state="published", published_in_id=1)
            make_payment(make_allocation(project))
    with CaptureQueriesContext(connection) as many:
        records = document(client)["records"]

    assert len(records) > 20 and Allocation.objects.count() > 20
    assert len(many) <= len(few) + 3  # queries for rows of a kind that was empty before
