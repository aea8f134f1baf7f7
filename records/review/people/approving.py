"""The step by which the first of two reviewers approves a record."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from records.history.acting import acting
from records.integrity.db_errors import in_plain_words
from records.models import Record, ReviewStep, State, User
from records.review import gate
from records.review.people.approvals import awaits_another, costs_above_limit, has_approved
from records.review.references import refuse_apart, with_needed
from records.review.workflow import locked_in_batches, need_decidable, need_reason, step_of


@in_plain_words()
def approve(versions: Sequence[Record], user: User, reason: str) -> None:
    """Approve submitted versions that cost more than the limit, with what is decided together with
    them, all or none. ValidationError where one reviewer is enough, or the gate refuses them."""
    need_reason(reason)
    with acting(user, reason):
        chosen = with_needed(versions, State.SUBMITTED)
        refuse_apart(chosen)
        for submitted in locked_in_batches(chosen):
            need_decidable(submitted, State.SUBMITTED, user)
            gate.check(*submitted)
        costly = costs_above_limit(chosen)
        if not costly:
            raise ValidationError(_("One reviewer is enough for this: publish it."))
        if has_approved(user, list(costly)):
            raise ValidationError(_("You approved this already. Another reviewer publishes it."))
        if not awaits_another(list(costly), user):
            raise ValidationError(_("Another reviewer approved this already: publish it."))
        for version in costly:
            step_of(version, ReviewStep.Verb.APPROVE, user, reason).save()
