"""The projects of a year that money was given to, in the order of its notice, part by part.

A big year has more of them than a page or a file can carry. All parts are cut from one list:
numbers go on from part to part, and a subtotal stands behind the last project that it counts.
"""

from collections import Counter as Numbers
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from django.db import connection
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from config.lib import money
from config.lib.caching import EDITION, cached
from programs.models import Category, Program, Project
from programs.totals import tallies
from programs.totals.tallies import AS_OF, NOTHING, TODAY, Condition, TallyGroup
from records.models import Scope

PER_PAGE = 25  # projects
PER_FILE = 250
CACHED = 100  # parts whose places are known
KEYS = ("program", "scope", "category")
_LISTED = """SELECT p.id FROM programs_project p
    LEFT JOIN records_statement s ON s.id = p.statement_id
    WHERE p.year = %(year)s AND p.program_id = %(program)s AND p.scope = %(scope)s
        AND p.category = %(category)s AND {which}
        AND EXISTS (SELECT FROM programs_allocation a WHERE a.project_id = p.id)
    ORDER BY s.position, p.code OFFSET %(skipped)s LIMIT %(most)s"""


@dataclass(frozen=True)
class Group:
    """The projects of one programme, scope and kind of work, which stand together: how many there
    are, and how many stand before them, in all and within their programme and scope."""

    program: int
    scope: str
    category: str
    count: int
    before: int
    in_scope: int
    ends_scope: bool
    ends_program: bool

    def place(self, number: int) -> "Place":
        """The place of its project `number`, counted from 0."""
        is_last = number == self.count - 1
        return Place(
            self.in_scope + number + 1,
            is_last,
            is_last and self.ends_scope,
            is_last and self.ends_program,
        )


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
    places: dict[int, Place] = {}
    groups = _groups(year, edition)
    for group in groups:
        first = max(skipped - group.before, 0)
        most = min(skipped + size - group.before, group.count) - first
        if most > 0:
            ids = _listed(group, year, edition, first, most)
            places |= {pk: group.place(first + at) for at, pk in enumerate(ids)}
    return sum(group.count for group in groups), places


def _listed(group: Group, year: int, edition: int | None, skipped: int, most: int) -> list[int]:
    which = TODAY if edition is None else AS_OF
    asked = {"year": year, "edition": edition, "skipped": skipped, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_LISTED.format(which=which), {**vars(group), **asked})
        return [pk for (pk,) in cursor.fetchall()]


def _groups(year: int, edition: int | None) -> list[Group]:
    """The groups of a year in the order of its notice, from the tallies."""
    counts = _counts(year, edition)
    programs = Program.objects.in_bulk({program for program, *_of in counts})
    scopes, kinds = list(Scope.values), list(Category.values)

    def place(key: tuple[int, str, str]) -> tuple:
        program, scope, category = key
        of = programs[program]
        return of.position, of.code, scopes.index(scope), kinds.index(category)

    ordered = sorted(counts, key=place)
    groups: list[Group] = []
    before = Numbers[tuple]()
    for key, following in zip_longest(ordered, ordered[1:]):
        of_program, of_scope = key[:1], key[:2]
        ends_program = following is None or following[:1] != of_program
        ends_scope = following is None or following[:2] != of_scope
        earlier = before[()], before[of_scope]
        groups.append(Group(*key, counts[key], *earlier, ends_scope, ends_program))
        before[()] += counts[key]
        before[of_scope] += counts[key]
    return groups


def _counts(year: int, edition: int | None) -> dict[tuple[int, str, str], int]:
    """The number of projects that have money by programme, scope and kind of work."""
    in_year = Condition("year", "year = %(year)s", {"year": year})
    without = Condition("kind", "kind = ''", {})
    counted = tallies.count(
        [
            TallyGroup("all", KEYS, (in_year,)),
            TallyGroup("without money", KEYS, (in_year, without)),
        ],
        edition,
    )
    counts = {}
    for key, tally in counted["all"].items():
        without_money = counted["without money"].get(key, NOTHING).projects
        if count := tally.projects - without_money:
            program, scope, category = key
            counts[int(program), scope, category] = count
    return counts
