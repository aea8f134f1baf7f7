"""`/metrics`: who may read it, and what it says of requests, jobs, editions and files."""

import ipaddress
import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from config import metrics


@pytest.fixture
def prometheus(settings, tmp_path, monkeypatch, db) -> Client:
    """Asks from an address that may read; the site is loaded anew, as its middleware is."""
    settings.METRICS_FROM = [ipaddress.ip_network("192.0.2.0/28")]
    settings.METRICS_TOKEN = "a secret"
    settings.NIGHTLY_STATE = tmp_path / "nightly.json"
    monkeypatch.setattr(metrics, "FOLDER", tmp_path)
    return Client(REMOTE_ADDR="192.0.2.9", HTTP_HOST="203.0.113.7:8000")


def figures(response) -> dict:
    families = text_string_to_metric_families(response.content.decode())
    samples = [sample for family in families for sample in family.samples]
    return {(one.name, *one.labels.values()): one.value for one in samples}


def test_others_are_told_that_there_is_no_such_page(prometheus):
    assert Client().get("/metrics").status_code == 404
    assert Client(REMOTE_ADDR="192.0.2.16").get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"authorization": "Bearer other"}).status_code == 404


def test_there_is_no_such_page_where_no_setting_names_anybody(client, db):
    assert client.get("/metrics").status_code == 404


def test_named_address_and_secret_may_read_and_nobody_keeps_it(prometheus):
    response = prometheus.get("/metrics")

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    with_secret = Client().get("/metrics", headers={"authorization": "Bearer a secret"})
    assert with_secret.status_code == 200


def test_address_is_that_which_the_proxy_names(prometheus, settings):
    settings.TRUST_PROXY = True

    through_proxy = prometheus.get("/metrics", headers={"x-forwarded-for": "198.51.100.1"})

    assert through_proxy.status_code == 400  # an ordinary visitor, by a name that is not the site's


def test_requests_are_counted_by_view_and_status(prometheus, report_2011):
    before = figures(prometheus.get("/metrics"))

    for path in ("/glossary/", "/glossary/", "/nowhere/", "/nowhere/else/"):
        Client().get(path)

    after = figures(prometheus.get("/metrics"))
    key = ("fupin_requests_total", "200", "glossary")
    assert after[key] - before.get(key, 0) == 2
    assert after[("fupin_request_seconds_count", "glossary")] >= 2
    assert {labels[1] for labels in after if "nowhere" in str(labels)} == set()


def test_database_editions_and_jobs_are_told(prometheus, report_2011):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, scheduled_at) "
            "VALUES ('files', 'x', 0, '{}', now() - interval '90 seconds')"
        )

    said = figures(prometheus.get("/metrics"))

    assert said[("fupin_database_up",)] == 1
    assert said[("fupin_edition",)] == 1
    assert said[("fupin_jobs", "todo")] == 1
    assert said[("fupin_jobs", "doing")] == 0
    assert 90 <= said[("fupin_job_age_seconds", "todo")] <= 100


@pytest.mark.django_db(transaction=True)
def test_database_that_does_not_answer_is_told(prometheus, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setattr(
        connection, "get_connection_params", lambda: {"host": "127.0.0.1", "port": 1}
    )
    connection.close()

    said = figures(prometheus.get("/metrics"))

    assert said[("fupin_database_up",)] == 0
    assert ("fupin_edition",) not in said


def test_nights_backups_and_drills_are_told(prometheus, tmp_path, settings):
    moment = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
    settings.NIGHTLY_STATE.write_text(json.dumps({"steps": {"checks": moment.isoformat()}}))
    (tmp_path / "one.dump").touch()

    said = figures(prometheus.get("/metrics"))

    assert said[("fupin_nightly_done_seconds", "checks")] == moment.timestamp()
    assert said[("fupin_backup_written_seconds",)] > moment.timestamp()
    assert ("fupin_drill_done_seconds",) not in said


def test_costs_two_queries(prometheus, django_assert_num_queries):
    with django_assert_num_queries(2):
        prometheus.get("/metrics")


COUNTING = """
import os, django
from django.conf import settings
settings.DATABASES
os.environ["PROMETHEUS_MULTIPROC_DIR"] = os.environ["FOLDER"]
django.setup()
from config import metrics
for _worker in range(2):
    if os.fork() == 0:
        metrics.REQUESTS.labels("home", 200).inc()
        os._exit(0)
    os.wait()
print(metrics.counted().decode())
"""


def test_processes_of_the_site_share_their_counts(tmp_path):
    given = {"FOLDER": str(tmp_path), "METRICS_TOKEN": "x"}
    environment = {**os.environ, **given, "DJANGO_SETTINGS_MODULE": "config.settings"}

    done = subprocess.run(
        [sys.executable, "-c", COUNTING],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert 'fupin_requests_total{status="200",view="home"} 2.0' in done.stdout
