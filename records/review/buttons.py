"""Review as buttons for staff: who may press each, when, and what it does."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from records.models import Record, State, User
from records.review import workflow
from records.review.closing import closing_of
from records.review.references import with_needed


@dataclass(frozen=True)
class Transition:
    """A step of review as a button. `is_decision` marks steps that only a reviewer takes."""

    name: str
    label: str
    states: tuple[str, ...]
    is_decision: bool
    explanation: str

    def is_allowed(self, user: User, version: Record) -> bool:
        """Whether the roles and places of `user` allow this step with `version`."""
        if self.is_decision:
            return user.has_perm("records.add_edition")
        return user.has_perm(permission("change", version)) and user.may_work_on(version)

    def is_open(self, version: Record) -> bool:
        """Whether `version` as it stands now can take this step."""
        is_taken = self.name == "correct" and version.open_version()
        is_barred = self.name != "return" and closing_of(version)
        return version.state in self.states and not is_taken and not is_barred


STEPS = {
    step.name: step
    for step in (
        Transition(
            "correct",
            _("Correct"),
            (State.PUBLISHED, State.WITHDRAWN),
            False,
            _(
                "Opens a draft copied from this version. The public keeps reading this version "
                "until another person publishes the draft."
            ),
        ),
        Transition(
            "submit",
            _("Submit"),
            (State.DRAFT,),
            False,
            _("Hands this draft to a reviewer. It cannot be edited until it is returned."),
        ),
        Transition(
            "return",
            _("Return for changes"),
            (State.SUBMITTED,),
            True,
            _("Gives this version back to its clerk. The reason is kept for good."),
        ),
        Transition(
            "publish",
            _("Publish"),
            (State.SUBMITTED,),
            True,
            _(
                "Makes this version public as a new edition. This cannot be undone, only "
                "corrected or withdrawn."
            ),
        ),
        Transition(
            "withdraw",
            _("Withdraw"),
            (State.PUBLISHED,),
            True,
            _("Takes this record out of what the public reads today, as a new edition."),
        ),
    )
}


TOGETHER = {"submit": workflow.submit, "publish": workflow.publish, "withdraw": workflow.withdraw}


def steps_for(user: User, version: Record) -> list[Transition]:
    return [
        step for step in STEPS.values() if step.is_allowed(user, version) and step.is_open(version)
    ]


def permission(action: str, model) -> str:
    """The full name of a permission: "programs.change_project"."""
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def take(step: Transition, versions: Sequence[Record], user: User, reason: str) -> list[Record]:
    """Take a step with all versions or with none; returns the versions to show afterwards.

    PermissionDenied where `user` may not take it; ValidationError where it is refused.
    """
    if not all(step.is_allowed(user, version) for version in going_along(step, versions)):
        raise PermissionDenied
    with transaction.atomic():
        if step.name == "correct":
            return [workflow.start_correction(version, user, reason) for version in versions]
        if step.name == "return":
            for version in versions:
                workflow.return_for_changes(version, user, reason)
        else:
            TOGETHER[step.name](versions, user, reason)
    return list(versions)


def going_along(step: Transition, versions: Sequence[Record]) -> list[Record]:
    """All versions that a step takes: `versions`, and the reference data that go with them."""
    together = {"submit": State.DRAFT, "publish": State.SUBMITTED}
    if step.name in together:
        return with_needed(versions, together[step.name])
    return list(versions)


def staff_address(subject: Model, page: str = "change") -> str:
    """The address of a page of the admin about one version, or one row of reference data."""
    options = subject._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=[subject.pk])
