"""What organisations did, role by role: how many rows, in which years, with how much money.

Sums are kept apart by programme, scope and kind of money, which are never added together, and
roles are: an amount stands under whoever gave it and under whoever arranged it. The database adds
up all roles in one query, once an edition and year; for the page of one body, only its own rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection

from config.lib.caching import EDITION, cached
from portal.organisations.roles import BY_NAME, ROLES, Role, has_versions
from programs.totals.tallies import AS_OF, TODAY, Tally
from records.models import Row

CACHED = 40  # years and bodies of editions
_SUMS = """WITH facts AS ({facts})
SELECT body, role, program, scope, of, count(*), count(amount), coalesce(sum(amount), 0),
    count(*) FILTER (WHERE qualifier <> ''), max(qualifier), count(quantity),
    coalesce(sum(quantity), 0),
    count(DISTINCT project), array_agg(DISTINCT year) FILTER (WHERE year IS NOT NULL),
    grouping(role)
FROM facts WHERE {asked}
GROUP BY GROUPING SETS ((body, role, program, scope, of), (body))"""


@dataclass(frozen=True)
class RoleSum:
    """What a body has in one role, of one programme, scope and kind (of goods: unit)."""

    role: Role
    program: int  # 0 beside projects
    scope: str
    of: str
    tally: Tally
    own_qualifier: str  # of the only row
    counted: int  # rows with a quantity
    quantity: Decimal
    years: frozenset[int]

    @property
    def qualifier(self) -> str:
        """The qualifier of the only row; a sum of several, any of which has one, is only about
        right."""
        return self.own_qualifier if self.tally.rows == 1 else self.tally.qualifier

    @property
    def is_money(self) -> bool:
        """Whether it is a sum of money of one kind, as far as it is stated."""
        return self.role.is_of_money and self.tally.total is not None


@dataclass
class BodySums:
    """What a body has in all its roles together."""

    projects: int = 0
    years: set[int] = field(default_factory=set)
    parts: list[RoleSum] = field(default_factory=list)

    @property
    def roles(self) -> list[Role]:
        """Its roles, in the order of the registry."""
        present = {part.role.name for part in self.parts}
        return [role for role in ROLES if role.name in present]

    def of_role(self, role: Role) -> list[RoleSum]:
        """Its sums in one role, the largest first."""
        parts = [part for part in self.parts if part.role is role]
        return sorted(
            parts, key=lambda one: (-one.tally.amount, -one.tally.rows, one.program, one.of)
        )

    def rows(self, role: Role) -> int:
        return sum(part.tally.rows for part in self.of_role(role))

    def years_of(self, role: Role) -> set[int]:
        return set().union(*(part.years for part in self.of_role(role)))

    def largest(self, role: Role | None = None) -> RoleSum | None:
        """The largest sum of money, in any role or in one; None where no amount is stated."""
        parts = [one for one in self.parts if one.is_money and role in (None, one.role)]
        return max(parts, key=lambda one: (one.tally.amount, -ROLES.index(one.role)), default=None)


NO_SUMS = BodySums()


@cached(limit=CACHED, depends_on=EDITION)
def role_sums(
    edition: int | None, year: int | None = None, body: int | None = None
) -> dict[int, BodySums]:
    """The sums of bodies by their ids, in edition number `edition` (None is today); of one year or
    one body where these are given. Nobody changes them."""
    only = "AND r.{column} = %(body)s" if body else ""
    facts = " UNION ALL ".join(_facts(role, edition, only) for role in ROLES)
    asked = "year = %(year)s" if year else "true"
    values = {"edition": edition, "year": year, "body": body}
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(facts=facts, asked=asked), values)
        rows = cursor.fetchall()
    sums: dict[int, BodySums] = {}
    for pk, *row in rows:
        _add(sums.setdefault(pk, BodySums()), row)
    return sums


def _add(sums: BodySums, row: list) -> None:
    role, program, scope, of, *measures, projects, years, is_whole = row
    if is_whole:
        sums.projects, sums.years = projects, set(years or ())
        return
    rows, stated, amount, qualified, own_qualifier, counted, quantity = measures
    tally = Tally(projects, rows, stated, amount, qualified)
    sums.parts.append(
        RoleSum(
            BY_NAME[role],
            program,
            scope,
            of,
            tally,
            own_qualifier or "",
            counted,
            quantity,
            frozenset(years or ()),
        )
    )


def _facts(role: Role, edition: int | None, only: str) -> str:
    """SQL: the public rows of a role, in the same columns for all roles."""
    table, column = role.model._meta.db_table, role.model._meta.get_field(role.column).column
    source, version = f"{table} r", "r"
    if issubclass(role.model, Row):
        owner, version = role.model.owner_model()._meta.db_table, "p"
        source += f" JOIN {owner} p ON p.id = r.{role.model.belongs_to}_id"
    columns = ", ".join(f"{sql} AS {name}" for name, sql in _columns(role, column, version))
    public = _is_public(role, version, edition)
    only = only.format(column=column)
    return f"SELECT {columns} FROM {source} WHERE {public} AND r.{column} IS NOT NULL {only}"  # noqa: S608  # names of models


def _columns(role: Role, column: str, version: str) -> Iterator[tuple[str, str]]:
    """Each column of a fact with its SQL."""
    has_year = version == "p" or any(one.name == "year" for one in role.model._meta.fields)
    of_project = role.is_of_projects
    yield "body", f"r.{column}::int"
    yield "role", f"'{role.name}'"
    yield "project", f"{version}.id" if of_project else "NULL::bigint"
    yield "year", f"{version}.year::int" if has_year else "NULL::int"
    yield "program", f"{version}.program_id::int" if of_project and role.kind else "0"
    yield "scope", f"{version}.scope" if of_project and role.kind else "''"
    yield "of", f"r.{role.kind}" if role.kind else "''"
    yield "amount", f"r.{role.amount}" if role.amount else "NULL::numeric"
    yield "qualifier", "r.qualifier" if role.is_of_money else "''"
    yield "quantity", f"r.{role.quantity}" if role.quantity else "NULL::numeric"


def _is_public(role: Role, version: str, edition: int | None) -> str:
    if has_versions(role.model):
        return "r.published_in_id IS NOT NULL"
    which = TODAY if edition is None else AS_OF
    return which.replace("p.", f"{version}.")
