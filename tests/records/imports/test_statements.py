"""Statements and stated totals of a report come in by the template of sources."""

import pytest

from programs.models import StatedTotal
from records.imports.jobs import brought, publish_all
from records.models import Statement
from tests.records.imports.conftest import workbook

pytestmark = pytest.mark.django_db

SOURCE = {
    "code": "county-report-2013",
    "kind": "report",
    "title_zh": "2013年报告",
    "data_year": 2013,
}
STATEMENT = {
    "document": "county-report-2013",
    "code": "relief-fund",
    "summary_zh": "扶贫资金合计",
    "place_zh": "第3页",
    "value": "5838000",
    "unit": "CNY",
    "step": 1000,
    "printed": "583.8万元",
    "year": 2013,
}
TOTAL = {
    "document": "county-report-2013",
    "source": "county-report-2013",
    "statement": "relief-fund",
    "adds": "money",
    "year": 2013,
    "money_kinds": "relief_fund",
}


def test_report_comes_with_its_statements_and_then_with_its_totals(upload, reviewer):
    first = upload(workbook(sources=[SOURCE], statements=[STATEMENT]), kind="sources", load=True)
    assert first.faults == []
    publish_all(first, reviewer, "Seen")
    assert Statement.objects.published().get(source__code="county-report-2013").value == 5838000

    second = upload(workbook(stated_totals=[TOTAL]), kind="sources", load=True)
    assert second.faults == []
    publish_all(second, reviewer, "Seen")

    total = StatedTotal.objects.as_of(None).get(document__code="county-report-2013")
    assert (total.money_kinds, total.statement.code) == (["relief_fund"], "relief-fund")
    assert {one.version for one in brought(second)} == {2}


def test_total_whose_statement_is_in_the_same_file_is_told_at_its_cell(upload):
    sent = workbook(sources=[SOURCE], statements=[STATEMENT], stated_totals=[TOTAL])

    done = upload(sent, kind="sources")

    (fault,) = done.faults
    assert (fault["sheet"], fault["row"], fault["column"]) == ("stated-totals", 2, "C")
