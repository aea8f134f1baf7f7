"""A notice keeps to the rules of templates: fen, and characters that no format can hold."""

import pytest

from programs.models import Project
from records.imports.jobs import brought
from records.imports.jobs import work as do_work
from records.models import StoredFile, Upload
from tests.programs.intake.test_takeover import load, say
from tests.records.imports.notices.books import make_book, plan_rows

pytestmark = pytest.mark.django_db

WATER = [2, "饮水项目", "石涧镇上石涧村", 20, 6]


def sent(user, name: str, amount: object) -> Upload:
    """A plan of two projects, the first with this name and amount, and what it asks answered."""
    rows = plan_rows([1, name, "杏坪镇双槐村", amount, 5], WATER)
    stored = StoredFile.objects.keep(make_book({"rows": rows}).getvalue())
    upload = Upload.objects.create(
        kind="notices", name="plan.xlsx", file=stored, reason="sent in", sent_by=user
    )
    return say(do_work(upload, is_rehearsal=True), category="industry")


def test_amount_below_a_fen_is_told_and_never_rounded(county_clerk):
    upload = load(sent(county_clerk, "村道项目", 0.333333333333333))

    warnings = upload.notice_reading.content["warnings"]
    assert any("is not exact in fen" in str(one) and "D4" in str(one) for one in warnings)
    assert upload.report["problems"] == []
    (road,) = Project.objects.filter(title_zh="村道项目")
    assert list(road.allocations.values_list("planned", flat=True)) == [50_000]


def test_vertical_tab_of_a_notice_is_mended(county_clerk):
    upload = load(sent(county_clerk, "村道_x000B_项目", 10))

    titles = {getattr(one, "title_zh", "") for one in brought(upload)}
    assert "村道 项目" in titles


def test_character_that_no_format_can_hold_is_a_fault_at_its_cell(county_clerk):
    upload = sent(county_clerk, "村道_xFFFE_项目", 10)

    (fault,) = upload.report["problems"]
    assert (fault["row"], fault["column"]) == (4, "B")
    assert "U+FFFE" in fault["message"]
