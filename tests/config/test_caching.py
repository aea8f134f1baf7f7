"""Every cache of a process: right under threads, inside what is undone, and after any change."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction
from django.db.models import Max
from django.test import Client

from cadres.models import Organisation
from config.lib.caching import (
    Content,
    LedgerCache,
    cached,
    caches,
    clear_caches,
    in_transaction,
    ledger_state,
)
from counties.models import County
from portal.opendata import download
from portal.organisations.role_sums import role_sums
from portal.reports import data, views
from portal.reports.notices.parts import part_of
from programs.models import Donation, Indicator, Result
from programs.totals import added_up, by_place, figures, outcomes, roll_up, tallies
from records.models import ChangeEvent, Edition, Feedback, record_models
from records.review import workflow
from records.review.dry_run import rehearsed
from records.views import quality
from tests.builders import draft_reference, make_allocation, make_project, publish

THREADS = 8


def newest() -> int:
    return Edition.objects.latest_number()


BY_YEAR = tallies.TallyGroup("years", ("year",), ())
# What fills each cache and reads it again.
USES = {
    "config.middleware.page_cache": lambda: Client().get("/projects/").content,
    "programs.totals.added_up._computed": lambda: added_up.compared(
        None, added_up.totals_of(None, year=2011)
    ),
    "programs.totals.outcomes.answers": lambda: outcomes.answers(None),
    "programs.totals.figures.of_edition": lambda: figures.of_edition(None),
    "programs.totals.by_place.by_place": lambda: by_place.by_place(None, 2011, ""),
    "programs.totals.outcomes.parts_of_roll_ups": lambda: outcomes.parts_of_roll_ups(None),
    "programs.totals.outcomes.results_of_places": lambda: outcomes.results_of_places(None),
    "programs.totals.roll_up.designated": lambda: roll_up.designated(None),
    "portal.organisations.role_sums.role_sums": lambda: role_sums(None),
    "portal.opendata.download.count_lines": lambda: download.count_lines(newest()),
    "portal.opendata.download.count_records": lambda: download.count_records(newest()),
    "portal.reports.notices.parts._places": lambda: part_of(2011, None, 1, 100),
    "portal.reports.data._first_projects": lambda: data.build(2011, None).programs,
    "portal.reports.data._ids_of_rows": lambda: data.build(2011, None).donations,
    "programs.totals.tallies": lambda: tallies.count([BY_YEAR], None),
    "portal.reports.views.cached_chapters": lambda: views.cached_chapters(2011, None, "en", "yuan"),
    "records.views.quality.count_now": lambda: quality.count_now(None, "duplicate").examined,
}

# What is asked of an edition by its number, which a dry run makes none of.
OF_AN_EDITION = {"portal.opendata.download.count_lines", "portal.opendata.download.count_records"}


@pytest.fixture
def page_cache(settings):
    settings.PAGE_CACHE = True


@pytest.fixture
def drafts(report_2011, clerk):
    """Drafts that change what every cache holds once they are published."""
    early, late = make_project("early", year=2011), make_project("late", year=2016)
    make_allocation(early)
    Donation.objects.create(
        project=early,
        goods="Books",
        goods_zh="图书",
        quantity=10,
        donor=Organisation.objects.get(code="hp"),
        statement=early.statement,
    )
    Result.objects.create(
        project=early,
        indicator=Indicator.objects.get(code="jobs"),
        value=5,
        statement=early.statement,
    )
    county = County.objects.designated_in(2011).first()
    own = make_project("own", year=2011, county=county, scope="county")
    longer = draft_reference(County, county.code, name="Paired for longer")
    longer.designations.filter(kind="designated").update(ends="2020")
    return early, late, own, longer


def entries() -> dict[str, int]:
    return {cache.name: len(cache) for cache in caches() if len(cache)}


def in_threads(work, count: int = THREADS) -> list:
    """The results of `work` in threads that begin together, each with a connection of its own."""
    start = Barrier(count)

    def run(number: int):
        start.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_every_cache_is_tried():
    assert sorted(cache.name for cache in caches() if "tests." not in cache.name) == sorted(USES)


@pytest.mark.django_db
@pytest.mark.parametrize("name", USES)
def test_cache_is_filled_once(page_cache, report_2011, name):
    first = USES[name]()
    filled = entries()
    second = USES[name]()

    assert first == second
    assert name in filled and entries() == filled


@pytest.mark.django_db
@pytest.mark.parametrize("name", USES)
def test_dry_run_fills_no_cache(page_cache, drafts, name):
    before = USES[name]()
    clear_caches()

    with rehearsed(drafts):
        USES[name]()
    left = entries()

    assert left == {}
    assert USES[name]() == before


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in USES if name not in OF_AN_EDITION])
def test_dry_run_reads_no_cache(page_cache, drafts, name):
    before = USES[name]()
    with rehearsed(drafts):
        during = USES[name]()

    assert during != before
    assert USES[name]() == before


@pytest.mark.django_db
@pytest.mark.parametrize("name", USES)
def test_edition_that_is_undone_leaves_nothing_for_the_next_of_its_number(
    page_cache, drafts, clerk, reviewer, name
):
    workflow.submit(drafts, clerk)
    with transaction.atomic():
        undone = workflow.publish(drafts, reviewer, "tried")
        USES[name]()
        transaction.set_rollback(True)
    published = workflow.publish(drafts[:1], reviewer, "in earnest")

    after = USES[name]()
    clear_caches()

    assert published.number == undone.number
    assert after == USES[name]()


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_every_cache_under_threads(page_cache, report_2011, monkeypatch):
    """Once with room for a single entry, so that threads drop what others read."""
    expected = {name: use() for name, use in USES.items()}

    def use_all(number: int) -> list[str]:
        names = random.Random(number).choices(list(USES), k=40)  # noqa: S311
        return [name for name in names if USES[name]() != expected[name]]

    clear_caches()
    with_room = in_threads(use_all)
    for cache in caches():
        monkeypatch.setattr(cache, "limit", 1)
    clear_caches()
    without = in_threads(use_all)

    assert with_room == without == [[]] * THREADS
    assert max(entries().values()) == 1


def test_cache_bears_threads_that_set_and_get():
    cache = LedgerCache("tests.threads", limit=10)

    def use(number: int) -> list[int]:
        luck = random.Random(number)  # noqa: S311
        wrong = []
        for _time in range(5_000):
            key = luck.randrange(50)
            cache.set(key, key * 2)
            if cache.get(key) not in (None, key * 2):
                wrong.append(key)
        return wrong

    results = in_threads(use)

    assert results == [[]] * THREADS
    assert len(cache) == 10


@pytest.mark.django_db(transaction=True)
def test_threads_wait_for_the_one_that_computes():
    computed, may_end = [], Event()

    @cached(limit=1)
    def slow(argument: str) -> str:
        computed.append(argument)
        may_end.wait()
        return argument.upper()

    def ask(number: int) -> str:
        if number == THREADS - 1:
            may_end.set()
        return slow("a")

    results = in_threads(ask)

    assert results == ["A"] * THREADS
    assert computed == ["a"]


@pytest.mark.django_db
def test_error_is_not_cached():
    answers = [ValueError("no"), "yes"]

    @cached(limit=1)
    def ask() -> str:
        answer = answers.pop(0)
        if isinstance(answer, ValueError):
            raise answer
        return answer

    with pytest.raises(ValueError, match="no"):
        ask()

    assert ask() == ask() == "yes"


def test_size_is_bounded_by_what_values_measure():
    cache = LedgerCache("tests.size", limit=100, size_of=len)

    for number in range(5):
        cache.set(number, "x" * 40)
    cache.get(3)
    cache.set(5, "x" * 40)

    assert [cache.get(number) is not None for number in range(6)] == [False] * 3 + [
        True,
        False,
        True,
    ]


@pytest.mark.django_db
def test_only_a_transaction_of_our_own_counts():
    outside = in_transaction()
    with transaction.atomic():
        inside = in_transaction()

    assert (outside, inside, in_transaction()) == (False, True, False)


@pytest.mark.django_db(transaction=True)
def test_change_that_commits_late_is_noticed():
    """Its event has a smaller number than those that the state knows already."""
    with transaction.atomic():
        Feedback.objects.create(page="/", message="Late")
        ((during, newest),) = in_threads(lambda _number: _other_report(), count=1)
    after = ledger_state()

    assert ChangeEvent.objects.aggregate(newest=Max("id"))["newest"] == newest
    assert after != during


def _other_report():
    Feedback.objects.create(page="/", message="Early")
    return ledger_state(), ChangeEvent.objects.aggregate(newest=Max("id"))["newest"]


@pytest.mark.django_db
def test_drafts_change_nothing_public(report_2011, clerk, reviewer):
    before = states()
    project = make_project()
    drafted = states()
    workflow.submit([project], clerk)
    submitted = states()
    workflow.publish([project], reviewer, "wells")

    assert changed(before, drafted) == changed(drafted, submitted) == set()
    assert changed(submitted, states()) == set(Content)


@pytest.mark.django_db
def test_reference_data_change_with_an_edition(report_2011):
    before = states()
    draft = draft_reference(County, "141030", name="Renamed")
    drafted = states()
    publish(draft)

    assert changed(before, drafted) == set()
    assert changed(drafted, states()) == set(Content)


def states() -> dict[Content, tuple]:
    return {content: ledger_state(content) for content in Content}


def changed(before: dict[Content, tuple], after: dict[Content, tuple]) -> set[Content]:
    return {content for content in Content if before[content] != after[content]}


@pytest.mark.django_db
def test_every_reviewed_table_is_in_the_index_of_live_events():
    tables = [model._meta.db_table for model in record_models().values()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'event_live'")
        (index,) = cursor.fetchone()

    assert [table for table in tables if f"'{table}'" not in index] == []
    assert index.count("'") == 2 * len(tables)
