"""A share year by year as a line: every year between the first and the last that has a figure.

The scale is cut, for shares change little, and the picture says where it begins. The line joins
years that follow each other; years without a figure break it and are a dotted field. The first and
the last point have their figures beside them, and the change between the two stands above.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.lib.charts.scales import Scale, cut_scale
from config.lib.charts.svg import LINE, WIDTH, dot, letters, outline, picture, rule, stroke, text
from config.lib.charts.years import OverYears

HEIGHT, AXIS, LEFT, TOP = 100, 42, 66, 2 * LINE + 6
BASE = TOP + HEIGHT
RIGHT = WIDTH - 30
APART = 56  # pixels that two figures beside points need


@dataclass(frozen=True)
class YearLine(OverYears):
    """A share by year; `write` writes a value of the scale, `change` says from first to last."""

    title: str
    scope: str
    values: Mapping[int, Decimal]
    formatted: Mapping[int, str]
    write: Callable[[Decimal], str]
    change: str = ""
    finding: str = ""

    @property
    def subject(self) -> str:
        """The scope: the finding names the share."""
        return self.scope if self.finding else ""

    @property
    def svg(self) -> SafeString:
        height = BASE + 3 * LINE + 4
        return picture(self.title, self.description, height, self._parts())

    @property
    def _scale(self) -> Scale:
        return cut_scale(self.values.values(), BASE, -HEIGHT)

    def _x(self, year: int) -> int:
        whole = max(len(self.years) - 1, 1)
        return LEFT + (year - self.years[0]) * (RIGHT - LEFT) // whole

    def _parts(self) -> Iterator[SafeString]:
        yield text(WIDTH, LINE - 4, self.change, "end", is_strong=True)
        yield from self._axes(self._scale)
        for first, last in self.gaps:
            left, right = self._x(first - 1) + 6, self._x(last + 1) - 6
            yield outline(left, TOP, max(right - left, 2), HEIGHT)
        yield from self._line(self._scale)
        yield from self.draw_key(BASE + 3 * LINE)

    def _axes(self, scale: Scale) -> Iterator[SafeString]:
        yield text(0, TOP + 4, self.write(scale.high))
        yield text(0, BASE + 4, self.write(scale.low))
        yield rule(AXIS, BASE, WIDTH, BASE)
        yield rule(AXIS, TOP, AXIS, BASE)
        for year in self.named_years:
            yield text(self._x(year), BASE + LINE, str(year), "middle")
        if scale.is_cut:
            yield text(0, BASE + 2 * LINE, cut_in_words(self.write(scale.low)))

    def _line(self, scale: Scale) -> Iterator[SafeString]:
        points = {year: (self._x(year), scale.place(value)) for year, value in self.values.items()}
        for year in self.years[1:]:
            if year in points and year - 1 in points:
                yield stroke((points[year - 1], points[year]))
        for year, (x, y) in sorted(points.items()):
            yield dot(x, y)
            if self._is_labelled(year):
                yield text(x, y - 8, self.formatted[year], "middle")

    def _is_labelled(self, year: int) -> bool:
        """The ends always; the others where all of them have room."""
        is_end = year in (self.years[0], self.years[-1])
        widest = max(APART, *map(letters, self.formatted.values()))
        return is_end or (RIGHT - LEFT) // max(len(self.years) - 1, 1) >= widest


def cut_in_words(low: str) -> str:
    """That a scale does not begin at zero."""
    return _("The scale begins at %(low)s and not at zero.") % {"low": low}
