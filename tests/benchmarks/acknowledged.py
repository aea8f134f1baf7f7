"""What the site acknowledged to a crowd of people, compared with what the database holds.

Every act has a reason of its own, which the ledger keeps beside what the act did: so each can be
found again, and one that was refused must not be found.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from programs.models import Allocation, Project
from records.models import ChangeEvent, Edition, ReviewStep, State, YearStep

LEAVES = {
    "begin": State.DRAFT,
    "correct": State.DRAFT,
    "submit": State.SUBMITTED,
    "return": State.DRAFT,
    "publish": State.PUBLISHED,
    "withdraw": State.WITHDRAWN,
}


@dataclass(frozen=True)
class Typed:
    """What was typed into a form: of a project, and of its first allocation, if anything was."""

    title: str
    persons: int
    allocated: int | None


@dataclass(frozen=True)
class Act:
    """An acknowledged act with the version of a project that has this key; with a year, it has
    none. It was done between two moments."""

    name: str
    person: str
    reason: str
    sent: float = 0
    answered: float = 0
    version: int | None = None
    typed: Typed | None = None


@dataclass(frozen=True)
class Book:
    """What people noted; lists, because many write at once."""

    acts: list[Act] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)  # reason of the act, in words
    seconds: list[tuple[str, float]] = field(default_factory=list)

    def on_answer(self, kind: str, seconds: float) -> None:
        self.seconds.append((kind, seconds))


def verify_book(book: Book) -> None:
    """Everything acknowledged is there, as its last act left it; nothing that was refused is."""
    held = set(_held_reasons())
    missing = [act for act in book.acts if (act.person, act.reason) not in held]
    assert not missing, f"acknowledged, and not there: {missing[0]}"
    reasons = {reason for _person, reason in held}
    left = [refusal for refusal in book.refusals if refusal[0] in reasons]
    assert not left, f"refused, and there: {left[0]}"
    _verify_versions(book)


def _held_reasons() -> Iterator[tuple[str, str]]:
    """Who did something, and for which reason, as the ledger has it."""
    yield from ChangeEvent.objects.values_list("user__username", "reason")
    yield from ReviewStep.objects.values_list("by__username", "reason")
    yield from Edition.objects.values_list("published_by__username", "reason")
    yield from YearStep.objects.values_list("by__username", "reason")


def _verify_versions(book: Book) -> None:
    acts = sorted((a for a in book.acts if a.version), key=attrgetter("version"))
    publications = {act.reason for act in acts if act.name == "publish"}
    for version, group in groupby(acts, key=attrgetter("version")):
        project, of_version = Project.objects.get(pk=version), list(group)
        states = {LEAVES[act.name] for act in _last(a for a in of_version if a.name in LEAVES)}
        assert not states or _state(project, publications) in states, f"{project}: {of_version}"
        typed = [act.typed for act in _last(a for a in of_version if a.typed)]
        is_as_typed = any(_holds(project, one) for one in typed)
        assert is_as_typed or not typed, f"{project}: {of_version}"


def _last(acts: Iterator[Act]) -> list[Act]:
    """The acts that no other surely followed: several, where they overlapped."""
    acts = list(acts)
    latest = max((act.sent for act in acts), default=0)
    return [act for act in acts if act.answered >= latest]


def _state(project: Project, publications: set[str]) -> str:
    """Its state; "published" also where an acknowledged publication has superseded it since."""
    is_replaced = project.state == State.SUPERSEDED
    if is_replaced and project.superseded_in.reason in publications:
        return State.PUBLISHED
    return project.state


def _holds(project: Project, typed: Typed) -> bool:
    if (project.title, project.beneficiary_persons) != (typed.title, typed.persons):
        return False
    first = Allocation.objects.filter(project=project).order_by("line").first()
    return typed.allocated is None or first.allocated == typed.allocated
