"""Every notice of the cases goes the whole way: nothing that was read is lost on the way."""

from decimal import Decimal
from pathlib import Path

import pytest

from programs.models import Allocation, Project
from records.imports.jobs import brought
from records.imports.notices.read_notice import read_notice
from records.imports.takeover.taker import taker
from records.models import Upload
from tests.programs.intake.test_takeover import CASES, load, say, send

pytestmark = pytest.mark.django_db

FILES = sorted(path for path in CASES.iterdir() if ".expected" not in path.name)
FILES = [path for path in FILES if path.suffix in (".xlsx", ".xls", ".ods", ".csv")]
NAMES = ("planned", "allocated", "received", "spent", "unstaged")


@pytest.fixture
def ministry(clerk, report_2011):
    """A clerk of all places."""
    clerk.assignments.update(is_for_all_counties=True)
    return clerk


def said_of(path: Path) -> dict:
    """What a person would choose: the kinds that are not proposed, a name, a kind of work."""
    with path.open("rb") as file:
        notice = read_notice(file, path.name, taker().gazetteer())
    proposed = taker().propose(notice)
    kinds = {
        name: {**one, "kind": one["kind"] or "other"} for name, one in proposed["money"].items()
    }
    said = {"program": "relief-projects", "category": "infrastructure", "unnamed": "扶贫资金"}
    return {**proposed, **said, "money": kinds}


@pytest.mark.parametrize(
    "path", [one for one in FILES if one.name[:2] != "13"], ids=lambda p: p.name[:2]
)
def test_every_amount_of_a_notice_arrives_with_its_statement(path, ministry):
    with path.open("rb") as file:
        notice = read_notice(file, path.name, taker().gazetteer())
    upload = say(send(ministry, path), **said_of(path))

    assert (upload.refusal, upload.report["needs"], upload.report["problems"]) == ("", [], [])
    load(upload)
    assert upload.state == Upload.State.LOADED
    projects = [one for one in brought(upload) if isinstance(one, Project)]
    assert len(projects) == len(notice.projects)
    rows = Allocation.objects.filter(project__in=projects).select_related("statement")
    amounts = sorted(
        getattr(row, name) for row in rows for name in NAMES if getattr(row, name) is not None
    )
    assert amounts == sorted(one.yuan for line in notice.projects for one in line.money)
    assert all(row.disagreement() is None for row in rows)
    assert sum(amounts, Decimal(0)) > 0
