"""What the database refuses, in plain words."""

from django.apps import apps
from django.db import IntegrityError


def plain_refusal(error: IntegrityError) -> str:
    """The message of the constraint that was violated, or of the trigger that refused."""
    diagnosis = error.__cause__.diag
    messages = {
        constraint.name: constraint.get_violation_error_message()
        for model in apps.get_models()
        for constraint in model._meta.constraints
    }
    return messages.get(diagnosis.constraint_name) or diagnosis.message_primary
