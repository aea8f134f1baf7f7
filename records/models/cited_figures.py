"""Figures of rows beside the statements that they cite (数据与来源核对).

A statement says one figure; a row that cites it may say several, as an allocation with an amount
for each stage, or donated goods with a quantity and a value. The row agrees with its statement when

- one of its figures is in the unit of the statement (no unit is turned into another),
- this figure is the stated value; where the statement calls its value rounded or "about" and says
  the step of its last printed digit, it may be half a step higher or lower,
- and the qualifier of the row claims no more than that of the statement (`FOLLOWS`). A row
  without a qualifier says its figure as exact.

A statement without a value, or a row without a figure, leaves nothing to compare.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Case, CharField, DecimalField, F, Model, Q, Value, When
from django.db.models.functions import Abs, Cast, Coalesce
from django.db.models.lookups import Exact, LessThanOrEqual
from django.utils.translation import gettext as _

from config.lib import money
from records.models.vocabulary import Qualifier, Unit, format_qualified

if TYPE_CHECKING:
    from records.models.sources import Statement

APPROXIMATE = (Qualifier.ROUNDED, Qualifier.ABOUT)
# From the qualifier of a statement to those of a figure that claim no more.
FOLLOWS = {
    "": ("", "rounded", "about", "at_least"),
    "rounded": ("rounded", "about"),
    "about": ("about",),
    "more_than": ("more_than", "at_least"),
    "at_least": ("at_least",),
}
NUMBER = DecimalField(max_digits=24, decimal_places=4)


@dataclass(frozen=True)
class QualifiedFigure:
    """A figure with its unit and qualifier, as a row or a statement says it."""

    value: Decimal
    unit: str
    qualifier: str = ""

    def __str__(self):
        """The figure as plain text in the reader's language: about 5,838,000 yuan."""
        return format_qualified(self._number, self.qualifier)

    @property
    def _number(self) -> str:
        if self.unit == Unit.CNY:
            return money.format_money(self.value)
        if self.unit == Unit.PERCENT:
            return f"{money.format_number(self.value)}%"
        number = money.format_number(self.value)
        return _("%(number)s %(unit)s") % {"number": number, "unit": Unit(self.unit).label}


@dataclass(frozen=True)
class Disagreement:
    """A figure of a row, in its field, and the other figure that the cited statement says."""

    field: str
    own: QualifiedFigure
    stated: QualifiedFigure

    @property
    def difference(self) -> Decimal | None:
        """Own minus stated; None where the units differ."""
        return self.own.value - self.stated.value if self.own.unit == self.stated.unit else None

    def __str__(self):
        """The mark beside the figure."""
        return _("differs from the statement: %(stated)s") % {"stated": self.stated}


