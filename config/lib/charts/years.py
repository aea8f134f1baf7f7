"""What pictures over years have in common: their years, their gaps, their figures as a table."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.lib.charts.svg import LINE, WIDTH, Drawing, letters, outline, text
from config.lib.tables.tables import NOT_STATED

ROOM = 8  # between the names of two years


class OverYears(Drawing):
    """One thing by year: `values` of the years that have a figure, and how each is written."""

    values: Mapping[int, Decimal]
    formatted: Mapping[int, str]

    @property
    def years(self) -> range:
        """Every year from the first to the last that has a figure."""
        return range(min(self.values), max(self.values) + 1)

    @property
    def description(self) -> str:
        return "; ".join(f"{year}: {figure}" for year, figure in self.rows)

    @property
    def headings(self) -> tuple[str, str]:
        """Of the table beside the picture."""
        return _("Year"), self.title

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Every year with its figure; a year without one says so."""
        return [(str(year), self.formatted.get(year, str(NOT_STATED))) for year in self.years]

    @property
    def gaps(self) -> Iterator[tuple[int, int]]:
        """The first and the last year of each run of years without a figure."""
        for is_known, run in groupby(self.years, self.values.__contains__):
            if not is_known:
                first, *others = run
                yield first, others[-1] if others else first

    @property
    def named_years(self) -> list[int]:
        """The years that there is room to name: the first and the last, and every so many."""
        every = -(-len(self.years) * (letters("2000") + ROOM) // WIDTH)
        first = self.years[0]
        others = [year for year in self.years[::-1][::every] if year - first >= every]
        return [*others, first]

    def draw_key(self, y: int) -> Iterator[SafeString]:
        """What a dotted field is, where there is one."""
        if len(self.values) < len(self.years):
            yield outline(1, y - 11, LINE, 10)
            yield text(LINE + 8, y - 2, _("no figure for the year"))
