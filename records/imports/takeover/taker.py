"""What the room of projects makes of a notice; it registers itself when it is ready.

This room knows how a file is read, asked about and loaded, and not what a project is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext_lazy as _

from config.lib.spreadsheets.raw_sheets import Fault
from records.imports.importer import OnStep
from records.imports.notices.understanding import Notice, ProjectLine
from records.imports.notices.words.localities import Gazetteer
from records.models import Record, SourceVersion, Upload, User

NOTICES = "notices"  # as a kind of upload, beside the kinds that have templates
TITLE = _("A notice, plan or table as the county made it")


@dataclass(frozen=True)
class TakeOver:
    """A notice to be taken over: what it says, and what a person says that it does not."""

    upload: Upload
    notice: Notice
    choices: dict
    user: User
    reason: str
    on_step: OnStep

    @property
    def lines(self) -> Iterator[tuple[str, ProjectLine]]:
        """The rows that are taken over, each under its key."""
        left_out = set(self.choices.get("left_out", ()))
        return ((key, one) for key, one in keyed_lines(self.notice) if key not in left_out)


@dataclass
class Drafted:
    """The drafts of a notice: its source, the records with the row that each comes from, and what
    stands in the way."""

    source: SourceVersion | None = None
    records: list[Record] = field(default_factory=list)
    lines: dict[int, ProjectLine] = field(default_factory=dict)  # by the id of the record
    added: int = 0
    changed: int = 0
    statements: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class NoticeTaker:
    """How notices become drafts of `model`.

    `propose` gives what a person can correct, as plain data; `complete` puts what a person chose in
    its place; `form` asks for it; `needs` says in
    sentences what is missing before there can be drafts; `known` gives what the ledger holds of a
    row, by the key of the row; `untaken` says what has no place in the ledger.
    """

    model: type[Record]
    form: type[forms.Form]
    gazetteer: Callable[[], Gazetteer]
    propose: Callable[[Notice], dict]
    complete: Callable[[dict, dict], dict]
    needs: Callable[[Notice, dict], list[str]]
    known: Callable[[Notice], dict[str, dict]]
    untaken: Callable[[Notice, dict], list[str]]
    draft: Callable[[TakeOver], Drafted]


_registered: list[NoticeTaker] = []


def register_taker(taker: NoticeTaker) -> None:
    """Add the taker of notices, when its room is ready."""
    _registered.append(taker)


def taker() -> NoticeTaker:
    """What makes drafts of notices."""
    return _registered[0]


def is_open_to(user: User) -> bool:
    """Whether the roles of `user` allow to bring notices in."""
    model = taker().model._meta
    kinds = (model.model_name, SourceVersion._meta.model_name)
    rooms = (model.app_label, SourceVersion._meta.app_label)
    return user.has_perms(
        [f"{room}.{verb}_{kind}" for room, kind in zip(rooms, kinds, strict=True) for verb in VERBS]
    )


VERBS = ("add", "change")


def keyed_lines(notice: Notice) -> Iterator[tuple[str, ProjectLine]]:
    """The rows under keys that stay the same while columns are corrected: sheet and row, and a
    number where one row of the file says several."""
    seen: dict[str, int] = {}
    for line in notice.projects:
        place = f"{line.sheet}!{line.row}"
        seen[place] = seen.get(place, 0) + 1
        yield place if seen[place] == 1 else f"{place}#{seen[place]}", line
