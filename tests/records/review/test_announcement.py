"""Each edition's digest reaches the auditors, and a mail server that fails stops nobody."""

import smtplib

import pytest
from django.core import mail

from records.models import Edition
from tests.builders import make_allocation, make_project, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditors(settings):
    settings.AUDITORS_EMAIL = ["audit@example.org", "court@example.org"]


def test_digest_is_mailed_when_an_edition_is_public(
    report_2011, auditors, django_capture_on_commit_callbacks
):
    project = make_project()
    make_allocation(project)

    with django_capture_on_commit_callbacks(execute=True):
        edition = publish(project)
        assert mail.outbox == []

    (sent,) = mail.outbox
    assert sent.to == ["audit@example.org", "court@example.org"]
    assert f"--expect {edition.number}:{edition.digest}" in sent.body
    assert f"第{edition.number}期公布" in sent.body and edition.digest in sent.subject


def test_nothing_is_mailed_where_nobody_is_named(
    report_2011, settings, django_capture_on_commit_callbacks
):
    settings.AUDITORS_EMAIL = []
    project = make_project()
    make_allocation(project)

    with django_capture_on_commit_callbacks(execute=True):
        publish(project)

    assert mail.outbox == []


def test_mail_server_that_fails_holds_up_no_publication(
    report_2011, auditors, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr("records.review.announcement.send_mail", refuse)
    project = make_project()
    make_allocation(project)

    with django_capture_on_commit_callbacks(execute=True):
        edition = publish(project)

    assert Edition.objects.newest() == edition
    assert "gone" in caplog.text
