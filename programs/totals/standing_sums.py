"""Money of projects by stage, added up apart by programme, scope and kind of money."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from programs.models import Allocation, MoneyKind, Payment, Program, Standing
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


def stage_sums(standings: QuerySet[Standing]) -> list[StageSums]:
    """What the money of these projects comes to, stage by stage: received and spent are the sum of
    payments where an allocation has any, else its stage."""
    rows = Allocation.objects.filter(project__in=standings.order_by().values("project"))
    keys = ("project__program", "project__scope", "kind")
    paid = {name: Coalesce(_paid(name), name) for name in ("received", "spent")}
    groups = (
        rows.annotate(**{f"{name}_so_far": sql for name, sql in paid.items()})
        .order_by()
        .values_list(*keys)
        .annotate(rows=Count("pk"), **_measures())
    )
    groups = list(groups)
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


def _paid(stage: str) -> Subquery:
    payments = Payment.objects.filter(allocation=OuterRef("pk"), stage=stage).order_by()
    return Subquery(payments.values("allocation").annotate(total=Sum("amount")).values("total"))


def _measures() -> dict[str, Count | Sum]:
    columns = ("planned", "amount", "received_so_far", "spent_so_far")
    return {
        name: measure
        for column in columns
        for name, measure in ((f"stated_{column}", Count(column)), (f"total_{column}", Sum(column)))
    }


def _pairs(values: list) -> list[tuple[int, Decimal]]:
    return list(zip(values[::2], values[1::2], strict=True))
