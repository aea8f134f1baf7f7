"""How long the database may work for one request, and what is said of what takes longer."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from config.lib.connections.time_limit import limited_to
from config.lib.moments import one_moment
from config.middleware.database_time import seconds_for
from config.outage import is_outage, is_too_slow
from records.models import Edition, Source
from tests.conftest import member

pytestmark = pytest.mark.django_db


def ask(sql: str, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return cursor.fetchall()


def setting() -> str:
    return ask("SHOW statement_timeout")[0][0]


@pytest.mark.django_db(transaction=True)
def test_statement_beyond_the_limit_is_given_up_and_the_connection_goes_on():
    with limited_to(0.3):
        with pytest.raises(OperationalError) as caught:
            ask("SELECT pg_sleep(%s)", 5)

        assert is_too_slow(caught.value) and not is_outage(caught.value)
        assert ask("SELECT %s::int, current_setting('statement_timeout')", 7) == [(7, "250ms")]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_on_the_connection():
    before = setting()

    with limited_to(3):
        ask("SELECT 1")
        connection.close_if_unusable_or_obsolete()
        inside = setting()

    assert (before, setting()) == ("0", "0")
    assert inside != "0"


@pytest.mark.django_db(transaction=True)
def test_one_moment_is_read_within_the_limit():
    with limited_to(5), one_moment():
        assert ask("SHOW transaction_isolation") == [("repeatable read",)]


def test_limit_is_of_all_statements_together():
    with limited_to(0.9), pytest.raises(OperationalError):
        for _statement in range(4):
            ask("SELECT pg_sleep(0.4)")


def test_queries_give_their_own_results(report_2011, django_assert_num_queries):
    def results():
        sources = Source.objects.order_by("code")
        return (
            list(sources.values_list("code", flat=True)),
            sources.count(),
            Edition.objects.filter(number=1).exists(),
            list(sources.iterator(chunk_size=1)),
            Source.objects.in_bulk([one.pk for one in sources]),
        )

    plain = results()

    with limited_to(5), django_assert_num_queries(6):
        assert results() == plain


@pytest.fixture
def impatient(settings):
    settings.DATABASE_SECONDS = {"public": 0.3, "staff": 60}
    return Client(raise_request_exception=False)


@pytest.fixture
def slow(monkeypatch):
    """Every page asks the database for something that takes five seconds."""
    monkeypatch.setattr(Edition.objects, "newest", lambda: ask("SELECT pg_sleep(5)"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/glossary/", "The database did not find the answer in time."),
        ("/projects/?q=Daning", "choose a year, a programme or a county"),
        ("/zh-hans/glossary/", "数据库未能及时得出结果"),
    ],
)
def test_page_that_takes_too_long_says_how_to_ask_for_less(impatient, slow, caplog, address, words):
    response = impatient.get(address)

    assert response.status_code == 503
    assert words in response.text
    assert response["Retry-After"] == "30" and "no-store" in response["Cache-Control"]
    assert len(caplog.records) == 1
    assert "statement timeout" in caplog.text and "Traceback" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_api_says_so_in_json(impatient, slow):
    response = impatient.get("/data/api/v1/projects")

    assert response.status_code == 503
    assert response.json()["message"].startswith("The database did not find the answer in time.")


@pytest.mark.django_db(transaction=True)
def test_past_edition_is_left_behind_after_a_timeout(impatient, report_2011, slow):
    assert impatient.get("/glossary/?edition=1").status_code == 200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "portal.pages.explained.Glossary.get_context_data",
            lambda *_args, **_kw: ask("SELECT pg_sleep(5)"),
        )
        assert impatient.get("/glossary/?edition=1").status_code == 503

    assert "ledger_past" not in ask("SHOW search_path")[0][0]


def test_limits_by_who_asks(impatient, rf, settings):
    clerk = member("clerk")

    def seconds(user, method="GET"):
        request = rf.generic(method, "/projects/")
        request.user = user
        request.COOKIES["sessionid"] = "x"
        return seconds_for(request)

    visitor = rf.get("/projects/")

    assert seconds_for(visitor) == 0.3
    assert (seconds(clerk), seconds(clerk, "POST")) == (60, None)
