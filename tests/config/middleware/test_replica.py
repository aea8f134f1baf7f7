"""Which server answers a public request; staff and whoever is signed in read the primary."""

import datetime

import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from config.lib.connections import watch
from config.lib.connections.probes import Answer
from config.lib.connections.read_replica import (
    REPLICA,
    is_reading_replica,
    on_primary,
    reading_replica,
)
from config.lib.connections.watch import Servers
from config.middleware import replica as middleware
from config.middleware.replica import ReplicaMiddleware, Way, ways
from records.models import Edition

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime.datetime(2026, 11, 27, tzinfo=datetime.UTC)
PRIMARY_7 = Answer(system=1, started_at=START, is_standby=False, edition=7, position=1000)
REPLICA_7 = Answer(1, START + datetime.timedelta(1), is_standby=True, edition=7, position=1000)
REPLICA_6 = Answer(1, START + datetime.timedelta(1), is_standby=True, edition=6, position=900)
FOLLOWING = Servers(PRIMARY_7, REPLICA_7, lag=0, fault="", may_stand_in=True)
BEHIND = Servers(PRIMARY_7, REPLICA_6, lag=60, fault="is behind", may_stand_in=True)
NO_PRIMARY = Servers(None, REPLICA_6, fault="cannot be compared", may_stand_in=True)
NO_REPLICA = Servers(PRIMARY_7, None, fault="does not answer")
PROMOTED = Servers(None, REPLICA_7, fault="is no replica")
TAG_OF_7 = 'W/"7-0123456789abcdef01234567"'
SIGNED_IN = {settings.SESSION_COOKIE_NAME: "x"}


@pytest.fixture
def replica(monkeypatch):
    """A second connection to the tests' own database stands for a replica that follows."""
    monkeypatch.setitem(settings.DATABASES, REPLICA, {})
    monkeypatch.setattr(watch, "servers", lambda: FOLLOWING)
    monkeypatch.setattr(middleware, "newest_read", lambda: 0)
    monkeypatch.setattr(middleware, "on_read", lambda edition: None)
    connections[REPLICA] = connections.create_connection("default")
    connections[REPLICA].settings_dict = {**connection.settings_dict}
    yield
    connections[REPLICA].close()
    del connections[REPLICA]


def request_for(path: str, cookies=None, **headers):
    request = RequestFactory().get(path, headers=headers)
    request.COOKIES = cookies or {}
    return request


def reads_replica(path: str, cookies=None) -> bool:
    seen = []
    view = ReplicaMiddleware(lambda _request: seen.append(is_reading_replica()) or HttpResponse())
    view(request_for(path, cookies))
    return seen[0]


def failed() -> HttpResponse:
    """What a request gets whose server is lost."""
    response = HttpResponse(status=503)
    response.is_of_server = True
    return response


def test_public_pages_read_the_replica(replica):
    assert reads_replica("/projects/") and reads_replica("/zh-hans/", {"display": "unit_wan"})
    assert not reads_replica("/admin/") and not reads_replica("/feedback/")
    assert not reads_replica("/static/css/base.css")
    assert not reads_replica("/projects/", SIGNED_IN)
    assert not is_reading_replica()


def test_download_reads_the_replica_while_it_is_sent(replica):
    answer = StreamingHttpResponse(str(is_reading_replica()) for _part in range(2))

    sent = ReplicaMiddleware(lambda _request: answer)(request_for("/funds/"))

    assert b"".join(sent.streaming_content) == b"TrueTrue"
    assert not is_reading_replica()


def test_what_must_be_written_goes_to_the_primary(replica):
    with reading_replica():
        assert is_reading_replica()
        with on_primary():
            assert not is_reading_replica()
        assert is_reading_replica()


@pytest.mark.parametrize(
    ("servers", "cookies", "expected"),
    [
        (FOLLOWING, {}, [Way.REPLICA, Way.PRIMARY]),
        (FOLLOWING, {"edition": "7"}, [Way.REPLICA, Way.PRIMARY]),
        (FOLLOWING, {"edition": "8"}, [Way.PRIMARY]),
        (FOLLOWING, {"edition": "-8; DROP"}, [Way.REPLICA, Way.PRIMARY]),
        (FOLLOWING, SIGNED_IN, [Way.PRIMARY, Way.STAND_IN]),
        (BEHIND, {}, [Way.PRIMARY, Way.STAND_IN]),
        (BEHIND, {"edition": "7"}, [Way.PRIMARY]),
        (NO_PRIMARY, {}, [Way.STAND_IN, Way.PRIMARY]),
        (NO_PRIMARY, SIGNED_IN, [Way.STAND_IN, Way.PRIMARY]),
        (NO_PRIMARY, {"edition": "7"}, [Way.PRIMARY]),
        (NO_REPLICA, {}, [Way.PRIMARY]),
        (PROMOTED, {}, [Way.PRIMARY]),
        (Servers(), {}, [Way.PRIMARY]),
    ],
)
def test_best_server_comes_first(replica, servers, cookies, expected):
    assert ways(request_for("/projects/", cookies), servers) == expected


