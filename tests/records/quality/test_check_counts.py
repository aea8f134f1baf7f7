"""What the worker counts for pages of a large ledger, against the rows, and what they say of it."""

import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.lib.caching import clear_caches
from config.middleware import page_cache
from programs.models import Project
from programs.tasks import count_findings
from records.integrity.verification.derived import verify_derived
from records.integrity.verification.mismatch import MismatchError
from records.models import CheckCount, Edition, Statement
from records.models.reading import reading
from records.quality import counts
from records.quality.registry import in_edition
from records.review.dry_run import rehearsed
from records.views import quality
from tests.background import work
from tests.builders import make_allocation, make_project, make_result, publish, publish_reference
from tests.random_work import Luck

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(report_2011, monkeypatch):
    """A ledger that counts as large."""
    monkeypatch.setattr(counts, "AT_ONCE", 0)


@pytest.fixture
def counted(large):
    counts.store()


def said(one: CheckCount) -> tuple:
    return one.check_code, one.examined, one.tested, one.batches


def stored(edition: int | None = None) -> list[tuple]:
    return sorted(said(one) for one in counts.stored(edition).values())


def counted_from_rows(edition: int | None = None) -> list[tuple]:
    return sorted(said(counts.count(check, edition)) for check in counts.public_checks())


def overdue(code: str, **changes) -> Project:
    """A published project whose planned end has passed."""
    project = make_project(code, planned_ends="2012", status="under_way", **changes)
    publish(project)
    return project


def text(response) -> str:
    return " ".join(response.text.split())


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2))
def test_counts_are_those_of_the_rows_after_random_work(large, clerk, reviewer, seed):
    luck = Luck(seed, clerk, reviewer)
    for step in range(9):
        luck.work()
        if step == 4:  # what figures are compared with
            publish_reference(Statement, "report-2011/relief-projects", value=step)
        if step % 3 == 2:
            counts.store()
            assert stored() == counted_from_rows()

    assert counts.differing() is None
    first = CheckCount.objects.earliest("edition_id").edition_id
    with reading(first):
        assert stored(first) == counted_from_rows(first)


def test_only_what_came_and_went_is_read_for_checks_of_single_versions(counted, monkeypatch):
    read, count = [], counts.count

    def recorded(check, edition):
        read.append(check)
        return count(check, edition)

    monkeypatch.setattr(counts, "count", recorded)
    project = make_project()
    make_allocation(project, planned=900)
    publish(project)

    counts.store()

    assert read == [check for check in counts.public_checks() if check.reads is None]
    found = counts.stored(None)["allocated-beyond-plan"]
    assert found.batches == [[1, [project.allocations.get().pk]]]


def test_nothing_is_counted_twice_and_half_a_count_is_none(large, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(counts, "_made", interrupt)
        counts.store()
    assert not CheckCount.objects.exists()

    counts.store()
    before = set(CheckCount.objects.values_list("pk", flat=True))
    counts.store()

    assert set(CheckCount.objects.values_list("pk", flat=True)) == before
    assert len(before) == len(counts.public_checks())


def interrupt(*_args):
    raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_worker_killed_at_counting_is_followed_by_one_that_counts(large):
    with connection.cursor() as cursor:
        count_findings.defer(timestamp=1)
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")

    work()

    assert CheckCount.objects.count() == len(counts.public_checks())


def test_small_ledger_counts_in_the_request_only_until_the_worker_has(client, report_2011):
    with CaptureQueriesContext(connection) as first:
        before = client.get("/data-quality/").context["counted"]
    counts.store()
    clear_caches()
    with CaptureQueriesContext(connection) as second:
        after = client.get("/data-quality/").context["counted"]

    assert [(one.check.code, one.count.findings) for one in before.checks] == [
        (one.check.code, one.count.findings) for one in after.checks
    ]
    assert len(second) <= 60 < len(first)


def test_what_depends_on_the_day_is_counted_again_on_the_next(counted, monkeypatch):
    before = {one.check_code: one.pk for one in CheckCount.objects.all()}
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: tomorrow)

    counts.store()

    after = {one.check_code: (one.pk, one.day) for one in CheckCount.objects.all()}
    again = {code for code, (pk, day) in after.items() if pk != before[code] and day == tomorrow}
    assert again == {check.code for check in counts.public_checks() if check.is_of_the_day}


