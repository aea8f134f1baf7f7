"""How complete the public records are, as grids that the rooms draw of their own records."""

from collections.abc import Callable

from config.lib.charts.grids import Grid

Draw = Callable[[int | None], Grid | None]
_drawn: list[Draw] = []


def register(draw: Draw) -> None:
    """Add the grid of a room, when the room is ready; it draws None where there is nothing."""
    _drawn.append(draw)


def grids(edition: int | None) -> list[Grid]:
    """The grids of what is public at edition number `edition`; None is today."""
    return [grid for draw in _drawn if (grid := draw(edition)) is not None]
