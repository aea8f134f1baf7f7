"""The work queues of a member of staff: each has a count, and a list of exactly its rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from records.models import ChangeEvent, Record, ReviewStep, Row, State, User, kind_of, record_models
from records.models.records import OPEN_STATES
from records.quality.registry import Check, Offenders, Severity, registered, standing


@dataclass(frozen=True)
class Queue:
    """`rows` gives the waiting versions of one kind of record; `steps` can be taken with them."""

    name: str
    title: str
    explanation: str
    rows: Callable[[type[Record], User], QuerySet]
    steps: tuple[str, ...] = ()

    def names(self, user: User) -> QuerySet:
        """(kind, pk) of every waiting version, longest waiting first."""
        first, *rest = (
            self.rows(model, user)
            .order_by()
            .annotate(kind_name=Value(kind))
            .values_list("kind_name", "pk", "submitted_at")
            for kind, model in record_models().items()
        )
        return first.union(*rest, all=True).order_by(F("submitted_at").asc(nulls_last=True), "pk")


def fetched(names) -> list[Record]:
    """The versions that (kind, pk, …) name, in the same order, one query a kind."""
    names = list(names)
    versions = {
        kind: model.objects.select_related("submitted_by").in_bulk(
            [pk for named, pk, *_ in names if named == kind]
        )
        for kind, model in record_models().items()
        if any(named == kind for named, *_ in names)
    }
    return [versions[kind][pk] for kind, pk, *_ in names if pk in versions[kind]]


def _to_review(model, user):
    submitted = model.objects.visible_to(user).filter(state=State.SUBMITTED)
    if not user.has_perm("records.add_edition"):
        return submitted.none()
    return submitted.exclude(submitted_by=user).exclude(Exists(_edits(model, user)))


def _returned(model, user):
    steps = ReviewStep.objects.filter(
        kind=kind_of(model), code=OuterRef("code"), version=OuterRef("version")
    ).order_by("-id")
    submits = steps.filter(verb=ReviewStep.Verb.SUBMIT)
    drafts = model.objects.visible_to(user).filter(state=State.DRAFT)
    return drafts.annotate(
        last_step=Subquery(steps.values("verb")[:1]),
        last_submitter=Subquery(submits.values("by")[:1]),
    ).filter(last_step=ReviewStep.Verb.RETURN, last_submitter=user.pk)


def _my_drafts(model, user):
    drafts = model.objects.visible_to(user).filter(state=State.DRAFT)
    return drafts.filter(Exists(_edits(model, user)))


def _submitted_by_me(model, user):
    return model.objects.visible_to(user).filter(state=State.SUBMITTED, submitted_by=user)


def _incomplete(model, user):
    """Open versions in which a field needed for publication is empty, in them or in a row."""
    condition = _missing(model)
    for row in model.row_models():
        rows = row.objects.filter(_missing(row), **{row.belongs_to: OuterRef("pk")})
        condition |= Q(Exists(rows))
    return model.objects.visible_to(user).open().filter(condition)


def _missing(model) -> Q:
    """Q for rows with an empty field of `required_to_publish`; none if it names no field."""
    condition = Q(pk__in=())
    for name in model.required_to_publish:
        condition |= Q(**{f"{name}__isnull": True})
        if model._meta.get_field(name).empty_strings_allowed:
            condition |= Q(**{name: ""})
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
            "to-review",
            _("To review"),
            _("Submitted by someone else; you may publish or return them."),
            _to_review,
            ("publish", "return"),
        ),
        Queue(
            "returned",
            _("Returned to me"),
            _("A reviewer gave these back with a reason; mend and submit them again."),
            _returned,
            ("submit",),
        ),
        Queue(
            "my-drafts", _("My drafts"), _("Drafts that you have edited."), _my_drafts, ("submit",)
        ),
        Queue("submitted", _("Waiting for a reviewer"), _("Submitted by you."), _submitted_by_me),
        Queue(
            "incomplete",
            _("Missing required fields"),
            _("Drafts and submitted versions that lack something needed for publication."),
            _incomplete,
        ),
        Queue(
            "failed-checks",
            _("Failed checks"),
            _("Drafts and submitted versions that a check keeps from being published."),
            _failing(
                lambda check: check.severity == Severity.BLOCKS,
                lambda rows: rows.filter(state__in=OPEN_STATES),
            ),
        ),
        Queue(
            "overdue",
            _("Overdue"),
            _("Published projects past their end and not completed."),
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
        ),
    )
}
