"""Public pages read the replica, where there is one; whoever wrote reads the primary."""

import pytest
from django.conf import settings
from django.db import connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from config.lib.connections.read_replica import (
    REPLICA,
    is_reading_replica,
    on_primary,
    reading_replica,
)
from config.middleware.replica import ReplicaMiddleware

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def replica(monkeypatch):
    """A second connection to the tests' own database stands for a replica."""
    monkeypatch.setitem(settings.DATABASES, REPLICA, {})
    connections[REPLICA] = connections.create_connection("default")
    connections[REPLICA].settings_dict = {**connection.settings_dict}
    yield
    connections[REPLICA].close()
    del connections[REPLICA]


def reads_replica(path: str, **cookies) -> bool:
    """Whether a request for `path` reads the replica."""
    request = RequestFactory().get(path)
    request.COOKIES = cookies
    seen = []
    ReplicaMiddleware(lambda _request: seen.append(is_reading_replica()) or HttpResponse())(request)
    return seen[0]


def test_public_pages_read_the_replica(replica):
    assert reads_replica("/projects/") and reads_replica("/zh-hans/", display="unit_wan")
    assert not reads_replica("/admin/") and not reads_replica("/feedback/")
    assert not reads_replica("/projects/", **{settings.SESSION_COOKIE_NAME: "x"})
    assert not is_reading_replica()


def test_download_reads_the_replica_while_it_is_sent(replica):
    answer = StreamingHttpResponse(str(is_reading_replica()) for _part in range(2))

    sent = ReplicaMiddleware(lambda _request: answer)(RequestFactory().get("/funds/"))

    assert b"".join(sent.streaming_content) == b"TrueTrue"
    assert not is_reading_replica()


def test_what_must_be_written_goes_to_the_primary(replica):
    with reading_replica():
        assert is_reading_replica()
        with on_primary():
            assert not is_reading_replica()
        assert is_reading_replica()


def test_primary_is_read_while_the_replica_does_not_answer(replica, caplog):
    connections[REPLICA].close()
    connections[REPLICA].settings_dict["NAME"] = "nothing-like-it"

    assert not reads_replica("/projects/")
    assert "The replica does not answer" in caplog.text
