"""Sums of money before and after: of each programme, year, scope and kind, never of several."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from config.lib.language import join_texts
from programs.totals import figures, labelled
from programs.totals.figures import Figure
from programs.totals.labelled import LabelledFigure

MOST = 40  # sums on a page
BY = ("what", "of", "program", "scope", "year")


@dataclass(frozen=True)
class SumChange:
    """A sum at two editions; None where the ledger had no such money."""

    before: LabelledFigure | None
    after: LabelledFigure | None

    @property
    def one(self) -> LabelledFigure:
        return self.after or self.before

    @property
    def name(self) -> str:
        return join_texts(" · ", (self.one.program, self.one.figure.year, self.one.name))

    @property
    def difference(self) -> Decimal | None:
        """After minus before; None where neither states an amount."""
        values = [one.value for one in (self.before, self.after) if one and one.value is not None]
        if not values:
            return None
        return _amount(self.after) - _amount(self.before)


def sum_changes(since: int, edition: int | None) -> list[SumChange]:
    """The sums that differ between two editions, in the order of programmes."""
    before, after = _sums(since), _sums(edition)
    changed = [key for key in {**after, **before} if _says(before, key) != _says(after, key)]
    old, new = _labelled(before, changed), _labelled(after, changed)
    return [SumChange(old.get(key), new.get(key)) for key in {**new, **old}]


def _sums(edition: int | None) -> dict[tuple, Figure]:
    if edition == 0:
        return {}
    money = (one for one in figures.of_edition(edition) if one.what == "money")
    return figures.together(money, *BY)


def _says(sums: dict[tuple, Figure], key: tuple) -> tuple | None:
    return (sums[key].value, sums[key].rows) if key in sums else None


def _labelled(sums: dict[tuple, Figure], keys: list[tuple]) -> dict[tuple, LabelledFigure]:
    return dict(_pairs([sums[key] for key in keys if key in sums]))


def _pairs(some: list[Figure]) -> Iterator[tuple[tuple, LabelledFigure]]:
    for one in labelled.label_figures(some):
        yield tuple(getattr(one.figure, name) for name in BY), one


def _amount(one: LabelledFigure | None) -> Decimal:
    return one.value if one and one.value is not None else Decimal(0)
