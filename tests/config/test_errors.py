"""Pages of errors that are answered while the database does not: they ask it for nothing."""

import pytest
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
