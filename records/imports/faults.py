"""The faults of a file: many are kept, all are counted, equal ones are told once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from config.lib.spreadsheets.raw_sheets import Fault

MOST_FAULTS = 20_000  # that are kept; a file has rarely more than one kind of mistake
SHOWN_ROWS = 12  # of equal faults


@dataclass
class Faults:
    """The first faults of a file, and how many there are in all."""

    first: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, fault: Fault) -> None:
        self.count += 1
        if len(self.first) < MOST_FAULTS:
            self.first.append(fault)

    def extend(self, faults: Iterable[Fault], unnamed: int = 0) -> None:
        """Add faults, and count further ones that nobody named."""
        for fault in faults:
            self.add(fault)
        self.count += unnamed


@dataclass
class EqualFaults:
    """Faults of one column that say the same: the first of them, their rows and their number."""

    first: Fault
    rows: list[int] = field(default_factory=list)
    count: int = 0

    @property
    def others(self) -> int:
        """How many there are beside those whose rows are named."""
        return self.count - len(self.rows)


def equal_faults(faults: Iterable[Fault]) -> Iterator[EqualFaults]:
    """`faults` with equal ones told once, in the order of the first of each."""
    groups: dict[tuple[str, str, str], EqualFaults] = {}
    for fault in faults:
        key = (fault.sheet, fault.column, fault.message)
        group = groups.setdefault(key, EqualFaults(fault))
        group.count += 1
        if len(group.rows) < SHOWN_ROWS:
            group.rows.append(fault.row)
    yield from groups.values()
