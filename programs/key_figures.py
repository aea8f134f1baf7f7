"""The year in figures: what a year adds up to, and the same of the year before.

Figures are sums over the rows of a report. Sums never mix scopes, programmes or kinds of money,
and shares are never added.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.lib.money import add
from programs.report import ProgramSection, Report
from records.models import Measure, Scope, Statement

Key = tuple[str, ...]
# Above this number of parts, the notes stand at the rows and no longer at their sum.
MOST_NOTES = 4


@dataclass(frozen=True)
class Part:
    """One row of a figure; a value of None is not stated."""

    key: Key
    name: str
    scope: str
    value: Decimal | None
    unit: str
    statement: Statement | None


@dataclass(frozen=True)
class KeyFigure:
    """A figure of a year: the sum of its parts, as far as they are stated."""

    key: Key
    name: str
    scope: str
    unit: str
    values: tuple[Decimal | None, ...]
    statements: tuple[Statement, ...]

    @property
    def value(self) -> Decimal | None:
        """None where no part is stated."""
        stated = [value for value in self.values if value is not None]
        return add(stated) if stated else None

    @property
    def unstated(self) -> int:
        """How many parts the sum lacks."""
        return self.values.count(None)


@dataclass(frozen=True)
class Line:
    """A figure of this year and of the year before; None where a year has no such figure."""

    this: KeyFigure | None
    before: KeyFigure | None

    @property
    def figure(self) -> KeyFigure:
        """What the line is about."""
        return self.this or self.before  # one of them is there

    @property
    def change(self) -> Decimal | None:
        """This year minus the year before; None where either says nothing or not everything."""
        this, before = _whole(self.this), _whole(self.before)
        return None if this is None or before is None else this - before


def key_figures(report: Report) -> list[KeyFigure]:
    """The figures of the year of `report`, in its order."""
    parts: dict[Key, list[Part]] = {}
    for part in _parts(report):
        parts.setdefault(part.key, []).append(part)
    return [_add_up(found) for found in parts.values() if _may_be_added(found)]


def beside(report: Report, before: Report | None) -> list[Line]:
    """The figures of `report`, each beside the same figure of `before`, and what ended there."""
    this = {figure.key: figure for figure in key_figures(report)}
    earlier = {figure.key: figure for figure in key_figures(before)} if before else {}
    return [Line(this.get(key), earlier.get(key)) for key in (this | earlier)]


def _whole(figure: KeyFigure | None) -> Decimal | None:
    return None if figure is None or figure.unstated else figure.value


def _may_be_added(parts: list[Part]) -> bool:
    return len(parts) == 1 or parts[0].unit != "percent"


def _add_up(parts: list[Part]) -> KeyFigure:
    first = parts[0]
    statements = dict.fromkeys(part.statement for part in parts if part.statement)
    cited = tuple(statements) if len(statements) <= MOST_NOTES else ()
    return KeyFigure(
        first.key,
        first.name,
        first.scope,
        first.unit,
        tuple(part.value for part in parts),
        cited,
    )


def _parts(report: Report) -> Iterator[Part]:
    for section in report.programs.values():
        yield from _counted(section)
        yield from _money(section)
        yield from _measured(section)
        yield from _aided(section)
    yield from _people(report)
    for row in report.publications:
        key, name = ("publication", row.kind), row.get_kind_display()
        yield _part(key, capfirst(name), row, 1, "publication", Scope.MINISTRY.label)


def _counted(section: ProgramSection) -> Iterator[Part]:
    name = _("%(programme)s: number of projects") % {"programme": section.program}
    for row in section.projects:
        if row.component_count is not None:
            key = ("projects", section.program.code, row.scope)
            yield _part(key, name, row, row.component_count, "project", row.get_scope_display())


def _money(section: ProgramSection) -> Iterator[Part]:
    for project in section.projects:
        for row in project.allocations.all():
            name = _("%(programme)s: %(kind)s") % {
                "programme": section.program,
                "kind": row.get_kind_display(),
            }
            key = ("money", section.program.code, project.scope, row.kind)
            yield _part(key, name, row, row.amount, "CNY", project.get_scope_display())


def _measured(section: ProgramSection) -> Iterator[Part]:
    for project in section.projects:
        for row in project.results.all():
            key = ("result", row.indicator.code, project.scope)
            # Two shares have no sum; each stands in its section.
            unit = "percent" if row.indicator.measure == Measure.SHARE else row.indicator.unit
            scope = project.get_scope_display()
            yield _part(key, str(row.indicator), row, row.value, unit, scope)


def _aided(section: ProgramSection) -> Iterator[Part]:
    for project in section.projects:
        scope = project.get_scope_display()
        for row in project.educationaids.all():
            key, students = ("aid", row.kind, project.scope), row.student_count
            if row.kind != row.Kind.HOPE_SCHOOL:
                yield _part(key, _("Students helped"), row, students, "person", scope)
        for row in project.donations.all():
            key = ("goods", row.goods, row.unit, project.scope)
            name = _("Donated: %(goods)s") % {"goods": row.goods_text}
            yield _part(key, name, row, row.quantity, row.unit, scope)
        for row in project.seminars.all():
            yield _part(("seminar", project.scope), _("Seminars"), row, 1, "seminar", scope)
        for row in project.seminarreports.all():
            key = ("seminar_report", project.scope)
            yield _part(key, _("Seminar reports"), row, 1, "report", scope)


def _people(report: Report) -> Iterator[Part]:
    for row in report.selections:
        key, scope = ("selected", row.scope), row.get_scope_display()
        yield _part(key, _("Cadres selected and sent"), row, row.selected_count, "person", scope)
    for row in report.awards:
        key, scope = ("award", row.scope), row.get_scope_display()
        yield _part(key, _("Cadres honoured"), row, 1, "person", scope)


def _part(key: Key, name: str, row, value, unit: str, scope: str) -> Part:
    return Part(key, name, scope, None if value is None else Decimal(value), unit, row.statement)
