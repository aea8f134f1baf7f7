"""What the database refuses, said in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import BaseConstraint
from django.utils.translation import gettext as _


@contextmanager
def in_plain_words(code: str = "") -> Iterator[None]:
    """Turn an IntegrityError of the ledger's rules into a ValidationError, about `code` if given.

    The publication gate sees most of it first; what is left came in beside it: another person's
    step in the same moment, or raw SQL.
    """
    try:
        yield
    except IntegrityError as error:
        words = _words(error)
        raise ValidationError(f"{code}: {words}" if code else words) from error


def rule_called(name: str) -> str:
    """What a named rule of the models says to whoever breaks it; "" for a rule not of ours."""
    rule = next((rule for rule in _rules() if rule.name == name), None)
    return str(rule.get_violation_error_message()) if rule else ""


def _words(error: IntegrityError) -> str:
    told = error.__cause__.diag  # psycopg's own error: which rule, and what the database says
    refusal = _("The rules of the ledger refuse this: %(rule)s") % {"rule": told.message_primary}
    return rule_called(told.constraint_name) or refusal


def _rules() -> Iterator[BaseConstraint]:
    for model in apps.get_models():
        yield from model._meta.constraints
