"""Which questions the sources of projects answer, by programme."""

from collections import defaultdict

from django.utils.translation import gettext as _

from config.lib.charts.grids import MOST_GROUPS, Answered, Grid, GridRow
from programs import findings
from programs.models import Program
from programs.totals.outcomes import answers

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


def count(edition: int | None) -> Counts:
    """How many projects of each programme there are ("all"), and how many answer each question;
    `ledger_outcomes` (programs/migrations/outcomes.sql) says which do."""
    keys = ("all", *_questions())
    counts: Counts = defaultdict(lambda: dict.fromkeys(keys, 0))
    for one in answers(edition):
        counts[one.program][one.of] = one.rows
    return dict(counts)


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
