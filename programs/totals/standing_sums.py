"""Money of projects by stage, added up apart by programme, scope and kind of money."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from programs.models import MoneyKind, Program, Standing
from records.models import Scope


@dataclass(frozen=True)
class StageSum:
    """A sum at one stage, and how many allocations state nothing there."""

    total: Decimal | None
    unstated: int


@dataclass(frozen=True)
class StageSums:
    """Money of one programme, scope and kind at all stages."""

    program: Program
    scope: str
    kind: str
    stages: tuple[StageSum, ...]


# Payments are added up once for all allocations: a question for each would take twice as long.
_SUMS = """WITH chosen AS MATERIALIZED ({chosen}),
    paid AS MATERIALIZED (SELECT allocation_id,
        sum(amount) FILTER (WHERE stage = 'received') AS received,
        sum(amount) FILTER (WHERE stage = 'spent') AS spent
        FROM programs_payment WHERE project_id IN (SELECT project_id FROM chosen) GROUP BY 1)
    SELECT p.program_id, p.scope, a.kind, count(*), count(a.planned), sum(a.planned),
        count(a.amount), sum(a.amount),
        count(coalesce(paid.received, a.received)), sum(coalesce(paid.received, a.received)),
        count(coalesce(paid.spent, a.spent)), sum(coalesce(paid.spent, a.spent))
    FROM chosen JOIN programs_project p ON p.id = chosen.project_id
    JOIN programs_allocation a ON a.project_id = p.id
    LEFT JOIN paid ON paid.allocation_id = a.id GROUP BY 1, 2, 3"""


def stage_sums(standings: QuerySet[Standing]) -> list[StageSums]:
    """What the money of these projects comes to, stage by stage: received and spent are the sum of
    payments where an allocation has any, else its stage."""
    groups = _groups(standings)
    programs = Program.objects.in_bulk({program for program, *_rest in groups})
    sums = [
        StageSums(
            programs[program],
            str(Scope(scope).label),
            str(MoneyKind(kind).label),
            tuple(
                StageSum(total if stated else None, count - stated) for stated, total in _pairs(of)
            ),
        )
        for program, scope, kind, count, *of in groups
    ]
    return sorted(
        sums, key=lambda one: (one.program.position, one.program.code, one.scope, one.kind)
    )


def _groups(standings: QuerySet[Standing]) -> list[tuple]:
    """Programme, scope, kind and number of allocations; then how many state each stage, and its
    sum."""
    try:
        chosen, values = standings.order_by().values("project_id").query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(chosen=chosen), values)
        return cursor.fetchall()


def _pairs(values: list) -> list[tuple[int, Decimal]]:
    return list(zip(values[::2], values[1::2], strict=True))
