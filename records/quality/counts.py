"""How much the checks find, counted by the worker once an edition, and of a small ledger in the
request until then.

After an edition the worker looks only at the versions that came and went with it, for each check
that looks at single versions. It counts anew what compares versions with each other, what new
versions of sources or other reference data may have changed and, each night, what depends on the
day.
"""

import datetime
from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone

from config.lib.moments import one_moment
from records.models import CheckCount, Edition, EditionEntry, Record
from records.models.reading import reading
from records.quality.populations import Population
from records.quality.registry import Check, Choose, Offenders, in_edition, registered

AT_ONCE = 2_000  # records that a request looks through itself
MOST_IDS = 1_000  # findings of a batch whose ids are stored
Batches = list[tuple[int, list[int] | None]]


def public_checks() -> list[Check]:
    return [check for check in registered() if check.is_public]


def is_small(edition: int | None) -> bool:
    """Whether few versions were published up to an edition; None is today."""
    entries = EditionEntry.objects.order_by()
    entries = entries if edition is None else entries.filter(edition_id__lte=edition)
    return entries[: AT_ONCE + 1].count() <= AT_ONCE


def count(check: Check, edition: int | None) -> CheckCount:
    """What a check finds in an edition (None is today), counted from all rows; not stored."""
    day, choose = timezone.localdate(), in_edition(edition)
    population = check.population(choose, choose)
    batches = [_batch(check, one) for one in check.findings(choose, choose).offenders]
    return _made(check, edition, day, batches, population)


def stored(edition: int | None) -> dict[str, CheckCount]:
    """By code, what was counted of the newest edition up to this one (None is today)."""
    number = Edition.objects.latest_number() if edition is None else edition
    counts = CheckCount.objects.newest_up_to(number).select_related("edition")
    return {one.check_code: one for one in counts}


def store() -> None:
    """Count the newest edition, where that is not done yet or was on an earlier day. Done twice it
    says the same; cut off, it says nothing."""
    with one_moment():
        edition = Edition.objects.latest_number()
        before = stored(edition)
        due = [one for one in public_checks() if _is_due(one, before.get(one.code), edition)]
        counts = [_counted(check, edition, before.get(check.code)) for check in due]
    with transaction.atomic():
        mine = CheckCount.objects.filter(edition_id=edition)
        mine.filter(check_code__in=[one.check_code for one in counts]).delete()
        CheckCount.objects.bulk_create(counts)


def differing() -> str | None:
    """The first check of the newest counted edition that now finds something else; None where none
    does. What depends on the day can be compared only on the same day."""
    today, counted = timezone.localdate(), stored(None)
    for check in public_checks():
        one = counted.get(check.code)
        if one is None or (check.is_of_the_day and one.day != today):
            continue
        with one_moment(), reading(one.edition_id):
            again = count(check, one.edition_id)
        if not _is_same(one, again):
            return f"check {check.code} of edition {one.edition_id}"
    return None


def _is_due(check: Check, before: CheckCount | None, edition: int) -> bool:
    if before is None or before.edition_id != edition:
        return True
    return check.is_of_the_day and before.day != timezone.localdate()


def _counted(check: Check, edition: int, before: CheckCount | None) -> CheckCount:
    if before is not None and _is_of_single_versions(check, before, edition):
        changed = _with_changes(check, before, edition)
        if changed is not None:
            return changed
    made = count(check, None)
    made.edition_id = edition
    return made


def _is_of_single_versions(check: Check, before: CheckCount, edition: int) -> bool:
    """Whether only versions that came or went since then can change what the check finds."""
    if check.reads is None or (check.is_of_the_day and before.day != timezone.localdate()):
        return False
    since = EditionEntry.objects.filter(edition_id__gt=before.edition_id, edition_id__lte=edition)
    return not since.filter(kind__in=check.reads).exists()


def _with_changes(check: Check, before: CheckCount, edition: int) -> CheckCount | None:
    """The count before, with what came since and without what went; None where it found in other
    batches, as after a change of a setting."""
    day = timezone.localdate()
    came, went = _came(before.edition_id, edition), _went(before.edition_id, edition)
    new, old = (check.findings(choose, choose).offenders for choose in (came, went))
    if not len(new) == len(old) == len(before.batches):
        return None
    parts = zip(before.batches, new, old, strict=True)
    batches = [_changed(*of, _batch(check, more), _batch(check, less)) for of, more, less in parts]
    population = Population(before.examined, before.tested) + check.population(came, came)
    population -= check.population(went, went)
    return _made(check, edition, day, batches, population)


def _came(since: int, until: int) -> Choose:
    return lambda model: model.objects.as_of(until).filter(published_in_id__gt=since)


def _went(since: int, until: int) -> Choose:
    return lambda model: _gone(model, since, until)


def _gone(model: type[Record], since: int, until: int) -> models.QuerySet:
    return model.objects.filter(
        published_in_id__lte=since, superseded_in_id__gt=since, superseded_in_id__lte=until
    )


def _batch(check: Check, offenders: Offenders) -> tuple[int, list[int] | None]:
    """How many fail, and their ids where they are few. Where versions are compared with each other,
    even the first few take long to find: there the first ids of many."""
    if not isinstance(offenders.rows, models.QuerySet):
        return len(offenders.rows), None
    ids = list(offenders.rows.order_by("pk").values_list("pk", flat=True)[: MOST_IDS + 1])
    if len(ids) <= MOST_IDS:
        return len(ids), ids
    return offenders.count(), ids[:MOST_IDS] if check.reads is None else None


def _changed(number: int, ids: list[int] | None, more, less) -> tuple[int, list[int] | None]:
    total = number + more[0] - less[0]
    known = [one[1] for one in (more, less)]
    if ids is None or None in known or total > MOST_IDS:
        return total, None
    return total, sorted({*ids, *known[0]} - set(known[1]))


def _made(
    check: Check,
    edition: int | None,
    day: datetime.date,
    batches: Iterable[tuple],
    population: Population,
) -> CheckCount:
    """`day` is that on which counting began: where it ended on the next, it is due again."""
    return CheckCount(
        edition_id=edition,
        check_code=check.code,
        day=day,
        examined=population.examined,
        tested=population.tested,
        batches=[list(one) for one in batches],
    )


def _is_same(one: CheckCount, other: CheckCount) -> bool:
    """Whether both say the same; ids that only one knows aside."""
    pairs = zip(one.batches, other.batches, strict=False)
    ids = all(None in (mine[1], its[1]) or mine == its for mine, its in pairs)
    numbers = [[number for number, _ids in of.batches] for of in (one, other)]
    return ids and numbers[0] == numbers[1] and _population(one) == _population(other)


def _population(one: CheckCount) -> tuple[int, int]:
    return one.examined, one.tested
