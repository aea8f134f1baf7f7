"""Slow clients, by hundreds, beside an ordinary reader: real processes and real sockets."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest

from config.server.gunicorn import threads
from config.settings import BASE_DIR
from tests.config.server.download import DOWNLOAD_BYTES
from tests.replicas import children

GUARD = 60  # seconds: a test that has gone wrong ends
SOCKETS_OF_ONE_READER = 2  # one listens
GET = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
HEAD = GET.replace(b"GET", b"HEAD")


class Server:
    """gunicorn with the worker of the site."""

    def __init__(self, settings: str, **environment: str):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment |= {"DJANGO_SETTINGS_MODULE": "config.settings"}
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            f"--config=python:{settings}",
            "--workers=1",
            f"--bind=127.0.0.1:{self.port}",
            "tests.config.server.application",
        ]
        self.process = subprocess.Popen(
            command,
            cwd=BASE_DIR,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.clients = []

    def connect(self, first: bytes = b"", *, window: int = 0) -> socket.socket:
        """A client that has sent `first`; a small window makes it take little of what comes."""
        client = socket.socket()
        self.clients.append(client)
        client.settimeout(GUARD)
        if window:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        client.connect(("127.0.0.1", self.port))
        client.sendall(first)
        return client

    def ask(self, path: str, body: bytes | None = None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=GUARD)
        with closing(connection):
            connection.request("GET" if body is None else "POST", path, body)
            response = connection.getresponse()
            with response:
                response.content = response.read()
        return response

    def wait(self):
        while True:
            try:
                return self.ask("/")
            except ConnectionError:
                assert self.process.poll() is None, self.process.stderr.read()
                time.sleep(0.05)

    def end(self) -> tuple[str, str]:
        """What it printed, as mails of development, and its log."""
        self.process.terminate()
        return self.process.communicate(timeout=GUARD)

    def forget_clients(self):
        while self.clients:
            self.clients.pop().close()


@contextmanager
def serving(settings, **environment):
    running = Server(settings, **environment)
    try:
        running.wait()
        yield running
    finally:
        running.forget_clients()
        running.process.kill()
        running.process.communicate()


@pytest.fixture(scope="module")
def shared_server():
    with serving("config.server.gunicorn") as running:
        yield running


@pytest.fixture
def server(shared_server):
    yield shared_server
    shared_server.forget_clients()


@pytest.fixture
def impatient():
    with serving("tests.config.server.impatient") as running:
        yield running


def is_open(client: socket.socket) -> bool:
    client.setblocking(False)
    try:
        return client.recv(1) != b""
    except BlockingIOError:
        return True


def read_all(client: socket.socket) -> bytes:
    parts = []
    while part := client.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def test_reader_is_served_while_hundreds_of_clients_are_slow(server):
    idle = [server.connect() for _ in range(200)]
    slow = [server.connect(b"GET / HTTP/1.1\r\nHost: 127.0") for _ in range(200)]
    deaf = [server.connect(GET % b"/download", window=4096) for _ in range(50)]

    answers = [server.ask("/").content for _ in range(100)]

    assert answers == [b"hello"] * 100
    assert all(is_open(client) for client in [*idle, *slow, *deaf])
    assert len(server.ask("/download").content) == DOWNLOAD_BYTES + len("unit_wan")


def test_slow_bodies_hold_nobody_and_arrive_whole(server):
    head = b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n"
    slow = [server.connect(head + b"01234") for _ in range(20)]

    answers = [server.ask("/").content for _ in range(20)]
    for client in slow:
        client.sendall(b"56789")

    assert answers == [b"hello"] * 20
    assert all(read_all(client).endswith(b"\r\n0123456789\r\n0\r\n\r\n") for client in slow)


def test_large_body_arrives_whole(server):
    body = os.urandom(3_000_000)

    assert server.ask("/echo", body).content == body


def test_client_that_waits_with_its_body_is_asked_for_it(server):
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    client = server.connect(head)

    assert client.recv(1000).startswith(b"HTTP/1.1 100 ")

    client.sendall(b"ok")
    assert b"\r\nok\r\n" in read_all(client)


def test_client_that_reads_late_gets_all_of_it(server):
    client = server.connect(GET % b"/download", window=4096)
    assert server.ask("/").content == b"hello"

    received = read_all(client)

    assert received.count(b"0123456789abcdef") == DOWNLOAD_BYTES // 16
    assert received.endswith(b"\r\n0\r\n\r\n")


def test_download_is_made_in_the_context_of_its_view(server):
    assert server.ask("/download").content.startswith(b"unit_wan")


def test_views_run_in_as_many_threads_as_set(server):
    with ThreadPoolExecutor(16) as pool:
        peaks = [int(answer.content) for answer in pool.map(server.ask, ["/slow"] * 16)]

    assert max(peaks) == threads


def test_short_pages_are_served_while_much_that_is_long_waits(server):
    waiting = [server.connect(GET % b"/long?of=anything") for _ in range(20)]

    assert [server.ask("/").content for _ in range(5)] == [b"hello"] * 5
    assert sum(is_open(client) for client in waiting) > 10


def test_nothing_is_made_for_a_client_that_has_left(server):
    for _time in range(2):  # so that it is known as long, and done one by one
        server.ask("/long")
    before = int(server.ask("/made").content)
    waiting = [server.connect(GET % b"/long") for _ in range(3)]
    time.sleep(0.1)
    for _more in range(5):
        server.connect(GET % b"/long").close()

    assert all(b"made" in read_all(client) for client in waiting)
    assert server.ask("/long").content == b"made"  # after those that have left
    assert int(server.ask("/made").content) == before + len(waiting) + 1


@pytest.mark.soak
def test_who_would_wait_too_long_is_told_when_to_ask_again(impatient):
    for path in ("/made", "/sockets", "/long?of=anything") * 2:  # so that the last is known
        impatient.ask(path)
    clients = [impatient.connect(GET % b"/long?of=anything") for _ in range(20)]
    answers = [read_all(client).decode() for client in clients]

    refused = [answer for answer in answers if answer.startswith("HTTP/1.1 503 ")]
    assert 5 < len(refused) < 20
    assert all("\r\nRetry-After: " in one and "秒后重试" in one for one in refused)
    assert all("made" in one for one in answers if one not in refused)
    assert impatient.ask("/").content == b"hello"


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n", b"413"),
        (b"GET / HTTP/1.1\r\nCookie: " + b"x" * 200_000, b"431"),
        (b"GET / HTTP/1.1\r\nnonsense\r\n\r\n", b"400"),
    ],
)
def test_unacceptable_request_is_refused_in_a_status_line(server, head, status):
    client = server.connect(head)

    assert client.recv(1000).split(b" ")[1] == status


def test_fault_of_a_view_is_answered(server):
    assert server.ask("/fault").status == 500
    assert server.ask("/").content == b"hello"


def test_view_that_exits_ends_its_own_response_alone(server):
    with pytest.raises(http.client.RemoteDisconnected):
        server.ask("/exit")

    assert server.ask("/").content == b"hello"


def test_download_that_breaks_off_is_seen_to_be_incomplete(server):
    with pytest.raises(http.client.IncompleteRead):
        server.ask("/broken")

    assert server.ask("/").content == b"hello"


@pytest.mark.soak
def test_late_clients_are_dropped(impatient):
    idle, slow = impatient.connect(), impatient.connect(b"GET / HTTP")
    deaf = impatient.connect(GET % b"/download", window=4096)

    while int(impatient.ask("/sockets").content) > SOCKETS_OF_ONE_READER:
        time.sleep(0.1)

    assert read_all(idle) == read_all(slow) == b""
    assert not read_all(deaf).endswith(b"\r\n0\r\n\r\n")


def test_slow_reader_gets_all_of_a_download_that_the_spool_cannot_hold(impatient):
    client = impatient.connect(GET % b"/download", window=4096)

    assert read_all(client).endswith(b"\r\n0\r\n\r\n")


@pytest.mark.soak
def test_clients_that_wait_the_longest_make_room(impatient):
    first = impatient.connect()
    for _more in range(60):
        impatient.connect()

    assert impatient.ask("/").content == b"hello"
    assert not is_open(first)


def test_response_under_way_is_completed_before_the_server_ends():
    with serving("config.server.gunicorn") as running:
        client = running.connect(GET % b"/download", window=4096)
        assert client.recv(10)
        running.process.send_signal(signal.SIGTERM)

        received = read_all(client)

        assert received.endswith(b"\r\n0\r\n\r\n")
        assert running.process.wait(GUARD) == 0


def test_workers_end_with_a_killed_parent():
    with serving("config.server.gunicorn") as running:
        running.process.kill()

        with pytest.raises(ConnectionRefusedError):
            while True:
                running.connect().close()
                time.sleep(0.05)


def test_head_reads_nothing_of_the_body_and_leaves_no_line():
    with serving("config.server.gunicorn") as running:
        paths = (b"/", b"/download", b"/broken")
        heads = [read_all(running.connect(HEAD % path)) for path in paths]
        _printed, log = running.end()

    assert all(head.startswith(b"HTTP/1.1 200 OK\r\n") for head in heads)
    assert all(head.endswith(b"\r\n\r\n") and head.count(b"\r\n\r\n") == 1 for head in heads)
    assert log == ""


@pytest.mark.soak
def test_killed_worker_is_replaced_and_told_to_those_who_run_the_site():
    told = {"ADMINS_EMAIL": "operator@ledger.example", "LOG_FORMAT": "json"}
    with serving("config.server.gunicorn", **told) as running:
        (worker,) = children(running.process.pid)

        os.kill(worker, signal.SIGKILL)
        while children(running.process.pid) in ([], [worker]):
            time.sleep(0.05)
        running.wait()
        mails, log = running.end()

    assert mails.count("Subject: Fupin Ledger: gunicorn.error: Worker (pid:%s) was sent") == 1
    lines = list(map(json.loads, log.splitlines()))
    assert [
        (line["level"], line["logger"], line["message"].partition("!")[0]) for line in lines
    ] == [("ERROR", "gunicorn.error", f"Worker (pid:{worker}) was sent SIGKILL")]
