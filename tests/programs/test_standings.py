"""How projects stand: derived with every edition, and reckoned by the day of the page."""

import datetime
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.lib.caching import clear_caches
from config.lib.pages import paging
from config.lib.pages.facets import NONE, RowCounter
from config.lib.pages.paging import RowCount
from counties.models import County
from programs.lists import standing_list
from programs.lists.standing_list import StandingFilter, queue_counts
from programs.models import Program, Project, Standing, Status
from programs.totals.standings import (
    QUEUES,
    differing_standing,
    quarter_of,
    rebuild,
    time_share,
    with_queues,
)
from records.review import workflow
from records.search import listing
from tests.builders import (
    example_ledger,
    make_allocation,
    make_payment,
    make_project,
    publish,
    publish_reference,
    withdraw,
)
from tests.database import as_table_owner

pytestmark = pytest.mark.django_db
DAY = datetime.date


def under_way(code: str = "well", **changes) -> Project:
    term = {"starts": "2013-01-01", "planned_ends": "2013-12-31", "status": "under_way"}
    return make_project(code, **{**term, **changes})


def end_of_quarter(day: datetime.date) -> datetime.date:
    next_start = quarter_of(quarter_of(day) + datetime.timedelta(days=100))
    return next_start - datetime.timedelta(days=1)


def standing(code: str = "well") -> Standing:
    return Standing.objects.as_of(None).get(project__code=code)


def queues_on(day: datetime.date, code: str = "well") -> set[str]:
    one = with_queues(Standing.objects.as_of(None), day).get(project__code=code)
    return {queue.name for queue in QUEUES if getattr(one, queue.mark)}


def test_payments_stand_for_what_was_received_and_spent(report_2011):
    project = under_way()
    money = make_allocation(project, received=900)
    make_payment(money, stage="spent", amount=Decimal(300))
    make_payment(money, stage="spent", amount=Decimal(100))
    publish(project)

    one = standing()

    assert (one.allocated, one.received, one.spent) == (1000, 900, 400)
    assert (one.received_from, one.spent_from) == ("stages", "payments")
    assert one.spent_share == 40


def test_a_kind_of_money_that_says_nothing_leaves_the_sum_empty(report_2011):
    project = under_way()
    make_allocation(project, spent=400, received=500)
    make_allocation(project, kind="local_counterpart", allocated=500)
    publish(project)

    one = standing()

    assert (one.allocated, one.spent, one.spent_share) == (1500, None, None)


def test_spending_is_behind_from_a_day_that_is_kept(report_2011):
    project = under_way()
    make_allocation(project, received=900, spent=400)
    publish(project)

    one = standing()

    assert one.behind_on == one.starts_on + datetime.timedelta(days=round(0.65 * 365))
    assert "behind" not in queues_on(one.behind_on - datetime.timedelta(1))
    assert "behind" in queues_on(one.behind_on)
    assert time_share(one, one.behind_on) == 65


def test_reports_are_due_while_a_project_is_open(report_2011):
    publish(under_way(), make_project("old"), under_way("done", status="completed", ends="2013-06"))

    due_on = standing().due_on
    assert due_on == end_of_quarter(timezone.localdate()) + datetime.timedelta(days=15)
    assert standing("old").due_on is None
    assert standing("done").due_on is None
    assert "due" in queues_on(due_on)
    assert "late" not in queues_on(due_on)
    assert {"late", "silent"} <= queues_on(due_on + datetime.timedelta(days=1))


def test_a_project_past_its_planned_end_is_overdue_and_not_ended(report_2011):
    publish(under_way())

    assert "ending" in queues_on(DAY(2013, 12, 5))
    assert "overdue" not in queues_on(DAY(2013, 12, 31))
    assert "overdue" in queues_on(DAY(2014, 1, 1))
    assert time_share(standing(), DAY(2014, 6, 1)) == 100


def test_money_that_does_not_come_waits_for_90_days(report_2011):
    project = under_way()
    make_allocation(project, allocated_on="2013-02")
    publish(project)

    assert standing().waiting_on == DAY(2013, 5, 29)
    assert "waiting" in queues_on(DAY(2013, 5, 29))


