"""Answers to readers: proposed by one person, made public by another."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from records.history.acting import acting
from records.integrity.db_errors import in_plain_words
from records.models import Feedback, User

OUTCOME = ("state", "answer", "answer_zh", "corrected_in_id")
SIGNATURE = ("answered_at", "answered_by")


def proposed(report: Feedback) -> dict[str, object]:
    """The outcome that the values of `report` stand for, as a proposal stores it."""
    return {name: getattr(report, name) for name in OUTCOME}


@in_plain_words()
def release(report: Feedback, user: User, reason: str) -> None:
    """Make a proposed outcome public. ValidationError where there is none, or where `user` proposed
    it."""
    with acting(user, reason):
        report = Feedback.objects.select_for_update().get(pk=report.pk)
        if report.proposal is None:
            raise ValidationError(_("No answer waits to be made public."))
        if report.proposed_by_id == user.pk:
            raise ValidationError(_("You wrote this answer; another person must make it public."))
        for name, value in report.proposal.items():
            setattr(report, name, value)
        is_waiting = report.state == Feedback.State.RECEIVED
        report.answered_by = None if is_waiting else report.proposed_by
        report.answered_at = None if is_waiting else timezone.now()
        report.released_by, report.proposal = user, None
        report.validate_constraints()
        report.save()
