"""The display choices of a reader: unit of money, first language, large type, high contrast.

One cookie holds the choices and nothing else: no number, no name, no time. Only the values below
are accepted from it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Self

COOKIE = "display"
VALUES = {
    "unit": ("yuan", "wan", "yi"),
    "language": ("zh-hans",),
    "type": ("large",),
    "contrast": ("high",),
}
BETWEEN, AFTER_NAME = ".", "_"


@dataclass(frozen=True)
class Choices:
    """The choices of a reader; empty where the site decides."""

    unit: str = ""
    language: str = ""
    type: str = ""
    contrast: str = ""

    @classmethod
    def of(cls, given: dict[str, str]) -> Self:
        """The choices among `given`, without unknown ones."""
        return cls(**{name: given[name] for name in VALUES if given.get(name) in VALUES[name]})

    @classmethod
    def read(cls, cookie: str) -> Self:
        """The choices in the text of a cookie; anything else in it is ignored."""
        pairs = (part.partition(AFTER_NAME) for part in cookie.split(BETWEEN, len(VALUES)))
        return cls.of({name: value for name, _sign, value in pairs})

    @property
    def cookie(self) -> str:
        """The choices as the text of a cookie; empty where nothing was chosen."""
        chosen = ((name, value) for name, value in asdict(self).items() if value)
        return BETWEEN.join(f"{name}{AFTER_NAME}{value}" for name, value in chosen)


SITES_OWN = Choices()
_current: ContextVar[Choices] = ContextVar("choices", default=SITES_OWN)


def current() -> Choices:
    """The choices of the reader for whom the page is being made."""
    return _current.get()


@contextmanager
def override(choices: Choices) -> Iterator[None]:
    """Make pages for a reader with these choices."""
    before = _current.set(choices)
    try:
        yield
    finally:
        _current.reset(before)
