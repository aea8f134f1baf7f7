"""Timestamps of editions, by an authority made with openssl and checked with openssl alone."""

import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from records.integrity import timestamps
from records.integrity.verify import MismatchError, verify
from records.models import Edition, EditionTimestamp
from tests.builders import make_allocation, make_project, publish
from tests.database import as_table_owner, without_triggers

pytestmark = pytest.mark.django_db

CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
"""


def openssl(*words, **options):
    done = subprocess.run(
        ["openssl", *map(str, words)], capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def authority_files(tmp_path_factory):
    """A folder with a root certificate, the certificate of an authority for timestamps under it,
    and what openssl needs to answer."""
    folder = tmp_path_factory.mktemp("authority")
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
    extensions = folder / "extensions"
    extensions.write_text("extendedKeyUsage=critical,timeStamping\nbasicConstraints=CA:FALSE\n")
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    root = ("-subj", "/CN=Test root", "-keyout", folder / "ca.key", "-out", folder / "ca.pem")
    openssl("req", "-x509", *new, *root)
    request = ("-subj", "/CN=Test authority", "-keyout", folder / "tsa.key")
    openssl("req", *new, *request, "-out", folder / "tsa.csr")
    signing = ("-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial")
    made = ("-extfile", extensions, "-days", "2", "-out", folder / "tsa.pem")
    openssl("x509", "-req", "-in", folder / "tsa.csr", *signing, *made)
    other = ("-subj", "/CN=Another root", "-keyout", folder / "other.key")
    openssl("req", "-x509", *new, *other, "-out", folder / "other.pem")
    return folder


@pytest.fixture
def answering(settings):
    """Start a server on loopback that answers a query with what a function makes of it, and make
    it the authority of this site."""
    servers = []

    def start(answer):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"]))
                body = answer(query)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        settings.TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def reply(authority_files, tmp_path):
    """What openssl answers to a query."""

    def answer(query: bytes) -> bytes:
        asked, told = tmp_path / "query.tsq", tmp_path / "answer.tsr"
        asked.write_bytes(query)
        configuration = ("-config", authority_files / "tsa.cnf")
        openssl("ts", "-reply", *configuration, "-queryfile", asked, "-out", told)
        return told.read_bytes()

    return answer


@pytest.fixture
def authority(answering, reply, authority_files, settings):
    answering(reply)
    settings.TIMESTAMP_CERTIFICATES = str(authority_files / "ca.pem")


@pytest.fixture
def publish_now(report_2011, django_capture_on_commit_callbacks):
    """Publish a project, with all that follows a publication."""

    def now() -> Edition:
        project = make_project(f"well-{Edition.objects.count()}")
        make_allocation(project)
        with django_capture_on_commit_callbacks(execute=True):
            edition = publish(project)
            assert not EditionTimestamp.objects.filter(edition=edition).exists()
        return edition

    return now


def test_edition_is_stamped_once_it_is_public(authority, publish_now):
    edition = publish_now()

    stamp = EditionTimestamp.objects.get()
    assert stamp.edition == edition
    assert abs(stamp.stamped_at - edition.published_at).total_seconds() < 60
    assert timestamps.check(bytes(stamp.token), edition.digest) == stamp.stamped_at


def test_openssl_alone_verifies_what_readers_download(
    client, authority, publish_now, authority_files, tmp_path
):
    edition = publish_now()
    page = client.get(f"/editions/{edition.number}/")
    names = (f"edition-{edition.number}.tsr", f"edition-{edition.number}-own.json")
    for name, address in zip(names, ("timestamp.tsr", "edition.json"), strict=True):
        sent = client.get(f"/editions/{edition.number}/{address}")
        assert name in sent["Content-Disposition"]
        (tmp_path / name).write_bytes(sent.content)
    (tmp_path / "authority.pem").write_text((authority_files / "ca.pem").read_text())

    for given in (("-digest", edition.digest), ("-data", names[1])):
        line = ("openssl", "ts", "-verify", *given, "-in", names[0], "-CAfile", "authority.pem")
        assert " ".join(line) in " ".join(page.text.split())
        assert "Verification: OK" in openssl(*line[1:], cwd=tmp_path)
    false = ("ts", "-verify", "-digest", "0" * 64, "-in", names[0], "-CAfile", "authority.pem")
    with pytest.raises(AssertionError, match="message imprint mismatch"):
        openssl(*false, cwd=tmp_path)


def test_page_speaks_chinese_too_and_of_no_timestamp_where_there_is_none(
    client, authority, publish_now
):
    edition = publish_now()

    chinese = client.get(f"/zh-hans/editions/{edition.number}/").text

    assert "时间戳" in chinese and "openssl ts -verify" in chinese
    assert "openssl" not in client.get("/editions/1/").text
    assert client.get("/editions/1/timestamp.tsr").status_code == 404


def test_nobody_is_asked_where_no_authority_is_named(publish_now, caplog):
    publish_now()

    assert not EditionTimestamp.objects.exists()
    assert caplog.text == ""
    with pytest.raises(CommandError, match="TIMESTAMP_URL names no authority"):
        call_command("timestamp_editions")


def test_command_asks_for_what_is_missing(authority, publish_now, settings, capsys):
    url, settings.TIMESTAMP_URL = settings.TIMESTAMP_URL, ""
    publish_now()
    settings.TIMESTAMP_URL = url

    call_command("timestamp_editions")
    call_command("timestamp_editions")

    assert capsys.readouterr().out == "2 editions stamped.\n0 editions stamped.\n"
    assert EditionTimestamp.objects.count() == 2
    assert not Edition.objects.without_timestamp().exists()


def refused(query: bytes) -> bytes:
    """The answer of an authority that knows no such hash: status 2, no token."""
    return bytes.fromhex("30053003020102")


def silent(query: bytes) -> bytes:
    time.sleep(1.5)
    return b""


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (lambda query: b"<html>out of order</html>", "the answer does not hold"),
        (lambda query: b"", "the answer does not hold"),
        (lambda query: b"x" * 70_000, "the authority does not come to an end"),
        (refused, "it was refused with status 2"),
        (silent, "the authority does not answer"),
    ],
    ids=["garbage", "nothing", "endless", "refused", "silent"],
)
def test_authority_that_fails_is_logged_and_holds_up_no_publication(
    answering, publish_now, monkeypatch, caplog, capsys, answer, fault
):
    monkeypatch.setattr(timestamps, "SECONDS", 0.5)
    answering(answer)

    begun = time.monotonic()
    edition = publish_now()

    assert Edition.objects.newest() == edition
    assert not EditionTimestamp.objects.exists()
    assert f"edition {edition.number} has no timestamp: {fault}" in caplog.text
    assert time.monotonic() - begun < 60
    with pytest.raises(CommandError, match=f"edition 1: {fault}"):
        call_command("timestamp_editions")


def test_nobody_listening_is_logged(publish_now, settings, caplog):
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"

    publish_now()

    assert "has no timestamp: the authority does not answer" in caplog.text


def test_answer_to_another_question_is_not_stored(answering, reply, report_2011):
    """The same digest and another nonce: an answer that somebody stored earlier."""
    edition = Edition.objects.get(number=1)
    text = timestamps.stamped_text(edition)
    earlier = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256).build()
    answering(lambda query: reply(earlier.as_bytes()))

    with pytest.raises(timestamps.TimestampError, match=r"another question \(nonce\)"):
        timestamps.stamp(edition)

    assert not EditionTimestamp.objects.exists()


def test_answer_of_another_digest_is_not_stored(answering, reply, report_2011):
    other = TimestampRequestBuilder().data(b"other").hash_algorithm(HashAlgorithm.SHA256).build()
    answering(lambda query: reply(other.as_bytes()))

    with pytest.raises(timestamps.TimestampError, match="another digest"):
        timestamps.stamp(Edition.objects.get(number=1))


def test_answer_that_another_signed_is_not_stored(
    answering, reply, authority_files, report_2011, settings
):
    answering(reply)
    settings.TIMESTAMP_CERTIFICATES = str(authority_files / "other.pem")

    with pytest.raises(timestamps.TimestampError, match="the answer does not hold"):
        timestamps.stamp(Edition.objects.get(number=1))

    settings.TIMESTAMP_CERTIFICATES = str(authority_files / "missing.pem")
    with pytest.raises(timestamps.TimestampError, match="No such file"):
        timestamps.stamp(Edition.objects.get(number=1))


def test_timestamps_are_verified_and_only_grow(authority, publish_now, settings):
    publish_now()
    lines = []

    list(verify(on_progress=lines.append))
    settings.TIMESTAMP_CERTIFICATES = ""
    list(verify(on_progress=lines.append))

    stated = [line for line in lines if line.startswith("timestamps")]
    assert stated == [
        "timestamps: 1, each of its edition's digest, signed by the authority",
        "timestamps: 1, each of its edition's digest, signature not checked",
    ]
    for change in (EditionTimestamp.objects.all().delete, forget_authority):
        with (
            pytest.raises(DatabaseError, match="only grows"),
            transaction.atomic(),
            as_table_owner(),
        ):
            change()


def forget_authority():
    EditionTimestamp.objects.update(authority="")


@pytest.mark.parametrize(
    ("change", "mismatch"),
    [
        ("token = 'x'", "edition 2: its timestamp: the answer does not hold"),
        ("edition_id = 1", "edition 1: its timestamp: it is of another digest"),
        ("stamped_at = stamped_at - interval '1 day'", "edition 2: its timestamp says another"),
    ],
)
def test_forged_timestamp_is_named(authority, publish_now, change, mismatch):
    publish_now()
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE records_editiontimestamp SET {change}")

    with pytest.raises(MismatchError, match=mismatch):
        list(verify())


def test_forged_signature_is_named(authority, publish_now, authority_files, settings):
    publish_now()
    settings.TIMESTAMP_CERTIFICATES = str(authority_files / "other.pem")

    with pytest.raises(MismatchError, match="edition 2: its timestamp: the answer does not hold"):
        list(verify())
