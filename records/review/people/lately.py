"""What others did to the records of one person since that person's last visit."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, Value
from django.utils import timezone

from records.models import ChangeEvent, Record, ReviewStep, User, kind_of, record_models
from records.registry.bundles import held_by
from records.review.buttons import edit_address
from records.review.people.owners import owned_by

MOST_STEPS = 200  # of one's own, newest first, whose records are looked at
MOST_NEWS = 10
AT_ONCE = datetime.timedelta(seconds=10)  # between records of one bundle, decided in one press
LONGEST = datetime.timedelta(days=30)


@dataclass(frozen=True)
class RecentChange:
    """Something that somebody did to a record: a step of review, or changes of a draft."""

    at: datetime.datetime
    by: User
    verb: str
    record: Record
    reason: str

    @property
    def address(self) -> str:
        return edit_address(self.record)

    def is_one_with(self, other: "RecentChange") -> bool:
        """Whether both were done in one press, as with the records of a bundle."""
        is_same = (self.by, self.verb, self.reason) == (other.by, other.verb, other.reason)
        return is_same and abs(self.at - other.at) < AT_ONCE


def news_since(
    user: User, moment: datetime.datetime | None, kinds: dict[str, type[Record]]
) -> list[RecentChange]:
    """The newest first; of the last 30 days where `moment` is None or longer ago. `kinds` are those
    that have open versions."""
    since = max(moment or timezone.now() - LONGEST, timezone.now() - LONGEST)
    news = [*_steps(user, since), *_edits(user, since, kinds)]
    return _without_held(sorted(news, key=lambda one: one.at, reverse=True)[:MOST_NEWS])


def _without_held(news: list[RecentChange]) -> list[RecentChange]:
    """What was done to a bundle, told once: of the version that holds the others."""
    held = held_by([one.record for one in news])
    parts = [(whole, part) for whole, of_whole in held.items() for part in of_whole]
    told = {one.record: one for one in news}
    return [
        one
        for one in news
        if not any(part == one.record and told[whole].is_one_with(one) for whole, part in parts)
    ]


def _steps(user: User, since: datetime.datetime) -> list[RecentChange]:
    """Steps that others took with records that `user` took a step with."""
    newest = ReviewStep.objects.filter(by=user).order_by("-id")
    codes = defaultdict(set)
    for kind, code in newest.values_list("kind", "code")[:MOST_STEPS]:
        codes[kind].add(code)
    own = Q(pk__in=())
    for kind, some in codes.items():
        own |= Q(kind=kind, code__in=some)
    steps = ReviewStep.objects.filter(own, at__gt=since).exclude(by=user).select_related("by")
    steps = list(steps.order_by("-id")[:MOST_NEWS])
    records = _records(user, {(one.kind, one.code, one.version) for one in steps})
    return [
        RecentChange(one.at, one.by, one.get_verb_display(), record, one.reason)
        for one in steps
        if (record := records.get((one.kind, one.code, one.version)))
    ]


def _records(user: User, names: set[tuple[str, str, int]]) -> dict[tuple, Record]:
    """The versions of these names that `user` may read; a query for each kind among them."""
    models, by_kind = record_models(), defaultdict(set)
    for kind, code, _version in names:
        by_kind[kind].add(code)
    return {
        (kind, version.code, version.version): version
        for kind, codes in by_kind.items()
        if kind in models
        for version in models[kind].objects.visible_to(user).filter(code__in=codes)
    }


def _edits(user: User, since: datetime.datetime, kinds: dict) -> list[RecentChange]:
    """The newest change that another person made to each open version of `user`."""
    drafts = _drafts(user, kinds)
    changed = Q(pk__in=())
    for table, ids in drafts.items():
        changed |= Q(owner_table=table, owner_id__in=ids)
    events = ChangeEvent.objects.filter(changed, is_edit=True, at__gt=since, user__isnull=False)
    events = events.exclude(user=user).select_related("user").order_by("-id")[: MOST_NEWS * 10]
    newest = {}
    for event in events:
        newest.setdefault((event.owner_table, event.owner_id), event)
    return [
        RecentChange(one.at, one.user, one.get_operation_display(), drafts[table][pk], one.reason)
        for (table, pk), one in newest.items()
    ]


def _drafts(user: User, kinds: dict[str, type[Record]]) -> dict[str, dict[int, Record]]:
    """Open versions of `user` by table and id; one query for the ids, one for each kind there."""
    if not kinds:
        return {}
    first, *rest = (
        owned_by(model.objects.visible_to(user).open(), user)
        .order_by()
        .annotate(kind_name=Value(kind_of(model)))
        .values_list("kind_name", "pk")[:MOST_NEWS]
        for model in kinds.values()
    )
    ids = defaultdict(list)
    for kind, pk in first.union(*rest, all=True):
        ids[kind].append(pk)
    return {
        kinds[kind]._meta.db_table: kinds[kind].objects.in_bulk(some) for kind, some in ids.items()
    }