def test_an_edition_keeps_how_projects_stood(report_2011, clerk, reviewer):
    project = under_way()
    make_allocation(project, received=900, spent=100)
    first = publish(project).number
    project.refresh_from_db()
    draft = workflow.start_correction(project, clerk, "more was spent")
    draft.allocations.update(spent=200)
    second = publish(draft).number
    draft.refresh_from_db()
    withdraw(draft, reviewer, "never begun")

    def spent(edition):
        rows = Standing.objects.as_of(edition).filter(project__code="well")
        return list(rows.values_list("spent", flat=True))

    assert spent(first) == [100]
    assert spent(second) == [200]
    assert spent(None) == []
    assert differing_standing() is None


@pytest.mark.parametrize(
    ("model", "code", "rule"),
    [
        (Program, "relief-projects", {"report_days": 40}),
        (Program, "relief-projects", {"report_interval": "year", "report_days": 90}),
        (County, "141030", {"report_days": 3}),
    ],
)
def test_another_rule_for_reports_moves_the_day(report_2011, model, code, rule):
    first = publish(
        under_way(scope="county", county=County.objects.get(code="141030"), starts="2026-01")
    ).number
    before = standing().due_on

    publish_reference(model, code, **rule)

    assert standing().due_on != before
    assert Standing.objects.as_of(first).get(project__code="well").due_on == before
    assert differing_standing() is None


def every_standing() -> list[tuple]:
    """What all of them say, in order, but for their ids."""
    names = [field.name for field in Standing._meta.concrete_fields if field.name != "id"]
    return list(Standing.objects.order_by("project_id", "since").values_list(*names))


def test_standings_made_anew_are_the_same(report_2011):
    project = under_way()
    make_allocation(project, spent=10, received=20)
    publish(project)
    before = every_standing()

    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        rebuild()

    after = every_standing()
    assert after == before


def test_migration_lets_projects_stand_as_in_each_edition(report_2011):
    """Also where it broke off in between, and something was published since."""
    migration = import_module("programs.migrations.0017_standings_with_editions")
    project = under_way()
    make_allocation(project, spent=10, received=20)
    publish(project)
    before = every_standing()

    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        migration.end(None, connection.schema_editor())
        cursor.execute("TRUNCATE programs_standing")
        cursor.execute("SELECT ledger_stand(1)")
        migration.begin(None, connection.schema_editor())
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    after = every_standing()
    assert after == before
    publish(under_way(code="other"))
    assert differing_standing() is None


def test_nobody_writes_a_standing(report_2011):
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute("UPDATE programs_standing SET spent = 1")


def test_the_page_shows_bars_queues_and_sums(client, report_2011):
    project = under_way(scope="county", county=County.objects.get(code="141030"))
    money = make_allocation(project, received=900)
    make_payment(money, stage="spent", amount=Decimal(250))
    publish(project)

    page = client.get("/progress/?q=wells").content.decode()

    assert "25% spent, 100% of the time gone" in page
    assert "sum of payments" in page
    assert "should have ended" in page
    assert "past its planned end" in page
    assert 'class="spent-bar"' in page
    assert "Money by programme, scope and kind" in page


def test_a_past_edition_reckons_by_its_own_day(client, report_2011):
    number = publish(under_way()).number
    today = client.get("/progress/?q=wells").context["day"]

    page = client.get(f"/progress/?edition={number}&q=wells")

    assert page.context["day"] == today
    assert client.get("/progress/?as_of=1900-01-01").status_code == 404


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_every_queue_is_a_filter_with_its_count(client, report_2011, queue):
    project = under_way()
    make_allocation(
        project,
        allocated_on="2013-01-01",
        received=None,
        spent=1100,
        overspend_note="dearer",
        overspend_note_zh="涨价",
    )
    publish(project)

    page = client.get(f"/zh-hans/progress/?show={queue.name}")

    shown = {one.project.code for one in page.context["table"].data}
    (count,) = (one for one in page.context["queues"] if one.queue == queue)
    assert count.rows.number == len(shown)
    assert count.is_chosen