@dataclass(frozen=True)
class CitedFigures:
    """The figures of a kind of row, one of which the statement in the field `by` may state.

    `units` gives the unit of each field of a figure, or names with `F` the field that holds it; the
    figure that pages show comes first. `qualifier` is the field of the qualifier, where there is
    one, or a pattern of several: "{field}_qualifier". A row that names one of `unless` counts what
    it names, and states no figure.
    """

    units: Mapping[str, Unit | F]
    by: str = "statement"
    qualifier: str = ""
    unless: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()

    @property
    def stating(self) -> Q:
        """The rows that state a figure."""
        stated = Q()
        for field in self.units:
            stated |= Q(**{f"{field}__isnull": False})
        return stated & Q(**{f"{name}__isnull": True for name in self.unless})

    @property
    def comparable(self) -> Q:
        """The rows whose figure can be compared: their statement says one too."""
        stated = Q(**{f"{self.by}__value__isnull": False})
        return self.stating & stated & ~Q(**{f"{self.by}__measure__in": self.part_of})

    @property
    def disagreeing(self) -> Q:
        """The rows that do not agree with their statement; `disagreement` says it of one."""
        agreeing = Q()
        for field, unit in self.units.items():
            agreeing |= self._agreeing(field, unit) & self._following(field)
        return self.comparable & ~agreeing

    def _agreeing(self, field: str, unit: Unit | F) -> Q:
        own = Cast(F(field), NUMBER)
        own_unit = unit if isinstance(unit, F) else Value(unit)
        distance = Abs(own - F(f"{self.by}__value")) * Value(Decimal(2), NUMBER)
        step = Coalesce(F(f"{self.by}__step"), Value(Decimal(0)), output_field=NUMBER)
        approximate = When(**{f"{self.by}__qualifier__in": APPROXIMATE}, then=step)
        most = Case(approximate, default=Value(Decimal(0)), output_field=NUMBER)
        return (
            Q(**{f"{field}__isnull": False})
            & Q(Exact(Cast(own_unit, CharField()), Cast(F(f"{self.by}__unit"), CharField())))
            & Q(LessThanOrEqual(Cast(distance, NUMBER), most))
        )

    def _following(self, field: str) -> Q:
        following = Q()
        name = self.qualifier.format(field=field)
        for stated, own in FOLLOWS.items():
            if name:
                following |= Q(**{f"{self.by}__qualifier": stated, f"{name}__in": own})
            elif "" in own:
                following |= Q(**{f"{self.by}__qualifier": stated})
        return following

    def disagreement(self, row: Model) -> Disagreement | None:
        """How `row` and its statement disagree; None where they agree or cannot be compared. Asks
        the database for nothing where the statement and what holds the unit are fetched."""
        statement = getattr(row, self.by)
        own = self._figures(row)
        if statement is None or statement.value is None or not own:
            return None
        if statement.measure in self.part_of:
            return None
        stated = QualifiedFigure(statement.value, statement.unit, statement.qualifier)
        if any(_agrees(figure, stated, statement.step) for figure in own.values()):
            return None
        # What stands beside the statement on a page is the figure in its unit, else the first.
        alike = {field: figure for field, figure in own.items() if figure.unit == stated.unit}
        field, figure = next(iter((alike or own).items()))
        return Disagreement(field, figure, stated)

    def figures(self, row: Model) -> list[QualifiedFigure]:
        """What `row` states, each figure with its unit and qualifier."""
        return list(self._figures(row).values())

    def _figures(self, row: Model) -> dict[str, QualifiedFigure]:
        return {} if self._names(row) else dict(self._stated(row))

    def _names(self, row: Model) -> bool:
        return any(row.serializable_value(name) is not None for name in self.unless)

    def _stated(self, row: Model) -> Iterator[tuple[str, QualifiedFigure]]:
        for field, unit in self.units.items():
            value, name = getattr(row, field), self.qualifier.format(field=field)
            if value is not None:
                qualifier = getattr(row, name) if name else ""
                yield field, QualifiedFigure(Decimal(value), _unit_of(row, unit), qualifier)


def compare_unqualified(
    value: Decimal | None, unit: str, statements: Sequence["Statement"]
) -> Disagreement | None:
    """How a figure that pages show without a qualifier, beside the markers of `statements`,
    differs in value or unit; None where there is not exactly one statement to compare it with."""
    if value is None or len(statements) != 1 or statements[0].value is None:
        return None
    (one,) = statements
    own = QualifiedFigure(value, unit, one.qualifier)
    stated = QualifiedFigure(one.value, one.unit, one.qualifier)
    return None if _agrees(own, stated, one.step) else Disagreement("", own, stated)


def _unit_of(row: Model, unit: Unit | F) -> str:
    if not isinstance(unit, F):
        return str(unit)
    value = row
    for step in unit.name.split("__"):
        value = getattr(value, step)
    return str(value)


def _agrees(own: QualifiedFigure, stated: QualifiedFigure, step: Decimal | None) -> bool:
    margin = (step or 0) if stated.qualifier in APPROXIMATE else 0
    return (
        own.unit == stated.unit
        and abs(own.value - stated.value) * 2 <= margin
        and own.qualifier in FOLLOWS[stated.qualifier]
    )
