"""Tell people something once: rows of `Notice`, written with what they are about."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from config.lib.language import plain_text
from records.models import Notice, Record, User
from records.notices.topics import News, Topic, topics

BATCH = 500


def tell(topic: Topic, news: Iterable[News]) -> None:
    """Keep `news` for those who were not told the same before."""
    rows = (
        Notice(user=one.user, topic=topic.name, key=one.key, address=one.address, words=one.words)
        for one in news
    )
    Notice.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def tell_about(
    topic: Topic, version: Record, users: Iterable[User], key: str, **words: object
) -> list[User]:
    """Tell those of `users` who may read `version`; returns those who may not. `key` says what
    happened to this version, among all that may."""
    options = type(version)._meta
    with override("en"):
        address = reverse(
            f"admin:{options.app_label}_{options.model_name}_change", args=[version.pk]
        )
    words = {**words, "record": in_each_language(version)}
    readers, others = [], []
    for user in users:
        is_reader = user.is_active and may_read(user, version)
        (readers if is_reader else others).append(user)
    key = f"{options.label_lower}:{version.pk}:{key}"
    tell(topic, (News(user, key, address, words) for user in readers))
    return others


def may_read(user: User, version: Record) -> bool:
    """Whether `user` may open the page of `version` among staff."""
    options = type(version)._meta
    return (
        user.has_perm(f"{options.app_label}.view_{options.model_name}")
        and type(version).objects.visible_to(user).filter(pk=version.pk).exists()
    )


def in_each_language(subject: object) -> dict[str, str]:
    """The name of `subject` in each language of the site."""
    names = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            names[code] = str(plain_text(subject))
    return names


def collect(moment: datetime.datetime) -> None:
    """Keep what depends on the day, of all kinds that say so."""
    for topic in topics():
        if topic.collect:
            tell(topic, topic.collect(moment))
