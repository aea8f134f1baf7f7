"""The site behind pgbouncer in transaction mode: a real pool before the tests' server.

What a session keeps, another reader would meet: without DATABASE_POOLED readers of today are shown
names of a past edition. The pool has fewer sessions than the site has threads: those who read the
past hold one until their page is made, and no thread may then wait for what another computes.
"""

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from config.database.home import APPLICATION
from counties.models import County
from tests.builders import draft_reference, publish_reference
from tests.conftest import member

PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not PROGRAM, reason="pgbouncer was not found"),
]
THREADS, SESSIONS = 6, 2
SETTINGS = """[databases]
{name} = host={host} port={port} dbname={name} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {sessions}
query_wait_timeout = 20
"""
# The site, in a process of its own: what it answers many who ask at once, and a publication.
SITE = """
import json, sys, django
from concurrent.futures import ThreadPoolExecutor
django.setup()
from django.db import connections
from django.test import Client
from records.models import User
from records.review import workflow
from counties.models import CountyVersion

def ask(path):
    answer = Client(SERVER_NAME="localhost", HTTP_COOKIE="visitor=1").get(path)
    text = answer.getvalue().decode(errors="replace")
    connections.close_all()
    return [path, answer.status_code, "Atlantis" in text]

with ThreadPoolExecutor(int(sys.argv[2])) as pool:
    answers = list(pool.map(ask, json.loads(sys.argv[1])))
draft = CountyVersion.objects.get(code="141030", state="draft")
clerk, reviewer = (User.objects.get(username=name) for name in ("clerk", "reviewer"))
workflow.submit([draft], clerk, "behind a pool")
edition = workflow.publish([draft], reviewer, "behind a pool")
print(json.dumps({"answers": answers, "edition": edition.number}))
"""


@pytest.fixture
def pool():
    """The address of the tests' database through pgbouncer."""
    folder = Path(tempfile.mkdtemp(prefix="fupin-"))
    folder.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = free.getsockname()[1]
    given = connection.get_connection_params()
    names = {"name": given["dbname"], "host": given["host"], "port": given["port"]}
    (folder / "ini").write_text(
        SETTINGS.format(**names, user=APPLICATION, listen=listen, sessions=SESSIONS)
    )
    account = {"user": pwd.getpwnam("postgres").pw_uid} if os.geteuid() == 0 else {}
    with subprocess.Popen([PROGRAM, "-q", folder / "ini"], **account) as process:
        address = f"postgresql://{APPLICATION}@127.0.0.1:{listen}/{given['dbname']}"
        _wait_for(address)
        yield address
        process.terminate()
    shutil.rmtree(folder)


def _wait_for(address: str) -> None:
    for _attempt in range(50):
        try:
            return psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise AssertionError("pgbouncer does not answer")


def ask_site(address: str, paths: list[str]) -> dict:
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "DATABASE_POOLED": "1",
        "CONN_MAX_AGE": "0",
        "ADDRESS_LIMITS": "0",
        "AUDITORS_EMAIL": "",  # development would print the mail
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", SITE, json.dumps(paths), str(THREADS)],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout)


def sessions_of(address: str) -> set[tuple]:
    """What the sessions of the pool have been left with."""
    question = "SELECT current_setting('search_path'), current_setting('ledger.edition', true)"
    found = set()
    for _time in range(2):
        every = [psycopg.connect(address) for _session in range(SESSIONS)]
        found |= {session.execute(question).fetchone() for session in every}
        for session in every:
            session.close()
    return found


@pytest.mark.soak
def test_pages_downloads_and_publication_through_a_pool(report_2011, pool):
    member("clerk")
    member("reviewer")
    publish_reference(County, "141030", name="Atlantis")
    draft_reference(County, "141030", name="Elsewhere")
    today = ["/counties/", "/counties/?format=csv", "/counties/?format=json", "/counties/141030/"]
    past = [f"{path}{'&' if '?' in path else '?'}edition=1" for path in today]
    books = ["/projects/?format=xlsx", "/projects/?format=xlsx&edition=1", "/search/?q=tea"]

    found = ask_site(pool, [*today, *past, *books] * 3)

    assert {status for _path, status, _named in found["answers"]} == {200}
    named = {path: set() for path in today + past}
    for path, _status, has_name in found["answers"]:
        named.get(path, set()).add(has_name)
    assert [path for path in today if named[path] != {True}] == []
    assert [path for path in past if named[path] != {False}] == []
    assert found["edition"] == 3
    assert {edition for _path, edition in sessions_of(pool)} <= {None, ""}
    assert {path for path, _edition in sessions_of(pool)} == {'"$user", public'}
