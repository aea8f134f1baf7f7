"""Derived data that say something else than the records are named."""

import pytest
from django.db import connection

from counties.models import County
from programs.models import Project
from programs.totals import tallies
from records.integrity.verification.derived import registered, verify_derived
from records.integrity.verification.mismatch import MismatchError
from records.quality import counts
from records.review import workflow
from tests.builders import example_ledger, publish_reference, withdraw
from tests.conftest import member
from tests.database import as_table_owner

pytestmark = pytest.mark.django_db


def test_derived_data_of_many_projects_hold(report_2011):
    with example_ledger(300):
        tallies.keep(records=100)
        # No trigger made the search entries of these.
        with as_table_owner(), connection.cursor() as cursor:
            cursor.execute("SELECT ledger_search_rebuild()")
        assert "tallies: as the records say" in verify_all()


def verify_all() -> list[str]:
    return [verify_derived(name) for name in registered()]


@pytest.fixture(scope="module")
def changed(report_for_module):
    """The report with a correction, a withdrawal and a renamed county, with all tallies and counts
    of findings."""
    clerk, reviewer = member("clerk"), member("reviewer")
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digit")
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")
    other = type(reviewer).objects.create_user("other", is_staff=True)
    withdraw(draft, other, "paid back")
    publish_reference(County, "141030", name="Taning")
    tallies.keep(records=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counts, "AT_ONCE", 0)
        counts.store()


@pytest.fixture
def counted(changed, monkeypatch):
    monkeypatch.setattr(counts, "AT_ONCE", 0)


def test_derived_data_hold_after_changes(counted):
    names = ["search", "checks", "tallies", "progress"]
    assert verify_all() == [f"{name}: as the records say" for name in names]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("DELETE FROM records_searchentry WHERE kind = 'project'", "search: project in row"),
        (
            "UPDATE records_searchentry SET superseded_in = NULL WHERE superseded_in IS NOT NULL",
            "search: .* in row",
        ),
        ("UPDATE records_searchentry SET words = '' WHERE kind = 'county'", "search: county in"),
        ("UPDATE records_searchentry SET kind = 'x' WHERE kind = 'county'", "search: "),
        (
            "INSERT INTO records_searchentry (kind, row_id, published_in, words) "
            "VALUES ('x', 1, 1, '')",
            "search: x in row 1",
        ),
        ("INSERT INTO records_searchword VALUES ('zzzz')", "search: the word “zzzz”"),
        ("DELETE FROM records_searchword", "search: the word “"),
        ("UPDATE programs_tallycell SET amount = amount + 1 WHERE grain = 0", "tallies: .*in all"),
        ("DELETE FROM programs_tallycell WHERE kind IS NOT NULL", "tallies: .*by .*kind"),
        (
            "UPDATE programs_tallycell SET projects = projects + 1 WHERE year = 2011",
            "by .*year 2011",
        ),
        (
            "UPDATE programs_outcomecell SET row_ids[1] = row_ids[1] + 1 "
            "WHERE what = 'money' AND row_ids IS NOT NULL",
            "tallies: .*by what money",
        ),
        (
            "UPDATE programs_outcomecell SET rows = rows + 1 WHERE what = 'answers'",
            "tallies: .*by what answers",
        ),
        (
            "UPDATE records_checkcount SET tested = tested - 1 WHERE check_code = 'duplicate'",
            "checks: check duplicate of edition 4",
        ),
        ("UPDATE programs_standing SET spent = 1 WHERE spent IS NULL", "progress: project "),
        ("DELETE FROM programs_standing", "progress: project "),
        ("UPDATE programs_tallyblock SET since = 0 WHERE since = 2", "tallies: editions 1 to 3, "),
    ],
)
def test_what_differs_is_named(counted, change, fault):
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute(change)
        assert cursor.rowcount > 0

    with pytest.raises(MismatchError, match=fault):
        verify_all()
