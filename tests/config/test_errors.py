"""Pages of errors that are answered while the database does not: they ask it for nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.fixture
def unreachable(monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)


@pytest.mark.parametrize("path", ["/", "/zh-hans/projects/", "/sitemap.xml", "/admin/login/"])
def test_unreachable_database_is_said_in_both_languages(visitor, unreachable, path):
    response = visitor.get(path)

    assert response.status_code == 503
    assert "The database does not answer." in response.text
    assert "数据库暂无响应" in response.text
    assert response["Retry-After"] == "5"
    assert "no-store" in response["Cache-Control"]


def test_unreachable_database_is_said_in_json_by_the_api(visitor, unreachable):
    response = visitor.get("/data/api/v1/projects")

    assert response.status_code == 503
    assert response.json()["message"].startswith("The database does not answer.")


def test_other_faults_stay_500(visitor, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError("a fault of ours")

    monkeypatch.setattr(connection, "cursor", fail)

    response = visitor.get("/projects/")

    assert response.status_code == 500
    assert "Something went wrong" in response.text


def test_staff_are_told_that_nothing_can_be_saved(visitor, unreachable):
    staff, public = visitor.get("/zh-hans/admin/login/"), visitor.get("/projects/")

    assert "Nothing can be saved or sent until then." in staff.text
    assert "在此之前无法保存或提交任何内容。" in staff.text
    assert "Nothing can be saved" not in public.text


OWN = {"origin": "http://testserver"}
TYPED = {"title": "Wells <2013>", "_save": "Save", "csrfmiddlewaretoken": "x" * 32}
FORM = "/admin/programs/project/add/"


def test_what_was_typed_comes_back_to_be_sent_again(visitor, unreachable):
    response = visitor.post(FORM, TYPED, headers=OWN)

    assert "Wells &lt;2013&gt;</textarea>" in response.text
    assert 'type="hidden" name="_save" value="Save"' in response.text
    assert "Send it again" in response.text


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example"}])
def test_form_of_another_site_does_not_come_back(visitor, unreachable, headers):
    response = visitor.post(FORM, TYPED, headers=headers)

    assert response.status_code == 503
    assert "Wells" not in response.text and "<form" not in response.text


@pytest.mark.parametrize(
    "more", [{"password": "a secret"}, {"sent": SimpleUploadedFile("well.pdf", b"%PDF")}]
)
def test_form_with_a_password_or_a_file_is_to_be_copied(visitor, unreachable, more):
    response = visitor.post(FORM, {**TYPED, **more}, headers=OWN)

    assert "Wells" in response.text and "a secret" not in response.text
    assert "Copy it" in response.text and "<button" not in response.text
