"""Where money comes from: allocations added up by programme, kind, level, who gave and who
coordinated it."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Q, QuerySet, Sum

from cadres.models import Organisation
from programs.models import Allocation, MoneyKind, MoneyLevel, Program
from programs.totals.figures import MOST_NOTES
from records.models import Qualifier, Statement


@dataclass(frozen=True)
class SourceOfMoney:
    """Money of one programme, kind and level by who gave and coordinated it, as far as stated."""

    program: Program
    kind: MoneyKind
    level: str  # in words
    funder: Organisation | None
    coordinator: Organisation | None
    total: Decimal | None
    unstated: int
    qualified_parts: int  # of several allocations, those with a qualifier
    qualifier: str  # of the sum
    statements: tuple[Statement, ...]


def by_source(allocations: QuerySet[Allocation]) -> list[SourceOfMoney]:
    """The `allocations`, added up by where the money comes from."""
    keys = ("project__program", "kind", "level", "funder", "coordinator")
    sums = (
        allocations.order_by()
        .values_list(*keys)
        .annotate(
            total=Sum("amount"),
            rows=Count("pk"),
            stated=Count("amount"),
            qualified=Count("pk", filter=~Q(qualifier="")),
            own_qualifier=Max("qualifier"),
            cited=ArrayAgg("statement", distinct=True),
        )
    )
    groups = list(sums)
    programs = Program.objects.in_bulk({row[0] for row in groups})
    bodies = Organisation.objects.in_bulk({pk for row in groups for pk in row[3:5] if pk})
    cited = {pk for row in groups if len(row[-1]) <= MOST_NOTES for pk in row[-1]}
    statements = Statement.objects.select_related("source").in_bulk(cited)
    sources = [
        SourceOfMoney(
            programs[program],
            MoneyKind(kind),
            str(MoneyLevel(level).label) if level else "",
            bodies.get(funder),
            bodies.get(coordinator),
            total,
            rows - stated,
            qualified if rows > 1 else 0,
            own if rows == 1 else Qualifier.ABOUT if qualified else "",
            _few(ids, statements),
        )
        for program, kind, level, funder, coordinator, total, rows, stated, qualified, own, ids in (
            groups
        )
    ]
    return sorted(sources, key=_place_of)


def _place_of(source: SourceOfMoney) -> tuple:
    program, kinds = source.program, list(MoneyKind)
    bodies = (str(source.funder or ""), str(source.coordinator or ""))
    return program.position, program.code, kinds.index(source.kind), bodies


def _few(ids: list[int], statements: dict[int, Statement]) -> tuple[Statement, ...]:
    """The statements in the order of their sources; none where they are many."""
    cited = [statements[pk] for pk in ids if pk in statements] if len(ids) <= MOST_NOTES else []
    return tuple(sorted(cited, key=lambda one: (one.source_id, one.position, one.pk)))