def test_edition_seen_is_in_the_tag_too(replica):
    request = request_for("/projects/", **{"If-None-Match": f'W/"3-{"a" * 24}", {TAG_OF_7}'})

    assert ways(request, NO_PRIMARY) == [Way.PRIMARY]
    assert ways(request, FOLLOWING)[0] is Way.REPLICA


def test_past_edition_needs_no_newer_one(replica):
    request = request_for("/projects/?edition=6", {"edition": "7"})

    assert ways(request, NO_PRIMARY) == [Way.STAND_IN, Way.PRIMARY]


def test_edition_that_others_were_shown_is_needed_too(replica, monkeypatch):
    monkeypatch.setattr(middleware, "newest_read", lambda: 8)

    assert ways(request_for("/projects/"), FOLLOWING)[0] is Way.PRIMARY
    assert ways(request_for("/projects/"), NO_PRIMARY)[0] is Way.STAND_IN


def test_request_that_fails_on_the_replica_is_tried_on_the_primary(replica, monkeypatch):
    failures = []
    monkeypatch.setattr(watch, "on_failure", lambda: failures.append("failed"))

    def view(request):
        if not is_reading_replica():
            return HttpResponse("from the primary")
        connections[REPLICA].close()
        return failed()

    response = ReplicaMiddleware(view)(request_for("/projects/"))

    assert response.content == b"from the primary"
    assert failures == ["failed"]


def test_fault_of_the_site_is_tried_once(replica):
    calls = []

    ReplicaMiddleware(lambda request: calls.append(1) or HttpResponse(status=500))(
        request_for("/projects/")
    )

    assert calls == [1]


def test_signed_in_reader_reads_the_stand_in_like_a_visitor(replica, monkeypatch):
    monkeypatch.setattr(watch, "servers", lambda: NO_PRIMARY)
    seen = []

    request = request_for("/projects/", SIGNED_IN)
    ReplicaMiddleware(lambda given: seen.append(given) or HttpResponse())(request)

    assert seen[0].COOKIES == {} and seen[0].may_be_behind
    assert request.COOKIES == SIGNED_IN


def test_newer_edition_than_the_stand_in_has_is_refused_in_words(replica, monkeypatch):
    monkeypatch.setattr(watch, "servers", lambda: NO_PRIMARY)

    response = ReplicaMiddleware(lambda request: failed())(
        request_for("/projects/", {"edition": "7"})
    )

    assert response.status_code == 503
    assert 'href="/?edition=6"' in response.text and "您已读过第7版" in response.text


@pytest.mark.parametrize(
    ("cookies", "servers", "expected"),
    [
        ({}, FOLLOWING, "1"),
        ({"edition": "1"}, FOLLOWING, None),
        ({"edition": "99"}, FOLLOWING, "1"),  # corrected by the primary
        ({"edition": "99"}, NO_REPLICA, "1"),
    ],
)
def test_page_leaves_the_newest_edition_with_the_reader(
    replica, report_2011, monkeypatch, cookies, servers, expected
):
    newest = str(Edition.objects.latest_number())
    cookies = {name: newest if value == "1" else value for name, value in cookies.items()}
    monkeypatch.setattr(watch, "servers", lambda: servers)

    response = ReplicaMiddleware(lambda request: HttpResponse("a page"))(
        request_for("/projects/", cookies)
    )

    left = response.cookies.get("edition")
    assert (left and left.value) == (expected and newest)
    assert left is None or (left["httponly"] and left["samesite"] == "Lax")


def test_download_leaves_no_cookie(replica):
    csv = HttpResponse("a,b", content_type="text/csv")

    response = ReplicaMiddleware(lambda request: csv)(request_for("/projects/"))

    assert not response.cookies


def test_edition_that_cannot_be_read_leaves_no_cookie(replica, monkeypatch):
    def refuse(*args):
        raise OperationalError("gone")

    monkeypatch.setattr(connections[REPLICA], "cursor", refuse)

    response = ReplicaMiddleware(lambda request: HttpResponse())(request_for("/projects/"))

    assert response.status_code == 200 and not response.cookies
