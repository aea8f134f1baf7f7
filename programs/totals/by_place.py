"""What each place adds up to: projects, money by kind, results and years, for lists and maps.

Money of one kind in one county is added up over programmes, money of several kinds never. What
belongs to no single county stays with its scope and programme, as `TogetherSums`: nothing splits
it, and two programmes may tell of the same money.

Projects and money come from the tallies, results from the outcomes, each in one query. It is
computed once an edition and filter: some thousand numbers, however many projects there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from config.lib.caching import EDITION, cached
from programs.models import MoneyKind
from programs.totals import tallies
from programs.totals.outcomes import results_of_places
from programs.totals.tallies import Condition, Tally, TallyGroup
from records.models import Scope

CACHED = 12  # filters of editions
NO_TALLY = Tally()
ORDER = sorted(Scope, key=lambda scope: scope != Scope.DESIGNATED)  # the designated counties first
# What is counted of single counties, and of all else.
KEYS = (
    ("county", ("province", "county"), Condition("county", "county <> 0", {}, "county > 0")),
    (
        "together",
        ("scope", "program"),
        Condition("province", "province = 0", {}, "province IS NULL"),
    ),
)


@dataclass
class PlaceSums:
    """What is recorded of one place, or of several that are added up."""

    projects: int = 0
    results: int = 0
    years: set[int] = field(default_factory=set)
    money: dict[MoneyKind, Tally] = field(default_factory=dict)

    def total(self, kind: MoneyKind) -> Decimal | None:
        """The money of one kind; None where no amount is stated."""
        return self.money.get(kind, NO_TALLY).total

    @property
    def place(self) -> tuple:
        """Its place in a ranking: the most money first, kind by kind, then the most projects."""
        return (*(-(self.total(kind) or 0) for kind in MoneyKind), -self.projects)

    def add(self, other: "PlaceSums") -> None:
        self.projects += other.projects
        self.results += other.results
        self.years |= other.years
        for kind, tally in other.money.items():
            self.money[kind] = self.money.get(kind, NO_TALLY) + tally


@dataclass(frozen=True)
class TogetherSums:
    """What one programme did for several places together, or for none that is named."""

    scope: Scope
    program: int
    sums: PlaceSums


@dataclass(frozen=True)
class SumsByPlace:
    """The sums of counties and of provinces by their ids, and what belongs to no single county."""

    counties: dict[int, PlaceSums]
    provinces: dict[int, PlaceSums]
    together: tuple[TogetherSums, ...]

    @property
    def kinds(self) -> list[MoneyKind]:
        """The kinds of money there are, in the order of the vocabulary."""
        present = {kind for one in self.all_sums() for kind in one.money}
        return [kind for kind in MoneyKind if kind in present]

    def all_sums(self) -> Iterator[PlaceSums]:
        """Every sum once: provinces hold those of their counties."""
        yield from self.provinces.values()
        yield from (one.sums for one in self.together)

    @property
    def shared_years(self) -> set[int]:
        """The years in which the designated counties had projects together, of a programme that
        had money for them."""
        shared = (one.sums for one in self.together if one.scope == Scope.DESIGNATED)
        return set().union(*(sums.years for sums in shared if sums.money))


def added(parts: Iterator[PlaceSums]) -> PlaceSums:
    """The sums of several places together."""
    whole = PlaceSums()
    for one in parts:
        whole.add(one)
    return whole


@cached(limit=CACHED, depends_on=EDITION)
def by_place(edition: int | None, year: int | None, kind: str) -> SumsByPlace:
    """The sums of edition number `edition` (None is today), of one year and one kind of money
    where these are given. Nobody changes them."""
    of_counties, of_scopes = _collected(list(_groups(year, kind)), edition)
    counties = {int(county): sums for (_province, county), sums in of_counties.items()}
    for one in results_of_places(edition):
        sums = counties.get(one.county) or of_scopes.get((one.scope, str(one.program)))
        if sums and year in (None, one.year):
            sums.results += one.rows
    provinces: dict[int, PlaceSums] = {}
    for (province, _county), sums in of_counties.items():
        provinces.setdefault(int(province), PlaceSums()).add(sums)
    together = (
        TogetherSums(Scope(scope), int(program), sums)
        for (scope, program), sums in of_scopes.items()
    )
    ranked = sorted(together, key=lambda one: (ORDER.index(one.scope), *one.sums.place))
    return SumsByPlace(counties, provinces, tuple(ranked))


def _groups(year: int | None, kind: str) -> Iterator[TallyGroup]:
    """Projects, money and years of counties, and the same of what belongs to none."""
    asked = [Condition("year", "year = %(year)s", {"year": year})] if year else []
    asked += [Condition("kind", "kind = %(kind)s", {"kind": kind})] if kind else []
    for name, keys, only in KEYS:
        for what in ("projects", "kind", "year"):
            by = keys if what == "projects" else (*keys, what)
            yield TallyGroup(f"{name} {what}", by, (only, *asked))


def _collected(
    groups: list[TallyGroup], edition: int | None
) -> list[dict[tuple[str, ...], PlaceSums]]:
    """The sums of the places of each of `KEYS`: of each place one row for its projects, one for
    each kind of money and each year."""
    sums: dict[str, dict[tuple[str, ...], PlaceSums]] = {name: {} for name, _keys, _only in KEYS}
    for (group, *key), projects, *measures in tallies.counted_rows(groups, edition):
        name, what = group.split()
        place, of = (key, "") if what == "projects" else (key[:-1], key[-1])
        own = sums[name].setdefault(tuple(place), PlaceSums())
        if what == "projects":
            own.projects = projects
        elif what == "year":
            own.years.add(int(of))
        elif of and measures[0]:
            own.money[MoneyKind(of)] = Tally(projects, *measures)
    return [sums[name] for name, _keys, _only in KEYS]
