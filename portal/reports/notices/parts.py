"""The projects of a year that money was given to, in the order of its notice, part by part.

A big year has more of them than a page or a file can carry. All parts are cut from one list:
numbers go on from part to part, and a subtotal stands behind the last project that it counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db import connection
from django.http import Http404
from django.utils.translation import gettext as _

from config.lib import money
from config.lib.caching import EDITION, cached
from programs.models import Category, Project
from programs.totals.tallies import AS_OF, TODAY
from records.models import Scope

PER_PAGE = 25  # projects
PER_FILE = 250
CACHED = 100  # parts whose places are known
_PLACES = """SELECT id, number, ends_kind, ends_scope, ends_program, count(*) OVER () FROM (
    SELECT id, row_number() OVER in_scope AS number, row_number() OVER in_year AS place,
        lead(id) OVER in_kind IS NULL AS ends_kind, lead(id) OVER in_scope IS NULL AS ends_scope,
        lead(id) OVER in_program IS NULL AS ends_program
    FROM (SELECT p.id, p.program_id, p.code, g.position AS of_program, g.code AS program_code,
            array_position(%(scopes)s, p.scope::text) AS scope_place,
            array_position(%(kinds)s, p.category::text) AS kind_place, s.position AS in_source
        FROM programs_project p JOIN programs_program g ON g.id = p.program_id
        LEFT JOIN records_statement s ON s.id = p.statement_id
        WHERE p.year = %(year)s AND {which}
            AND EXISTS (SELECT FROM programs_allocation a WHERE a.project_id = p.id)) funded
    WINDOW in_year AS (ORDER BY of_program, program_code, scope_place, kind_place, in_source, code),
        in_program AS (PARTITION BY program_id ORDER BY scope_place, kind_place, in_source, code),
        in_scope AS (PARTITION BY program_id, scope_place ORDER BY kind_place, in_source, code),
        in_kind AS (PARTITION BY program_id, scope_place, kind_place ORDER BY in_source, code)
    ) listed ORDER BY place OFFSET %(skipped)s LIMIT %(size)s"""


@dataclass(frozen=True)
class Place:
    """Where a project stands: its number within its programme and scope, and whether it is the last
    of its kind of work there, of the scope, of the programme."""

    number: int
    ends_kind: bool
    ends_scope: bool
    ends_program: bool


@dataclass(frozen=True)
class Part:
    """One part of the list; parts are numbered from 1 to `count`."""

    number: int
    size: int  # projects of a part; the last one may have fewer
    total: int  # projects of all parts
    places: dict[int, Place]  # by the id of the project, in order

    @property
    def count(self) -> int:
        return number_of_parts(self.total, self.size)

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def previous(self) -> int | None:
        return None if self.is_first else self.number - 1

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None

    @cached_property
    def projects(self) -> list[Project]:
        rows = Project.objects.select_related(
            "program", "county", "implementer", "statement__source"
        )
        by_pk = rows.prefetch_related("allocations__statement__source").in_bulk(list(self.places))
        return [by_pk[pk] for pk in self.places]

    def of_program(self, program: int) -> Iterator[tuple[str, list[Project]]]:
        """What the projects of a programme cover, and the projects."""
        own = [project for project in self.projects if project.program_id == program]
        for scope, projects in groupby(own, key=lambda project: project.scope):
            yield scope, list(projects)

    def ends_program(self, program: int) -> bool:
        """Whether the last project of a programme stands here."""
        own = (one.pk for one in self.projects if one.program_id == program)
        return any(self.places[pk].ends_program for pk in own)

    def in_words(self) -> str:
        skipped = (self.number - 1) * self.size
        return _("Part %(number)s of %(count)s: projects %(first)s to %(last)s of %(total)s") % {
            "number": self.number,
            "count": self.count,
            "first": money.format_number(skipped + 1),
            "last": money.format_number(skipped + len(self.places)),
            "total": money.format_number(self.total),
        }


def number_of_parts(total: int, size: int) -> int:
    """How many parts a list of `total` projects has; an empty one has one."""
    return max(1, -(-total // size))


def part_of(year: int, edition: int | None, number: int, size: int) -> Part:
    """Part `number` of a year, as the public read it at `edition`; Http404 where there is none."""
    total, places = _places(year, edition, (number - 1) * size, size)
    if number > 1 and not places:
        raise Http404(_("The notice of %(year)s has no part %(number)s.") % vars())
    return Part(number, size, total, places)


@cached(limit=CACHED, depends_on=EDITION)
def _places(
    year: int, edition: int | None, skipped: int, size: int
) -> tuple[int, dict[int, Place]]:
    """The number of projects of a year that have money, and the places of some of them."""
    values = {
        "year": year,
        "edition": edition,
        "skipped": skipped,
        "size": size,
        "scopes": list(Scope.values),
        "kinds": list(Category.values),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PLACES.format(which=TODAY if edition is None else AS_OF), values)
        rows = cursor.fetchall()
    return rows[0][-1] if rows else 0, {pk: Place(*place) for pk, *place, _total in rows}
