"""The kinds of notice: a registry, so that the rooms above add theirs."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.models import Notice, User


@dataclass(frozen=True)
class News:
    """What one person is to be told. A value of `words` that is a mapping holds a text for each
    language."""

    user: User
    key: str
    address: str
    words: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Topic:
    """A kind of notice. `sentence` has a named placeholder for each of its words. `collect` gives
    what depends on the day: `manage.py send_digests` asks it, and passes the moment."""

    name: str
    title: str | Promise
    sentence: str | Promise
    collect: Callable[[datetime.datetime], Iterable[News]] | None = None

    def text(self, notice: Notice) -> str:
        """The sentence in the language in force."""
        return self.sentence % {name: _in_language(word) for name, word in notice.words.items()}


def _in_language(word: object) -> object:
    return word.get(get_language(), "") if isinstance(word, dict) else word


RETURNED = Topic("returned", _("Returned"), _("%(who)s returned %(record)s: %(reason)s"))
COMMENT = Topic("comment", _("Comments"), _("%(who)s on %(record)s: %(text)s"))
HANDED_OVER = Topic(
    "handed-over",
    _("Handed over"),
    _("%(who)s handed the work of %(leaver)s over to you: %(reason)s"),
)
YEAR_CLOSED = Topic(
    "year-closed",
    _("Year closing"),
    _("%(who)s closed %(year)s, so your open versions of it go no further: %(reason)s"),
)

_TOPICS = [RETURNED, COMMENT, HANDED_OVER, YEAR_CLOSED]


def register_topics(*topics: Topic) -> None:
    """Add kinds of notice; one that is there already is replaced."""
    names = {topic.name for topic in topics}
    _TOPICS[:] = [topic for topic in _TOPICS if topic.name not in names] + list(topics)


def topics() -> tuple[Topic, ...]:
    return tuple(_TOPICS)


def topic_of(notice: Notice) -> Topic:
    """The kind of a notice; one without words where its kind is gone."""
    return next(
        (topic for topic in _TOPICS if topic.name == notice.topic),
        Topic(notice.topic, notice.topic, notice.topic),
    )
