"""What is handed in, returned and decided together, beyond the reference data that it refers to.

A progress report comes with the source that states its figures and with a correction of its
project. The room that knows such a bundle registers it when it is ready: how its submission makes
what is missing, and which open versions belong together, from whichever of them one looks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from records.models import Record, Row, User


@dataclass(frozen=True)
class Bundle:
    """`prepare` makes what a draft of `kind` is handed in with, as a user submits it for a reason:
    ValidationError where that cannot be; None where nothing is made. `companions` gives the open
    versions that belong to some versions. `held` gives pairs of a version of `kind` and an open
    version that it holds; `is_held` the versions of another kind that one of `kind` in the same
    state holds, or None."""

    kind: type[Record]
    prepare: Callable[[Record, User, str], None] | None
    companions: Callable[[Sequence[Record]], Iterable[Record]]
    held: Callable[[Sequence[Record]], Iterable[tuple[Record, Record]]]
    is_held: Callable[[type[Record]], Q | None]


@dataclass(frozen=True)
class Leaving:
    """What a public version of `kind` leaves in other records when it is withdrawn: `left` gives
    the rows, `take_out` hands in, as a user for a reason, what removes them, and `withdrawn_with`
    what was handed in so: published and withdrawn with it."""

    kind: type[Record]
    left: Callable[[Record], list[Row]]
    take_out: Callable[[Record, User, str], None]
    withdrawn_with: Callable[[Record], list[Record]]


_registered: list[Bundle] = []
_leaving: list[Leaving] = []


def register_bundle(bundle: Bundle) -> None:
    """Add a bundle, when its room is ready."""
    _registered.append(bundle)


def register_leaving(leaving: Leaving) -> None:
    """Add what versions of a kind leave, when its room is ready."""
    _leaving.append(leaving)


def prepare(drafts: Sequence[Record], user: User, reason: str) -> None:
    """Make what `drafts` are handed in with. ValidationError where that cannot be."""
    for bundle in _registered:
        for draft in drafts:
            if bundle.prepare and isinstance(draft, bundle.kind):
                bundle.prepare(draft, user, reason)


def brings_others(kind: type[Record]) -> bool:
    """Whether handing in drafts of `kind` makes others."""
    return any(bundle.prepare and issubclass(kind, bundle.kind) for bundle in _registered)


def companions_of(versions: Sequence[Record]) -> list[Record]:
    """The open versions that are decided together with `versions`, some of these among them."""
    return [one for bundle in _registered for one in bundle.companions(versions)]


def held_by(versions: Sequence[Record]) -> dict[Record, list[Record]]:
    """What each of `versions` holds: open versions that go wherever it goes."""
    held: dict[Record, list[Record]] = {}
    for bundle in _registered:
        for one, part in bundle.held([one for one in versions if isinstance(one, bundle.kind)]):
            held.setdefault(one, []).append(part)
    return held


def without_held(versions: QuerySet) -> QuerySet:
    """`versions`, of one kind, without those that another version holds: what is decided together
    is one thing to decide."""
    for bundle in _registered:
        if (is_held := bundle.is_held(versions.model)) is not None:
            versions = versions.exclude(is_held)
    return versions


def left_by(versions: Sequence[Record]) -> list[Row]:
    """The public rows that `versions` leave in other records when they are withdrawn alone."""
    return [row for leaving, one in _leavings(versions) for row in leaving.left(one)]


def take_out(versions: Sequence[Record], user: User, reason: str) -> None:
    """Hand in what removes the rows that `versions` would leave. ValidationError where that cannot
    be."""
    for leaving, one in _leavings(versions):
        if leaving.left(one):
            leaving.take_out(one, user, reason)


def withdrawn_with(versions: Sequence[Record]) -> list[Record]:
    """What is published or withdrawn together with the withdrawal of `versions`."""
    chosen = {(type(one), one.pk) for one in versions}
    along = (part for leaving, one in _leavings(versions) for part in leaving.withdrawn_with(one))
    return [part for part in along if (type(part), part.pk) not in chosen]


def _leavings(versions: Sequence[Record]) -> Iterator[tuple[Leaving, Record]]:
    for leaving in _leaving:
        yield from ((leaving, one) for one in versions if isinstance(one, leaving.kind))
