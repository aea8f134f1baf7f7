"""The work queues of a member of staff: each has a count, and a list of exactly its rows."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from enum import Enum

from django.db.models import (
    DateTimeField,
    Exists,
    Expression,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from config.lib.orm.text_pairs import columns_of
from records.models import ChangeEvent, Record, ReviewStep, Row, State, User, kind_of, record_models
from records.models.records import OPEN_STATES
from records.quality.registry import (
    Check,
    Offenders,
    Severity,
    registered,
    standing,
    with_references,
)
from records.registry.bundles import without_held
from records.review.buttons import permission
from records.review.people.approvals import not_approved_by
from records.review.people.open_kinds import open_kinds
from records.review.people.owners import handed_over, owned_by
from records.review.people.remits import within_remit
from records.review.translations import awaiting, missing_texts, translated_models

MOST_COUNTED = 100


class Pressing(Enum):
    """How much the rows of a queue wait for the person who opens it."""

    NOW = "now"
    IN_HAND = "in hand"
    TO_LOOK_THROUGH = "to look through"


def has_drafts(user: User) -> bool:
    """Whether `user` may work on any kind of record."""
    return any(user.has_perm(permission("change", model)) for model in record_models().values())


def decides(user: User) -> bool:
    return user.has_perm("records.add_edition")


def kinds_asked_for() -> set[str]:
    """The kinds of which somebody ever asked to withdraw a record."""
    asks = ReviewStep.objects.filter(verb=ReviewStep.Verb.ASK).order_by()
    return set(asks.values_list("kind", flat=True).distinct())


def _submitted_at(model: type[Model]):
    """When a version was submitted; reference data never are."""
    if issubclass(model, Record):
        return F("submitted_at")
    return Cast(Value(None), DateTimeField())


@dataclass(frozen=True)
class Queue:
    """`rows` gives what waits of one kind, of all that `models` names; `steps` can be taken with
    it. `details` says of the rows of a page what is to be done with each, under
    `details_label`. What was waiting `since` the earliest comes first."""

    name: str
    title: str
    explanation: str
    rows: Callable[[type, User], QuerySet]
    steps: tuple[str, ...] = ()
    models: Callable[[], Mapping[str, type[Model]]] = record_models
    details: Callable[[list[Model]], Mapping[Model, list[str]]] | None = None
    # Who can have something in it; and how much it waits for that person.
    is_for: Callable[[User], bool] = has_drafts
    pressing: Pressing = Pressing.TO_LOOK_THROUGH
    details_label: str = _("What is missing")
    since: Callable[[type[Model]], Expression] = _submitted_at
    kinds: Callable[[], Container[str]] | None = None  # that may wait at present; None: all

    def count(self, user: User, kinds: Container[str]) -> int:
        """How many of `kinds` wait, counted up to MOST_COUNTED."""
        parts = [
            self.rows(model, user).order_by().values_list("pk")[:MOST_COUNTED]
            for kind, model in self.models().items()
            if kind in kinds
        ]
        return len(parts[0].union(*parts[1:], all=True)[:MOST_COUNTED]) if parts else 0

    def names(self, user: User, kinds: Container[str] | None = None) -> QuerySet:
        """(kind, pk) of everything that waits, longest waiting first; of `kinds`, or of all."""
        models = self.models()
        asked = [kind for kind in models if kinds is None or kind in kinds] or [*models][:1]
        first, *rest = (
            self.rows(models[kind], user)
            .order_by()
            .annotate(kind_name=Value(kind), waiting_since=self.since(models[kind]))
            .values_list("kind_name", "pk", "waiting_since")
            for kind in asked
        )
        return first.union(*rest, all=True).order_by(F("waiting_since").asc(nulls_last=True), "pk")

    def fetched(self, names) -> list[Model]:
        """What (kind, pk, …) name, in the same order, one query a kind."""
        names = list(names)
        found = {
            kind: _with_submitter(model).in_bulk([pk for named, pk, *_ in names if named == kind])
            for kind, model in self.models().items()
            if any(named == kind for named, *_ in names)
        }
        return [found[kind][pk] for kind, pk, *_ in names if pk in found[kind]]


def _with_submitter(model: type[Model]) -> QuerySet:
    rows = with_references(model.objects.all())
    if issubclass(model, Row):
        return rows.select_related(f"{model.belongs_to}__submitted_by")
    return rows.select_related("submitted_by") if issubclass(model, Record) else rows


def _to_review(model, user):
    visible = model.objects.visible_to(user).filter(state=State.SUBMITTED)
    submitted = within_remit(visible, user)
    if not user.has_perm("records.add_edition"):
        return submitted.none()
    by_others = submitted.exclude(submitted_by=user).exclude(Exists(_edits(model, user)))
    return without_held(not_approved_by(by_others, user))


def _to_withdraw(model, user):
    asked = ReviewStep.objects.standing_requests().filter(kind=kind_of(model))
    public = within_remit(model.objects.visible_to(user).published(), user)
    if not user.has_perm("records.add_edition"):
        return public.none()
    by_others = asked.exclude(by=user).filter(version=OuterRef("version"))
    waiting = public.filter(code__in=asked.values("code"))
    return (
        waiting.filter(Exists(by_others.filter(code=OuterRef("code"))))
        .exclude(submitted_by=user)
        .exclude(Exists(_edits(model, user)))
    )


def _returned(model, user):
    """Drafts whose last step was a return, and whom they were handed over to or submitted by."""
    verbs = ReviewStep.Verb
    steps = ReviewStep.objects.filter(
        kind=kind_of(model), code=OuterRef("code"), version=OuterRef("version")
    ).order_by("-id")
    decisions = steps.filter(verb__in=(verbs.SUBMIT, verbs.RETURN, verbs.RECALL))
    submits = steps.filter(verb=verbs.SUBMIT)
    drafts = without_held(model.objects.visible_to(user).filter(state=State.DRAFT))
    return drafts.alias(
        last_step=Subquery(decisions.values("verb")[:1]),
        answerable=Coalesce(
            Subquery(handed_over(model).values("user")[:1]), Subquery(submits.values("by")[:1])
        ),
    ).filter(last_step=verbs.RETURN, answerable=user.pk)


def _my_drafts(model, user):
    drafts = model.objects.visible_to(user).filter(state=State.DRAFT)
    return owned_by(without_held(drafts), user)


def _submitted_by_me(model, user):
    submitted = model.objects.visible_to(user).filter(state=State.SUBMITTED, submitted_by=user)
    return without_held(submitted)


def _incomplete(model, user):
    """Open versions in which a field needed for publication is empty, in them or in a row."""
    condition = _missing(model)
    for row in model.row_models():
        rows = row.objects.filter(_missing(row), **{row.belongs_to: OuterRef("pk")})
        condition |= Q(Exists(rows))
    return model.objects.visible_to(user).open().filter(condition)


def _missing(model) -> Q:
    """Q for rows with an empty field of `required_to_publish` that somebody must fill in; none if
    it names no field."""
    condition = Q(pk__in=())
    for name in model.required_to_publish:
        if name in model.filled_on_submission:
            continue
        if model._meta.get_field(name).empty_strings_allowed:
            condition |= Q(*((column, "") for column in columns_of(model, name)))
        else:
            condition |= Q(**{f"{name}__isnull": True})
    return condition


def _failing(is_chosen: Callable[[Check], bool], choose: Callable[[QuerySet], QuerySet]):
    """Rows of a queue: versions among those of `choose` that fail one of the checks."""

    def rows(model, user):
        visible = model.objects.visible_to(user)
        condition = Q(pk__in=())
        for check in registered():
            if is_chosen(check) and issubclass(model, check.kind):
                for offenders in check.find(choose(visible), standing(model)):
                    condition |= _versions_of(offenders, model)
        return visible.filter(condition)

    return rows


def _versions_of(offenders: Offenders, model) -> Q:
    """The versions of `model` that the offending rows are, or belong to."""
    rows = offenders.rows
    if not isinstance(rows, QuerySet):
        return Q(pk__in=[row.pk for row in rows if isinstance(row, model)])
    if rows.model is model:
        return Q(pk__in=rows.order_by().values("pk"))
    if issubclass(rows.model, Row):
        return Q(pk__in=rows.order_by().values(rows.model.belongs_to))
    return Q(pk__in=())


def _edits(model, user):
    return ChangeEvent.objects.filter(
        owner_table=model._meta.db_table, owner_id=OuterRef("pk"), is_edit=True, user=user
    )


QUEUES = {
    queue.name: queue
    for queue in (
        Queue(
            "returned",
            _("Returned to me"),
            _("A reviewer gave these back with a reason; mend and submit them again."),
            _returned,
            ("submit",),
            pressing=Pressing.NOW,
            kinds=open_kinds,
        ),
        Queue(
            "to-review",
            _("To review"),
            _("Submitted by someone else; you may publish or return them."),
            _to_review,
            ("approve", "publish", "return"),
            is_for=decides,
            pressing=Pressing.NOW,
            kinds=open_kinds,
        ),
        Queue(
            "to-withdraw",
            _("To withdraw"),
            _("Someone else asked to withdraw these; you may do so or decline."),
            _to_withdraw,
            ("withdraw", "decline"),
            is_for=decides,
            pressing=Pressing.NOW,
            kinds=kinds_asked_for,
        ),
        Queue(
            "my-drafts",
            _("My drafts"),
            _("Drafts that you began, or that were handed over to you."),
            _my_drafts,
            ("submit",),
            pressing=Pressing.IN_HAND,
            kinds=open_kinds,
        ),
        Queue(
            "submitted",
            _("Waiting for a reviewer"),
            _("Submitted by you."),
            _submitted_by_me,
            ("take-back",),
            pressing=Pressing.IN_HAND,
            kinds=open_kinds,
        ),
        Queue(
            "incomplete",
            _("Missing required fields"),
            _("Drafts and submitted versions that lack something needed for publication."),
            _incomplete,
            kinds=open_kinds,
        ),
        Queue(
            "failed-checks",
            _("Failed checks"),
            _("Drafts and submitted versions that a check keeps from being published."),
            _failing(
                lambda check: check.severity == Severity.BLOCKS,
                lambda rows: rows.filter(state__in=OPEN_STATES),
            ),
            kinds=open_kinds,
        ),
        Queue(
            "untranslated",
            _("Awaiting translation"),
            _("Records and reference data with a text in one language only."),
            awaiting,
            models=translated_models,
            details=missing_texts,
        ),
        Queue(
            "overdue",
            _("Overdue"),
            _("Published projects past their planned end and not completed."),
            _failing(
                lambda check: check.code == "overdue",
                lambda rows: rows.filter(state=State.PUBLISHED),
            ),
        ),
        Queue(
            "open-too-long",
            _("Open for more than 30 days"),
            _("Corrections that were begun and neither published nor given up."),
            _failing(
                lambda check: check.code == "open-too-long",
                lambda rows: rows.filter(state__in=OPEN_STATES),
            ),
            kinds=open_kinds,
        ),
    )
}


def register(*queues: Queue) -> None:
    """Add the queues of a room, when the room is ready."""
    QUEUES.update((queue.name, queue) for queue in queues)
