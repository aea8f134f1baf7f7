"""What is handed in, returned and decided together, beyond the reference data that it refers to.

A progress report comes with the source that states its figures and with a correction of its
project. The room that knows such a bundle registers it when it is ready: how its submission makes
what is missing, and which open versions belong together, from whichever of them one looks.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from records.models import Record, User


@dataclass(frozen=True)
class Bundle:
    """`prepare` makes what a draft of `kind` is handed in with, as a user submits it for a reason:
    ValidationError where that cannot be; None where nothing is made. `companions` gives the open versions that belong to some
    versions. `held` gives pairs of a version of `kind` and an open version that it holds;
    `is_held` the versions of another kind that one of `kind` in the same state holds, or None."""

    kind: type[Record]
    prepare: Callable[[Record, User, str], None] | None
    companions: Callable[[Sequence[Record]], Iterable[Record]]
    held: Callable[[Sequence[Record]], Iterable[tuple[Record, Record]]]
    is_held: Callable[[type[Record]], Q | None]


_registered: list[Bundle] = []


def register_bundle(bundle: Bundle) -> None:
    """Add a bundle, when its room is ready."""
    _registered.append(bundle)


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
