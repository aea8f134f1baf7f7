"""What is handed in, returned and decided together, beyond the reference data that it refers to.

A progress report comes with the source that states its figures and with a correction of its
project. The room that knows such a bundle registers it when it is ready: how its submission makes
what is missing, and which open versions belong together, from whichever of them one looks.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from records.models import Record, User


@dataclass(frozen=True)
class Bundle:
    """`prepare` makes what a draft of `kind` is handed in with, as a user submits it for a reason:
    ValidationError where that cannot be. `companions` gives the open versions that belong to some
    versions."""

    kind: type[Record]
    prepare: Callable[[Record, User, str], None]
    companions: Callable[[Sequence[Record]], Iterable[Record]]


_registered: list[Bundle] = []


def register_bundle(bundle: Bundle) -> None:
    """Add a bundle, when its room is ready."""
    _registered.append(bundle)


def prepare(drafts: Sequence[Record], user: User, reason: str) -> None:
    """Make what `drafts` are handed in with. ValidationError where that cannot be."""
    for bundle in _registered:
        for draft in drafts:
            if isinstance(draft, bundle.kind):
                bundle.prepare(draft, user, reason)


def brings_others(kind: type[Record]) -> bool:
    """Whether drafts of `kind` are handed in with others."""
    return any(issubclass(kind, bundle.kind) for bundle in _registered)


def companions_of(versions: Sequence[Record]) -> list[Record]:
    """The open versions that are decided together with `versions`, some of these among them."""
    return [one for bundle in _registered for one in bundle.companions(versions)]
