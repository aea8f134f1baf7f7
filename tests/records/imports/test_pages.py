"""Import in the admin and at the command line: the whole way, and who may go it."""

import io
import os
import signal
import subprocess
import sys
import time
from itertools import product

import openpyxl
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from config.lib.connections.address import database_address
from counties.models import Assignment
from programs.models import Project
from records.imports.jobs import brought, publish_all
from records.models import Edition, State, StoredFile, Upload
from records.review import workflow
from tests.conftest import member
from tests.programs.test_exports import body
from tests.records.imports.conftest import ALLOCATION, PROJECT, workbook


def fill(template: bytes, **sheets: list[dict]) -> bytes:
    """A template filled in by hand: rows by the names that its headings carry in their notes."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    pages = dict(zip(("notes", *NAMES, "lists"), book.worksheets, strict=True))
    for name, rows in sheets.items():
        page = pages[name]
        places = {one.comment.text.split("[")[1].split("]")[0]: one.column for one in page[1]}
        for number, row in enumerate(rows, start=2):
            for column, value in row.items():
                page.cell(number, places[column], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


NAMES = (
    "projects",
    "allocations",
    "payments",
    "results",
    "education-aid",
    "donations",
    "seminars",
    "seminar-speakers",
    "seminar-reports",
    "visits",
    "milestones",
    "plan-changes",
    "inspections",
    "inspection-findings",
)


def page_of(upload) -> str:
    return reverse("admin:records_upload_change", args=[upload.pk])


def step(upload, verb: str) -> str:
    return reverse("admin:records_upload_work", args=[upload.pk, verb])


def ended(pk: int) -> Upload:
    """An upload once the process that works on it is through."""
    for _turn in range(200):
        upload = Upload.objects.get(pk=pk)
        if not upload.is_at_work:
            return upload
        time.sleep(0.1)
    raise AssertionError(f"still {upload.state}")


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_template_is_filled_in_and_read(client, clerk, upload, prefix):
    client.force_login(clerk)
    template = body(client.get(f"{prefix}/admin/records/upload/template/projects.xlsx"))
    sent = fill(template, projects=[PROJECT], allocations=[ALLOCATION])

    done = upload(sent)

    assert done.faults == []
    assert [(one["added"], one["changed"]) for one in done.report["counts"]][:2] == [(1, 0), (1, 0)]
    (page,) = (one for one in openpyxl.load_workbook(io.BytesIO(template)).worksheets[1:2])
    assert len(page.data_validations.dataValidation) >= 8


@pytest.mark.django_db
def test_template_import_review_publication_export_and_import_come_round(
    client, clerk, reviewer, upload
):
    client.force_login(clerk)
    template = body(client.get("/admin/records/upload/template/projects.xlsx"))
    sent = fill(template, projects=[PROJECT], allocations=[ALLOCATION, {**ALLOCATION, "line": 7}])
    loaded = upload(sent, load=True)
    workflow.publish(brought(loaded), reviewer, "Seen")

    for page, form in product(("projects", "funds"), ("csv", "xlsx")):
        exported = body(client.get(f"/{page}/?format={form}&q=well"))
        again = upload(exported, f"{page}.{form}")

        assert again.faults == []
        assert not again.brings_something
        assert again.report["counts"][-1]["unchanged"] > 0
    assert upload(sent).brings_something is False


@pytest.mark.django_db
def test_template_explains_each_column_in_both_languages(client, clerk, report_2011):
    client.force_login(clerk)
    template = body(client.get("/admin/records/upload/template/projects.xlsx"))

    for page in openpyxl.load_workbook(io.BytesIO(template)).worksheets[1:-1]:
        for heading in page[1]:
            english, chinese = heading.comment.text.split("\n\n")
            assert heading.value in english
            assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)


@pytest.mark.django_db
def test_csv_template_holds_the_headings(client, clerk, report_2011):
    client.force_login(clerk)

    response = client.get("/zh-hans/admin/records/upload/template/projects/allocations.csv")

    assert response.content.decode("utf-8-sig").startswith("项目代码,行号,资金类别,")


@pytest.mark.django_db
def test_marked_copy_marks_the_faulty_cells_and_can_be_sent_back(client, clerk, upload):
    client.force_login(clerk)
    done = upload(workbook(projects=[{**PROJECT, "year": "soon"}], allocations=[ALLOCATION]))

    marked = body(client.get(reverse("admin:records_upload_marked", args=[done.pk])))

    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert book.sheetnames == ["Errors", "projects", "allocations"]
    faulty = book["projects"]["F2"]
    assert "is not a number" in faulty.comment.text
    assert faulty.fill.start_color.rgb == "FFF9D9D6"
    assert book["allocations"]["C2"].value == "58.38万元"
    faulty.value = 2013
    out = io.BytesIO()
    book.save(out)
    assert upload(out.getvalue()).faults == []


@pytest.mark.django_db
def test_command_checks_then_loads(tmp_path, clerk, report_2011, capsys):
    file = tmp_path / "wells.xlsx"
    file.write_bytes(workbook(projects=[PROJECT], allocations=[ALLOCATION]))
    about = {"kind": "projects", "user": "clerk", "reason": "Wells"}

    call_command("import_sheet", str(file), **about)
    assert not Project.objects.filter(code="well").exists()
    call_command("import_sheet", str(file), **about, load=True)

    assert Project.objects.get(code="well").state == State.SUBMITTED
    assert "projects: 1 new, 0 changed, 0 unchanged" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, "needs --kind, --user and --reason"),
        ({"kind": "projects", "user": "nobody", "reason": "x"}, "no active member"),
        ({"kind": "counties", "user": "auditor", "reason": "x"}, "may not bring in counties"),
    ],
)
def test_command_says_what_it_needs(tmp_path, auditor, report_2011, about, expected):
    file = tmp_path / "wells.xlsx"
    file.write_bytes(workbook(projects=[PROJECT]))

    with pytest.raises(CommandError, match=expected):
        call_command("import_sheet", str(file), **about)


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_file_goes_from_the_form_to_the_public(client, report_2011, reviewer):
    clerk = member("clerk")
    Assignment.objects.create(user=clerk)
    client.force_login(clerk)
    sent = io.BytesIO(workbook(projects=[PROJECT], allocations=[ALLOCATION]))
    sent.name = "wells.xlsx"

    given = {"kind": "projects", "sent": sent, "reason": "Wells of 2013"}
    client.post(reverse("admin:records_upload_add"), given)
    checked = ended(Upload.objects.get().pk)
    assert checked.state == Upload.State.CHECKED
    assert "Load as drafts" in client.get(page_of(checked)).text
    client.post(step(checked, "load"))
    loaded = ended(checked.pk)
    client.force_login(reviewer)
    client.post(step(loaded, "publish"), {"reason": "All seen"})
    assert ended(loaded.pk).refusal == ""

    assert Project.objects.published().get(code="well").allocations.count() == 1
    assert Edition.objects.latest_number() == 2


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_killed_work_leaves_nothing_and_can_be_begun_again(report_2011):
    clerk = member("clerk")
    Assignment.objects.create(user=clerk)
    rows = [{**PROJECT, "code": f"well-{number}"} for number in range(3000)]
    stored = StoredFile.objects.keep(workbook(projects=rows))
    upload = Upload.objects.create(
        kind="projects", name="x.xlsx", file=stored, sent_by=clerk, reason="Wells"
    )
    command = [sys.executable, "manage.py", "import_sheet", f"--upload={upload.pk}", "--load"]
    environment = {**os.environ, "DATABASE_URL": database_address()}
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    while Upload.objects.get(pk=upload.pk).step not in ("checking", "submitting"):
        time.sleep(0.02)

    process.send_signal(signal.SIGKILL)
    process.wait()

    assert not Project.objects.filter(code__startswith="well-").exists()
    upload.refresh_from_db()
    assert upload.is_at_work
    Upload.objects.update(worked_at="2011-01-01T00:00Z")
    upload.refresh_from_db()
    assert upload.has_died
    assert Upload.objects.begin(upload.pk, Upload.State.CHECKING)


@pytest.mark.django_db
def test_only_a_second_person_publishes_a_file(client, upload, clerk):
    done = upload(workbook(projects=[PROJECT]), load=True)
    client.force_login(clerk)

    assert client.post(step(done, "publish"), {"reason": "Mine"}).status_code == 403
    publish_all(done, clerk, "Mine")

    assert "another person must decide" in Upload.objects.get(pk=done.pk).refusal
    assert Project.objects.get(code="well").state == State.SUBMITTED


@pytest.mark.django_db
def test_nobody_loads_what_another_sent(client, upload, county_clerk, reviewer):
    done = upload(workbook(projects=[PROJECT]))

    for user, expected in ((county_clerk, 404), (reviewer, 403)):
        client.force_login(user)
        assert client.post(step(done, "load")).status_code == expected
    assert client.post(step(done, "check")).status_code == 403


@pytest.mark.django_db
def test_auditor_reads_and_visitor_does_not(client, upload, auditor):
    done = upload(workbook(projects=[PROJECT]))

    assert client.get(page_of(done)).status_code == 302
    client.force_login(auditor)
    assert "well" in client.get(page_of(done)).text
    assert client.get(reverse("admin:records_upload_add")).status_code == 403
