"""Constraints that name fields which no form shows."""

from django.db import models


class FullyConstrained(models.Model):
    """A model that is validated against constraints on fields which nobody edits, too.

    A form excludes what it does not show. Django then passes over a check or a unique constraint
    that names it, and fails on an exclusion constraint whose condition does. The row has a value
    for such a field, so every constraint can be validated.
    """

    class Meta:
        abstract = True

    def validate_constraints(self, exclude=None):
        editable = {name for name in exclude or () if self._meta.get_field(name).editable}
        super().validate_constraints(exclude=editable)
