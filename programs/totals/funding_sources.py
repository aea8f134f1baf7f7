"""Where money comes from: allocations added up by programme, kind, level, who gave and who
coordinated it."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Q, QuerySet, Sum

from cadres.models import Organisation
from programs.models import Allocation, MoneyKind, MoneyLevel, Program
from programs.totals.figures import MOST_NOTES
from programs.totals.outcomes import Outcome, of_year
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


@dataclass(frozen=True)
class SumOfSource:
    """The allocations of one programme, kind, level, funder and coordinator, added up: how many
    there are, how many state an amount, how many with a qualifier; of the only row its own, and
    the statements of few rows."""

    program: int
    kind: str
    level: str
    funder: int | None
    coordinator: int | None
    total: Decimal | None
    rows: int
    stated: int
    qualified: int
    own_qualifier: str
    cited: tuple[int, ...]


def by_source(allocations: QuerySet[Allocation]) -> list[SourceOfMoney]:
    """The `allocations`, added up by where the money comes from."""
    return _named(_sums(allocations))


def sources_of_year(year: int, edition: int | None) -> list[SourceOfMoney]:
    """The same of all allocations of a year, as the public read them at edition number `edition`
    (None is today), from the outcomes."""
    known = of_year(edition, year, "sources")
    few = [one for one in known if one.rows <= MOST_NOTES]
    ids = [pk for one in few for pk in one.row_ids or ()]
    rows = {row.pk: row for row in Allocation.objects.filter(pk__in=ids)}
    if any(one.row_ids is None for one in few):  # many rows have come and gone
        return by_source(Allocation.objects.as_of(edition).filter(project__year=year))
    return _named([_of_outcome(one, [rows[pk] for pk in one.row_ids or ()]) for one in known])


def _of_outcome(one: Outcome, rows: list[Allocation]) -> SumOfSource:
    kind, level, funder, coordinator = one.of.split("|")
    return SumOfSource(
        one.program,
        kind,
        level,
        int(funder) or None,
        int(coordinator) or None,
        one.total,
        one.rows,
        one.stated,
        one.qualified,
        rows[0].qualifier if one.rows == 1 and rows else "",
        tuple(dict.fromkeys(row.statement_id for row in rows if row.statement_id)),
    )


def _sums(allocations: QuerySet[Allocation]) -> list[SumOfSource]:
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
    return [
        SumOfSource(*row, tuple(cited) if len(cited) <= MOST_NOTES else ()) for *row, cited in sums
    ]


def _named(sums: list[SumOfSource]) -> list[SourceOfMoney]:
    programs = Program.objects.in_bulk({one.program for one in sums})
    bodies = Organisation.objects.in_bulk(
        {pk for one in sums for pk in (one.funder, one.coordinator) if pk}
    )
    statements = Statement.objects.select_related("source").in_bulk(
        {pk for one in sums for pk in one.cited}
    )
    sources = [
        SourceOfMoney(
            programs[one.program],
            MoneyKind(one.kind),
            str(MoneyLevel(one.level).label) if one.level else "",
            bodies.get(one.funder),
            bodies.get(one.coordinator),
            one.total,
            one.rows - one.stated,
            one.qualified if one.rows > 1 else 0,
            one.own_qualifier if one.rows == 1 else Qualifier.ABOUT if one.qualified else "",
            _few(one.cited, statements),
        )
        for one in sums
    ]
    return sorted(sources, key=_place_of)


def _place_of(source: SourceOfMoney) -> tuple:
    program, kinds = source.program, list(MoneyKind)
    bodies = (str(source.funder or ""), str(source.coordinator or ""))
    return program.position, program.code, kinds.index(source.kind), bodies, source.level


def _few(ids: tuple[int, ...], statements: dict[int, Statement]) -> tuple[Statement, ...]:
    """The statements in the order of their sources."""
    cited = [statements[pk] for pk in ids if pk in statements]
    return tuple(sorted(cited, key=lambda one: (one.source_id, one.position, one.pk)))