def test_verification_tells_a_wrong_count(counted):
    assert verify_derived("checks") == "checks: as the records say"

    CheckCount.objects.filter(check_code="duplicate").update(tested=1)

    with pytest.raises(MismatchError, match="check duplicate of edition 1"):
        verify_derived("checks")


PENDING = {"/": "Edition 2 is being counted.", "/zh-hans/": "第2期公布的数据正在统计"}


@pytest.mark.parametrize("prefix", PENDING)
@pytest.mark.parametrize("page", ["", "overdue/"])
def test_page_says_of_which_edition_its_counts_are(
    client, counted, settings, monkeypatch, prefix, page
):
    settings.PAGE_CACHE = True
    monkeypatch.setattr(page_cache, "SECONDS", 0)
    current = client.get(f"{prefix}data-quality/{page}")
    overdue("late")

    behind = client.get(f"{prefix}data-quality/{page}")
    counts.store()
    after = client.get(f"{prefix}data-quality/{page}")

    assert PENDING[prefix] not in text(current)
    assert PENDING[prefix] in text(behind)
    assert behind["Cache-Control"] == "no-cache"
    assert PENDING[prefix] not in text(after)
    assert "Cache-Control" not in after or after["Cache-Control"] != "no-cache"


@pytest.mark.parametrize("page", ["", "overdue/", "missing-in-notice/"])
def test_page_says_no_number_before_anything_is_counted(client, large, page):
    response = client.get(f"/data-quality/{page}")

    assert "Edition 1 is being counted." in text(response)
    assert "Nothing was found" not in text(response)
    assert "Tested: " not in text(response)


def test_page_of_the_past_shows_the_counts_of_then(client, counted):
    overdue("late")
    counts.store()
    overdue("later")

    then, past, now = (
        client.get(f"/data-quality/{query}").context["counted"]
        for query in ("?edition=1", "?edition=2", "")
    )

    assert [one.edition.number for one in (then, past, now)] == [1, 2, 2]
    assert [one.is_pending for one in (then, past, now)] == [False, False, True]


def test_counts_in_a_rehearsal_are_those_stored(client, counted):
    draft = make_project(planned_ends="2012", status="under_way")
    before = stored()

    with transaction.atomic(), rehearsed([draft]):
        page = client.get("/data-quality/")

    assert "Counted in edition 1" in text(page)
    assert stored() == before


@pytest.fixture
def many(large, monkeypatch):
    """Five overdue projects and as many results without a target, most of them not by id."""
    monkeypatch.setattr(counts, "MOST_IDS", 2)
    monkeypatch.setattr(quality, "MOST_LISTED", 3)
    for number in range(5):
        project = make_project(f"late-{number}", planned_ends="2012", status="under_way")
        make_result(project)
        publish(project)


@pytest.mark.parametrize("is_counted", [True, False])
@pytest.mark.parametrize("code", ["overdue", "result-without-target"])
def test_list_of_many_findings_is_bounded(client, many, code, is_counted):
    if is_counted:
        counts.store()

    page = client.get(f"/data-quality/{code}/")

    assert page.context["table"].paginator.count == 3
    assert "The first 3 findings are listed here; the files hold all." in text(page)
    choose = in_edition(None)
    check = quality.public_check(code)
    everything = check.findings(choose, choose)
    bounded = everything.bounded(counts.stored(None)[code].batches if is_counted else None, 100)
    key = lambda found: (found.where._meta.model_name, found.where.pk)  # noqa: E731
    assert sorted(map(key, bounded[:100])) == sorted(map(key, everything))


def test_list_of_what_is_found_by_comparing_ends_with_the_ids_that_are_known(client, many):
    counts.store()

    page = client.get("/data-quality/duplicate/")

    assert page.context["count"].findings == 5
    assert page.context["table"].paginator.count == 2
    assert "The first 2 findings are listed here" in text(page)


def test_few_findings_are_read_by_id(client, counted, monkeypatch):
    project = overdue("late")
    counts.store()

    with CaptureQueriesContext(connection) as asked:
        page = client.get("/data-quality/overdue/")

    assert "late" in page.text
    assert any(f'"id" IN ({project.pk})' in query["sql"] for query in asked)


def test_pages_of_counts_ask_little_even_in_a_new_process(client, counted):
    addresses = ["", *(f"{check.code}/" for check in counts.public_checks())]

    asked = {}
    for address in addresses:
        clear_caches()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/data-quality/{address}").status_code == 200
        asked[address] = len(queries)

    assert max(asked.values()) <= 20
    assert Edition.objects.latest_number() == 1
