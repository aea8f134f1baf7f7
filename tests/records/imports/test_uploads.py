"""Uploads: the file that was sent, its report, who sees it."""

import json

import pytest
from django.core.management import call_command

from counties.models import Assignment
from records.imports.jobs import publish_all
from records.models import ChangeEvent, Upload
from tests.records.imports.conftest import ALLOCATION, PROJECT, workbook

pytestmark = pytest.mark.django_db


def test_upload_keeps_file_report_and_versions(upload):
    sent = workbook(projects=[PROJECT], allocations=[ALLOCATION])

    done = upload(sent, load=True)

    assert done.state == Upload.State.LOADED
    assert bytes(done.file.content) == sent
    assert len(done.file_id) == 64
    assert done.report["counts"][0]["added"] == 1
    assert [(one.kind, one.code, one.version) for one in done.versions.all()] == [
        ("project", "well", 1)
    ]


def test_events_of_an_upload_name_the_person(upload, clerk, reviewer):
    done = upload(workbook(projects=[PROJECT], allocations=[ALLOCATION]), load=True)
    faulty = upload(workbook(projects=[{**PROJECT, "year": "soon"}]))
    Upload.objects.begin(done.pk, Upload.State.DECIDING)
    last = ChangeEvent.objects.earliest("-id")
    publish_all(done, reviewer, "checked")

    events = ChangeEvent.objects.filter(row_table="records_upload", operation="update")
    of_work = events.filter(pk__lt=last.pk)
    assert {(event.row_id, event.user) for event in of_work} == {
        (done.pk, clerk),
        (faulty.pk, clerk),
    }
    assert events.first().user == reviewer and events.first().reason == "checked"


def test_upload_by_command_names_the_person(clerk, report_2011, tmp_path):
    file = tmp_path / "wells.xlsx"
    file.write_bytes(workbook(projects=[PROJECT], allocations=[ALLOCATION]))

    call_command("import_sheet", str(file), kind="projects", user="clerk", reason="by command")

    events = ChangeEvent.objects.filter(row_table="records_upload")
    assert {(event.user, event.reason) for event in events} == {(clerk, "by command")}


def test_faulty_upload_shows_its_rows(upload):
    done = upload(workbook(projects=[{**PROJECT, "year": "soon"}]))

    assert done.state == Upload.State.FAULTY
    (place,) = done.report["context"]
    faulty = [cell for cell in place["cells"] if cell["is_faulty"]]
    assert faulty == [{"column": "F", "text": "soon", "is_faulty": True}]
    assert json.dumps(done.faults)


def test_faulty_file_may_be_sent_again_but_not_loaded(upload, clerk):
    done = upload(workbook(projects=[{**PROJECT, "year": "soon"}]))

    assert not Upload.objects.begin(done.pk, Upload.State.LOADING)
    assert Upload.objects.begin(done.pk, Upload.State.CHECKING)
    assert not Upload.objects.begin(done.pk, Upload.State.CHECKING)


def test_clerk_sees_own_uploads_only(upload, clerk, county_clerk):
    upload(workbook(projects=[PROJECT]))

    assert Upload.objects.visible_to(clerk).count() == 1
    assert Upload.objects.visible_to(county_clerk).count() == 0
    assert Assignment.objects.filter(user=county_clerk).exists()
