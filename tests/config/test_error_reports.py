"""Errors by mail and to Sentry: they say where, and nothing of what people have typed."""

import json
import logging
import logging.config

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, connection
from django.test import Client

from config import error_reports
from config.error_reports import MailToAdmins, report_to_sentry, without_private
from config.logs import logging_settings

SECRETS = ("li.wei", "correct horse battery", "chocolate", "searched-for", "10.9.8.7")


@pytest.fixture
def mails(settings, mailoutbox, monkeypatch):
    """The mails of a handler that has sent none yet."""
    settings.ADMINS = [("", "operator@ledger.example")]
    handler = MailToAdmins()
    monkeypatch.setattr(logging.root, "handlers", [handler])
    return mailoutbox


def fail(request, username="", password="", **rest):
    """As a database does that quotes what it refuses."""
    raise ValueError(f"Key (username, password)=({username}, {password}) exists")


def post_a_password(monkeypatch) -> None:
    monkeypatch.setattr("django.contrib.auth.forms.authenticate", fail)
    visitor = Client(raise_request_exception=False, REMOTE_ADDR="10.9.8.7")
    visitor.cookies["flavour"] = "chocolate"
    response = visitor.post(
        "/admin/login/?next=/searched-for/", {"username": SECRETS[0], "password": SECRETS[1]}
    )
    assert response.status_code == 500


@pytest.mark.django_db
def test_mail_names_view_and_place_and_nothing_that_was_typed(mails, monkeypatch):
    assert authenticate is not fail

    post_a_password(monkeypatch)

    (mail,) = mails
    assert mail.to == ["operator@ledger.example"]
    assert mail.subject.startswith("Fupin Ledger: ValueError in fail, line ")
    assert "POST admin:login" in mail.body
    assert [secret for secret in SECRETS if secret in mail.subject + mail.body] == []


@pytest.mark.django_db
def test_error_that_the_database_words_is_not_quoted(mails):
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'li.wei'::integer")
    except DataError:
        logging.getLogger("a").exception("A failure of %s", "li.wei")

    (mail,) = mails
    assert "psycopg.errors.InvalidTextRepresentation" in mail.body
    assert "A failure of %s" in mail.body
    assert "li.wei" not in mail.subject + mail.body


def test_text_of_an_exception_is_not_mailed_as_the_words_of_a_line(mails):
    """Django logs what it suspects in the words of the exception."""
    logger, error = logging.getLogger("django.security.SuspiciousOperation"), ValueError(SECRETS[3])
    logger.error(str(error), exc_info=error)

    (mail,) = mails
    assert "ERROR of django.security.SuspiciousOperation\n" in mail.body
    assert SECRETS[3] not in mail.subject + mail.body


def test_ten_thousand_errors_are_one_mail(mails):
    for number in range(10_000):
        logging.getLogger("a").error("The database does not answer: %s", number)

    assert len(mails) == 1


def test_many_kinds_of_errors_are_few_mails(mails):
    for number in range(1000):
        logging.getLogger("a").error(f"failure {number}")

    assert len(mails) == error_reports.MOST


def test_next_mail_says_how_often_it_happened(mails, monkeypatch):
    for _time in range(5):
        logging.getLogger("a").error("failure")
    monkeypatch.setattr(error_reports, "PAUSE", 0)

    logging.getLogger("a").error("failure")

    assert "happened 4 times since the last mail" in mails[-1].body


def test_nobody_gets_mail_where_no_administrator_is_named(mails, settings):
    settings.ADMINS = []

    logging.getLogger("a").error("failure")

    assert mails == []


def test_name_that_nobody_serves_is_one_line_and_no_mail(mailoutbox, settings, capsys):
    settings.ADMINS = [("", "operator@ledger.example")]
    before = logging.root.handlers[:]
    logging.config.dictConfig(logging_settings("line", "WARNING"))

    response = Client(SERVER_NAME="searched-for").get("/counties/")

    logging.root.handlers[:] = before
    lines = capsys.readouterr().err.splitlines()
    assert response.status_code == 400
    assert [line for line in lines if "Invalid HTTP_HOST header: 'searched-for'" in line] == lines
    assert len(lines) == 1 and mailoutbox == []


def test_sentry_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sentry_sdk", None)

    with pytest.raises(ImproperlyConfigured, match="pip install sentry-sdk"):
        report_to_sentry("https://key@sentry.example/1")


def test_words_of_a_line_that_are_those_of_the_exception_do_not_reach_sentry():
    error = {"type": "ValueError", "value": "li.wei"}
    event = {"logentry": {"message": "li.wei"}, "exception": {"values": [error]}}

    assert "li.wei" not in json.dumps(without_private(event, {}))


def test_event_of_sentry_says_nothing_that_was_typed():
    event = {
        "request": {"query_string": "q=li.wei", "cookies": {"a": "chocolate"}},
        "user": {"ip_address": "10.9.8.7"},
        "logentry": {"message": "failure of %s", "params": ["li.wei"], "formatted": "of li.wei"},
        "exception": {"values": [{"type": "ValueError", "value": "(li.wei)"}]},
    }

    left = json.dumps(without_private(event, {}))

    assert "ValueError" in left
    assert "failure of %s" in left
    assert [secret for secret in SECRETS if secret in left] == []


@pytest.mark.django_db
def test_sentry_gets_nothing_that_was_typed(monkeypatch):
    sentry_sdk = pytest.importorskip("sentry_sdk")
    sent = []
    report_to_sentry("http://key@127.0.0.1:9/1")
    monkeypatch.setattr(sentry_sdk.get_client().transport, "capture_envelope", sent.append)

    post_a_password(monkeypatch)

    sentry_sdk.init()  # without an address: nothing more is sent
    told = b"".join(envelope.serialize() for envelope in sent).decode()
    assert "ValueError" in told
    assert [secret for secret in SECRETS if secret in told] == []
