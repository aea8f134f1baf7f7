"""Parts of the first page of a person: a registry, so that the rooms above add theirs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from records.models import User


@dataclass(frozen=True)
class HomePart:
    """A part of the first page. `content` gives the context of `template` for one person, in a
    fixed number of queries, each with a limit; nothing where there is nothing to say. A number
    under "waiting" is added to what the headline counts."""

    name: str
    title: str
    template: str
    content: Callable[[User], dict | None]
    order: int = 50  # parts with a lower number come first


_PARTS: list[HomePart] = []


def register_home_parts(*parts: HomePart) -> None:
    """Add parts; one that is there already is replaced."""
    names = {part.name for part in parts}
    _PARTS[:] = [part for part in _PARTS if part.name not in names] + list(parts)
    _PARTS.sort(key=lambda part: part.order)


def parts_for(user: User) -> Iterator[tuple[HomePart, dict]]:
    """The parts that say something to `user`, each with its context."""
    for part in _PARTS:
        if content := part.content(user):
            yield part, content
