"""Review as buttons for staff: who may press each, when, and what it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from records.models import ChangeEvent, Record, ReviewStep, State, User
from records.registry import bundles
from records.review import workflow
from records.review.closing import closing_of
from records.review.people.approvals import awaits_another, has_approved
from records.review.people.approving import approve
from records.review.people.remits import decides_on
from records.review.references import with_companions, with_needed


class Taker(Enum):
    """Who takes a step."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    EITHER = "either"
    SUBMITTER = "submitter"


@dataclass(frozen=True)
class Transition:
    """A step of review as a button. `for_request` says whether it takes a standing request to
    withdraw (True) or the absence of one (False); None where that makes no difference. `by_another`
    says that who submitted, edited or asked cannot take it."""

    name: str
    label: str
    states: tuple[str, ...]
    taker: Taker
    explanation: str
    for_request: bool | None = None
    in_closed_years: bool = False
    by_another: bool = False

    def is_allowed(self, user: User, version: Record) -> bool:
        """Whether the roles and places of `user` allow this step with `version`."""
        decides = self.taker in (Taker.REVIEWER, Taker.EITHER)
        if decides and user.has_perm("records.add_edition") and decides_on(user, version):
            return True
        if self.taker == Taker.REVIEWER:
            return False
        is_clerk = user.has_perm(permission("change", version)) and user.may_work_on(version)
        return is_clerk and (self.taker != Taker.SUBMITTER or _is_not_of_others(version, user))

    def is_open(self, version: Record) -> bool:
        """Whether `version` as it stands now can take this step."""
        if version.state not in self.states:
            return False
        is_taken = self.name == "correct" and version.open_version()
        is_barred = not self.in_closed_years and closing_of(version)
        return not is_taken and not is_barred and self._fits_requests(version)

    def _fits_requests(self, version: Record) -> bool:
        if self.for_request is None:
            return True
        is_asked = ReviewStep.objects.standing_request(version) is not None
        return is_asked == self.for_request


def _is_not_of_others(version: Record, user: User) -> bool:
    """Whether nobody else submitted `version`. It may have been given back a moment ago: then the
    step says so."""
    return version.submitted_by_id in (user.pk, None)


STEPS = {
    step.name: step
    for step in (
        Transition(
            "correct",
            _("Correct"),
            (State.PUBLISHED, State.WITHDRAWN),
            Taker.CLERK,
            _(
                "Opens a draft copied from this version. The public keeps reading this version "
                "until another person publishes the draft."
            ),
        ),
        Transition(
            "submit",
            _("Submit"),
            (State.DRAFT,),
            Taker.CLERK,
            _("Hands this draft to a reviewer. It cannot be edited until it is returned."),
        ),
        Transition(
            "take-back",
            _("Take back"),
            (State.SUBMITTED,),
            Taker.SUBMITTER,
            _("Makes this a draft of yours again, as long as nobody has decided on it."),
            in_closed_years=True,
        ),
        Transition(
            "return",
            _("Return for changes"),
            (State.SUBMITTED,),
            Taker.REVIEWER,
            _("Gives this version back to its clerk. The reason is kept for good."),
            in_closed_years=True,
        ),
        Transition(
            "approve",
            _("Approve"),
            (State.SUBMITTED,),
            Taker.REVIEWER,
            _("The first of two approvals that this much money needs. Another reviewer publishes."),
            by_another=True,
        ),
        Transition(
            "publish",
            _("Publish"),
            (State.SUBMITTED,),
            Taker.REVIEWER,
            _(
                "Makes this version public as a new edition. This cannot be undone, only "
                "corrected or withdrawn."
            ),
            by_another=True,
        ),
        Transition(
            "ask",
            _("Ask to withdraw"),
            (State.PUBLISHED,),
            Taker.EITHER,
            _(
                "Asks another person to take this record out of what the public reads. Nothing "
                "changes for the public until then."
            ),
            for_request=False,
        ),
        Transition(
            "withdraw",
            _("Withdraw"),
            (State.PUBLISHED,),
            Taker.REVIEWER,
            _(
                "Takes this record out of what the public reads today, as a new edition. Whoever "
                "asked for it cannot do it."
            ),
            for_request=True,
            by_another=True,
        ),
        Transition(
            "decline",
            _("Decline to withdraw"),
            (State.PUBLISHED,),
            Taker.REVIEWER,
            _("Leaves this record public although someone asked to withdraw it."),
            for_request=True,
            in_closed_years=True,
        ),
    )
}


