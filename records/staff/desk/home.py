"""The first page of a person: what waits for this person, and nothing that cannot."""

import datetime
from collections.abc import Container
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from records.models import Desk, Feedback, ReviewStep, RoleRequest, User, kind_of, record_models
from records.review.buttons import edit_address, permission
from records.review.people.county_states import place_states
from records.review.people.home_parts import parts_for
from records.review.people.lately import news_since
from records.review.people.open_kinds import open_kinds
from records.review.queues import MOST_COUNTED, QUEUES, Pressing, Queue, decides, kinds_asked_for

VISIT = datetime.timedelta(hours=1)  # the first page opened again within it is the same visit
MOST_RETURNED = 10


@dataclass(frozen=True)
class Tally:
    """How much waits in one place, counted up to MOST_COUNTED, and the page where it is."""

    count: int
    title: str
    address: str
    pressing: Pressing = Pressing.NOW

    @property
    def number(self) -> str:
        return f"{MOST_COUNTED - 1}+" if self.count >= MOST_COUNTED else str(self.count)

    @property
    def css_class(self) -> str:
        if not self.count:
            return "empty"
        return "now" if self.pressing == Pressing.NOW else "in-hand"


def open_desk(user: User) -> Desk:
    """The desk of `user`, with this visit noted, and the language that the page is read in."""
    desk, _is_new = Desk.objects.get_or_create(user=user)
    now, before = timezone.now(), (desk.opened_at, desk.language)
    if desk.opened_at is None or now - desk.opened_at > VISIT:
        desk.visited_before, desk.opened_at = desk.opened_at, now
    desk.language = get_language() or desk.language
    if before != (desk.opened_at, desk.language):
        desk.save(update_fields=["visited_before", "opened_at", "language"])
    return desk


def home_context(user: User, desk: Desk) -> dict:
    """What the template of the first page needs; a fixed number of queries, each with a limit."""
    kinds = open_kinds()
    tallies = [*_queues(user, kinds), *_feedback(user), *_roles(user)]
    parts = list(parts_for(user))
    pressing = sum(one.count for one in tallies if one.pressing == Pressing.NOW)
    return {
        "title": _headline(pressing + sum(content.get("waiting", 0) for _part, content in parts)),
        "tallies": tallies,
        "returned": _returned(user, kinds),
        "parts": parts,
        "places": place_states(user, kinds),
        "news": news_since(user, desk.visited_before, kinds),
        "since": desk.visited_before,
        "lists": [
            queue
            for queue in QUEUES.values()
            if queue.pressing == Pressing.TO_LOOK_THROUGH and queue.is_for(user)
        ],
    }


def _headline(count: int) -> str:
    if not count:
        return gettext("Nothing waits for you")
    if count >= MOST_COUNTED:
        return gettext("More than %(n)s things wait for you") % {"n": MOST_COUNTED - 1}
    text = ngettext("%(n)s thing waits for you", "%(n)s things wait for you", count)
    return text % {"n": count}


def _queues(user: User, kinds: dict) -> list[Tally]:
    asked = kinds_asked_for() if decides(user) else ()
    return [
        Tally(
            queue.count(user, asked if queue.name == "to-withdraw" else _kinds_of(queue, kinds)),
            queue.title,
            reverse("admin:queue", args=[queue.name]),
            queue.pressing,
        )
        for queue in QUEUES.values()
        if queue.pressing != Pressing.TO_LOOK_THROUGH and queue.is_for(user)
    ]


def _kinds_of(queue: Queue, kinds: dict) -> Container[str]:
    """What a queue is asked about: of records, the kinds that have open versions."""
    return kinds if queue.models is record_models else queue.models()


def _feedback(user: User) -> list[Tally]:
    if not user.has_perm(permission("change", Feedback)):
        return []
    page = reverse("admin:records_feedback_changelist")
    waiting = _count(Feedback.objects.to_answer(user))
    tallies = [Tally(waiting, _("Readers’ reports to answer"), f"{page}?to_answer=me")]
    if user.has_perm("records.add_edition"):
        drafted = _count(Feedback.objects.to_release(user))
        tallies.append(Tally(drafted, _("Answers to make public"), f"{page}?proposal__isempty=0"))
    return tallies


def _roles(user: User) -> list[Tally]:
    if not user.has_perm(permission("change", RoleRequest)):
        return []
    page = reverse("admin:records_rolerequest_changelist")
    asked = _count(RoleRequest.objects.standing().exclude(asked_by=user))
    return [Tally(asked, _("Roles to confirm"), f"{page}?state__exact=asked")]


def _count(rows: QuerySet) -> int:
    return len(rows.order_by().values_list("pk")[:MOST_COUNTED])


def _returned(user: User, kinds: dict) -> list[dict]:
    """What came back to `user`, with the reviewer's reason."""
    queue = QUEUES["returned"]
    if not (queue.is_for(user) and kinds):
        return []
    versions = queue.fetched(queue.names(user, kinds)[:MOST_RETURNED])
    returns = ReviewStep.objects.returns().newest_of(versions) if versions else {}
    return [
        {
            "version": version,
            "address": edit_address(version),
            "step": returns.get((kind_of(version), version.code, version.version)),
        }
        for version in versions
    ]
