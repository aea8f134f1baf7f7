"""Rows that are inserted at once are those that would be inserted one by one."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from config.lib.orm.bulk_insert import insert_rows
from programs.models import Allocation, StatedTotal
from records.models import Qualifier, SourceVersion, StatementVersion, Unit
from tests.builders import make_project, statement

pytestmark = pytest.mark.django_db


def contents(rows) -> list[dict]:
    own = ("id", "code", "line", "document_id", "project_id")
    return [
        {
            one.attname: getattr(row, one.attname)
            for one in row._meta.concrete_fields
            if one.attname not in own
        }
        for row in rows
    ]


def test_values_of_every_kind_are_stored_as_bulk_create_stores_them(report_2011):
    source = SourceVersion.objects.create(code="list", kind="notice", title_zh="清单")
    texts = {"summary_zh": "“引号”\\, \t\n{}💧𠀀", "note": "%s $1 NULL", "printed": "1.5万元"}
    figures = {"value": Decimal("15000.5"), "unit": Unit.CNY, "qualifier": Qualifier.ABOUT}
    given = [{**texts, **figures, "year": 2012}, {"summary": "only this"}]

    def made(first: int) -> list[StatementVersion]:
        return [
            StatementVersion(document=source, line=first + n, code=f"r{first + n}", **one)
            for n, one in enumerate(given)
        ]

    StatementVersion.objects.bulk_create(made(1))
    rows = made(3)
    insert_rows(rows)

    stored = list(source.statements.order_by("line"))
    assert contents(stored[2:]) == contents(stored[:2])
    assert [row.pk for row in rows] == [row.pk for row in stored[2:]]
    assert not rows[0]._state.adding


def test_columns_that_the_database_computes_and_lists_are_right(report_2011):
    project = make_project("well", title_zh="水井")
    given = {"project": project, "kind": "relief_fund", "statement": statement()}
    total = StatedTotal(
        document=SourceVersion.objects.create(code="list", kind="notice", title="x"),
        line=1,
        statement=statement(),
        adds="money",
        year=2012,
        money_kinds=["relief_fund", "donation"],
    )

    insert_rows([Allocation(**given, line=1, allocated=Decimal(5), received=Decimal(4))])
    insert_rows([total])
    insert_rows([])

    assert project.allocations.get().amount == 5
    assert StatedTotal.objects.get(pk=total.pk).money_kinds == ["relief_fund", "donation"]


def test_row_that_the_database_refuses_keeps_all_out(report_2011):
    source = SourceVersion.objects.create(code="list", kind="notice", title="x")
    rows = [
        StatementVersion(document=source, line=n, code="same", summary="x") for n in range(1, 3)
    ]

    with pytest.raises(DatabaseError), transaction.atomic():
        insert_rows(rows)

    assert not source.statements.exists()
