"""Which questions the sources of projects answer, by programme."""

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from config.lib.caching import EDITION, cached
from config.lib.charts.grids import MOST_GROUPS, Answered, Grid, GridRow
from programs import findings
from programs.models import Allocation, Program, Project, Result
from records.models import Scope

CACHED_EDITIONS = 20
Counts = dict[int, dict[str, int]]


def completeness(edition: int | None) -> Grid | None:
    """The grid of all public projects; None before there is one."""
    counted = count(edition)
    if not counted:
        return None
    programs = Program.objects.in_bulk(counted)
    largest = sorted(counted, key=lambda pk: (-counted[pk]["all"], programs[pk].position))
    shown = sorted(largest[:MOST_GROUPS], key=lambda pk: programs[pk].position)
    groups = [([pk], str(programs[pk])) for pk in shown]
    if others := largest[MOST_GROUPS:]:
        groups[-1:] = [([*groups[-1][0], *others], _("Other programmes"))]
    rows = tuple(
        GridRow(name, tuple(_answered(counted, pks, key) for pks, _name in groups))
        for key, name in _questions().items()
    )
    title = _("Projects whose source answers a question, by programme")
    names = tuple(name for _pks, name in groups)
    return Grid(title, names, rows, findings.weakest_answer(rows))


def _answered(counted: Counts, programs: list[int], key: str) -> Answered:
    own = [counted[pk] for pk in programs]
    return Answered(sum(one[key] for one in own), sum(one["all"] for one in own))


@cached(limit=CACHED_EDITIONS, depends_on=EDITION)
def count(edition: int | None) -> Counts:
    """How many projects of each programme there are, and how many answer each question."""
    counts = {key: Count("pk", filter=which) for key, which in _conditions().items()}
    rows = Project.objects.as_of(edition).order_by().values("program_id")
    return {row.pop("program_id"): row for row in rows.annotate(all=Count("pk"), **counts)}


def _conditions() -> dict[str, Q | Exists]:
    money = Allocation.objects.filter(project=OuterRef("pk"))
    results = Result.objects.filter(project=OuterRef("pk"), value__isnull=False)
    return {
        "where": ~Q(scope=Scope.UNSTATED),
        "place": Q(county__isnull=False),
        "amount": Exists(money.filter(amount__isnull=False)),
        "funder": Exists(money.filter(funder__isnull=False)),
        "implementer": Q(implementer__isnull=False),
        "responsible": ~Q(responsible_person=""),
        "starts": ~Q(starts=""),
        "ends": ~Q(ends=""),
        "beneficiaries": Q(beneficiary_households__isnull=False)
        | Q(beneficiary_persons__isnull=False),
        "result": Exists(results) | ~Q(outcome="") | ~Q(outcome_zh=""),
    }


def _questions() -> dict[str, str]:
    return {
        "where": _("Which area"),
        "place": _("Which county"),
        "amount": _("How much money"),
        "funder": _("Whose money"),
        "implementer": _("Carried out by whom"),
        "responsible": _("Who answers for it"),
        "starts": _("When begun"),
        "ends": _("When done"),
        "beneficiaries": _("For how many people"),
        "result": _("What came of it"),
    }