def test_a_download_has_the_rows_of_the_screen(client, report_2011):
    publish(under_way(), make_project("old"))

    sent = client.get("/progress/?show=overdue&format=csv")

    lines = b"".join(sent.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["project", "well"]


def test_queues_are_counted_together_as_one_by_one(report_2011):
    day = timezone.localdate()
    with example_ledger(60):
        standings = Standing.objects.as_of(None)

        with CaptureQueriesContext(connection) as asked:
            together = queue_counts(standings, day)

        one_by_one = {one.name: standings.filter(one.condition(day)).count() for one in QUEUES}
    assert {name: count.number for name, count in together.items()} == one_by_one
    assert sum(one_by_one.values()) > 0
    assert len(asked) == 1


def test_queues_of_projects_that_are_over_are_counted_without_those_of_others(
    report_2011, monkeypatch
):
    monkeypatch.setattr(standing_list, "MOST", 0)  # however many projects there are
    day = timezone.localdate()
    with example_ledger(60):
        statuses = StandingFilter.base_filters["status"]
        for status in (Status.COMPLETED, Status.CANCELLED, NONE):
            standings = statuses.filter(Standing.objects.as_of(None), status)

            counted = queue_counts(standings, day, are_over=True)

            plain = Standing.objects.as_of(None).filter(
                project__status="" if status == NONE else status
            )
            expected = {one.name: plain.filter(one.condition(day)).count() for one in QUEUES}
            assert {name: count.number for name, count in counted.items()} == expected
            assert standings.count() == plain.count()
        assert plain.model.objects.filter(is_open=False).exists()


@pytest.mark.parametrize("asked", ["", "year_from=2018", "status=completed", "program=industry"])
def test_tallies_count_as_the_rows_do(client, report_2011, monkeypatch, asked):
    with example_ledger(120):
        page = client.get(f"/progress/?{asked}").context
        by_tallies = page["counter"]
        by_rows = RowCounter(by_tallies.filterset, by_tallies.names, by_tallies.edition)

        assert by_tallies.rows == by_rows.rows
        for name in set(by_rows.offered) - {asked.partition("_")[0]}:  # one year replaces a range
            assert by_tallies.counts(name) == by_rows.counts(name)

        clear_caches()
        monkeypatch.setattr(standing_list, "MOST", 0)
        monkeypatch.setattr(paging, "MOST", 0)
        long = client.get(f"/progress/?{asked}").context
        assert [facet.name for facet in long["facets"]] == [facet.name for facet in page["facets"]]
        assert long["counter"].rows == by_rows.rows


def test_queues_of_a_part_of_very_many_are_counted_as_far_as_is_looked(report_2011, monkeypatch):
    monkeypatch.setattr(standing_list, "MOST", 0)
    day, everything = timezone.localdate(), Standing.objects.as_of(None)
    with example_ledger(200):
        part = everything.filter(project__year__gte=2016)
        exact = {one.name: part.filter(one.condition(day)).count() for one in QUEUES}

        counted = queue_counts(part, day, everything)
        assert {name: count.number for name, count in counted.items()} == exact
        assert not any(count.is_more for count in counted.values())

        monkeypatch.setattr(standing_list, "LOOKED_AT", 15)
        for one in QUEUES:
            count = queue_counts(part, day, everything)[one.name]
            if everything.filter(one.condition(day)).count() <= 15:
                assert count == RowCount(exact[one.name])
            else:
                assert count is None or (count.is_more and 0 < count.number <= exact[one.name])
        none = Standing.objects.filter(project__year=1999)
        assert queue_counts(none, day, everything)["overdue"] in (None, RowCount(0))


def test_words_that_very_many_hold_are_not_counted_queue_by_queue(client, report_2011, monkeypatch):
    publish(under_way(), make_project("old"))
    counted = client.get("/progress/?q=wells")
    monkeypatch.setattr(listing, "FEW", 1)

    common = client.get("/progress/?q=wells")

    assert counted.context["counter"].rows.number == 2
    assert None not in [one.rows for one in counted.context["queues"]]
    assert [one.rows for one in common.context["queues"]] == [None] * len(QUEUES)
    assert common.context["queues"][0].address in common.text.replace("&amp;", "&")
