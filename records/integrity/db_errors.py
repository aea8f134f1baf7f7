"""Refusals of the database as validation errors in plain words."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, OperationalError
from django.db.models import BaseConstraint
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

# By the trigger function that refuses.
RULES = {
    "ledger_guard_version": _("This version is not open for this step, or not any more."),
    "ledger_guard_row": _("This version is no draft any more, so its rows cannot be changed."),
    "ledger_guard_year": _("The year is closed: an administrator must reopen it first."),
    "ledger_guard_years_of_rows": _(
        "This changes what is said of a closed year: an administrator must reopen it first."
    ),
    "ledger_guard_references": _(
        "What others refer to says what its versions say: correct it through review."
    ),
    "ledger_guard_measure": _(
        "Unit and kind of quantity are fixed, since published results cite this indicator."
    ),
    "ledger_guard_overspend": _("An overspend is published with its explanation only."),
    "ledger_guard_plan": _("A change of plan is published with its reason only."),
    "ledger_guard_name": _("The code never changes, since addresses and editions quote it."),
    "ledger_check_publisher": _("Whoever edited or submitted a version cannot publish it."),
    "ledger_check_request": _("A version is withdrawn only when another person asked for it."),
    "ledger_guard_step": _("A step of review names the person who takes it."),
    "ledger_check_moment": _("An edition is dated by the clock of the database, in order."),
    "ledger_guard_edition": _("Another edition was published in the same moment. Try again."),
    "ledger_guard_entries": _("An edition that is published takes no further records."),
    "ledger_guard_role_request": _(
        "A role is asked for by one administrator and confirmed by another."
    ),
    "ledger_guard_role": _("A role is given when a second administrator confirms it."),
    "ledger_check_founding": _("Only the first two administrators need nobody to confirm them."),
    "ledger_guard_superuser": _("Only a confirmed administrator becomes a superuser."),
    "ledger_guard_permission": _("Permissions come with roles only."),
    "ledger_guard_answer": _("An answer is proposed by one person and made public by another."),
    "ledger_guard_sign_in": _("This is kept for good: it cannot be changed or deleted."),
    "ledger_guard_retention": _("This is kept for some time: it cannot be deleted yet."),
    "ledger_append_only": _("This is kept for good: it cannot be changed or deleted."),
}
# By the class of error, where no constraint of the models is broken.
ERRORS = {
    "22001": _("A text is longer than what fits there."),
    "22003": _("A number is larger than what fits there."),
    "23502": _("Something that is needed is missing."),
    "23503": _("This refers to something that was deleted, or something still refers to this."),
    "23505": _("Something else has this code or name already."),
}
# Two transactions that wait for each other, of which the database ends one.
MEANWHILE = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)


@contextmanager
def in_plain_words(code: str = "") -> Iterator[None]:
    """Turn a refusal by the ledger's rules into a ValidationError, about `code` if given.

    The publication gate reports most problems first. The rest are another person's step in the
    same moment, or raw SQL.
    """
    try:
        yield
    except (DataError, IntegrityError) as error:
        words = _words(error)
        raise ValidationError(f"{code}: {words}" if code else words) from error
    except OperationalError as error:
        if not isinstance(error.__cause__, MEANWHILE):
            raise
        logger.warning("ended by the database: %s", error)
        message = gettext("Somebody else worked on the same just now. Nothing was done: try again.")
        raise ValidationError(message) from error


def rule_called(name: str) -> str:
    """The error message of the constraint called `name`; "" for a constraint not of ours."""
    rule = next((rule for rule in _rules() if rule.name == name), None)
    return str(rule.get_violation_error_message()) if rule else ""


def _words(error: DataError | IntegrityError) -> str:
    """A sentence in the reader's language; what the database itself says goes to the log."""
    broken = error.__cause__.diag  # psycopg's own error: which rule, and where it was broken
    logger.warning("refused by the database: %s", broken.message_primary)
    functions = re.findall(r"\b(ledger_\w+)\(", broken.context or "")
    rules = [RULES[name] for name in functions if name in RULES]
    general = ERRORS.get(broken.sqlstate, _("The rules of the ledger refuse this."))
    return rule_called(broken.constraint_name) or str(next(iter(rules), general))


def _rules() -> Iterator[BaseConstraint]:
    for model in apps.get_models():
        yield from model._meta.constraints
