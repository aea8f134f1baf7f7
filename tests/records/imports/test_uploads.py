"""Uploads: the file that was sent, its report, who sees it."""

import json

import pytest

from counties.models import Assignment
from records.models import Upload
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