def _withdraw(versions: Sequence[Record], user: User, reason: str) -> None:
    """Withdraw versions with what goes along: corrections that take out what they made are
    published first, since nothing public may cite what is withdrawn."""
    along = bundles.withdrawn_with(versions)
    if corrections := [one for one in along if one.state == State.SUBMITTED]:
        workflow.publish(corrections, user, reason)
    sources = [one for one in along if one.state == State.PUBLISHED]
    workflow.withdraw([*versions, *sources], user, reason)


TOGETHER = {
    "submit": workflow.submit,
    "return": workflow.return_for_changes,
    "take-back": workflow.take_back,
    "approve": approve,
    "publish": workflow.publish,
    "ask": workflow.ask_to_withdraw,
    "withdraw": _withdraw,
    "decline": workflow.decline_withdrawal,
}


def steps_for(user: User, version: Record) -> list[Transition]:
    """The steps that are offered to `user`: none that a second person must take, of own work, and
    of approval and publication the one that comes next."""
    steps = [step for step in STEPS.values() if step.is_open(version)]
    return [
        step for step in steps if step.is_allowed(user, version) and _is_next(step, user, version)
    ]


def _is_next(step: Transition, user: User, version: Record) -> bool:
    if not step.by_another:
        return True
    versions = going_along(step, [version])
    if _is_own_work(user, versions):
        return False
    if step.name == "approve":
        return bool(awaits_another(versions, user)) and not has_approved(user, versions)
    return step.name != "publish" or not awaits_another(versions, user)


def _is_own_work(user: User, versions: Sequence[Record]) -> bool:
    """Whether `user` submitted or edited one of `versions`, or asked to withdraw it."""
    return any(
        version.submitted_by_id == user.pk
        or ChangeEvent.objects.of(version).filter(is_edit=True, user=user).exists()
        or _asked(user, version)
        for version in versions
    )


def _asked(user: User, version: Record) -> bool:
    request = ReviewStep.objects.standing_request(version)
    return request is not None and request.by_id == user.pk


def permission(action: str, model) -> str:
    """The full name of a permission: "programs.change_project"."""
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def take(
    step: Transition,
    versions: Sequence[Record],
    user: User,
    reason: str,
    *,
    takes_out: bool = False,
) -> list[Record]:
    """Take a step with all versions or with none; returns the versions to show afterwards. Where
    `takes_out`, asking for a withdrawal hands in what removes the rows that would be left.

    PermissionDenied where `user` may not take it; ValidationError where it is refused.
    """
    if not all(step.is_allowed(user, version) for version in going_along(step, versions)):
        raise PermissionDenied
    with transaction.atomic():
        if step.name == "correct":
            return [workflow.start_correction(version, user, reason) for version in versions]
        TOGETHER[step.name](versions, user, reason)
        if takes_out:
            bundles.take_out(versions, user, reason)
    return list(versions)


def going_along(step: Transition, versions: Sequence[Record]) -> list[Record]:
    """All versions that a step takes: `versions`, and what goes with them."""
    needed = {"submit": State.DRAFT, "approve": State.SUBMITTED, "publish": State.SUBMITTED}
    if step.name in needed:
        return with_needed(versions, needed[step.name])
    if step.name in ("return", "take-back"):
        return with_companions(versions, State.SUBMITTED)
    if step.name == "withdraw":
        return [*versions, *bundles.withdrawn_with(versions)]
    return list(versions)


def edit_address(version: Record) -> str:
    """Where a version is written: on the page of its own that its kind has, else in its form."""
    return (version.is_draft and version.entry_address) or staff_address(version)


def staff_address(subject: Model, page: str = "change") -> str:
    """The address of a page of the admin about one version, or one row of reference data."""
    options = subject._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=[subject.pk])
