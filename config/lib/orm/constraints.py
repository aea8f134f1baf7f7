"""Constraints that name fields which no form shows, and texts that every format can hold."""

from functools import cache

from django.core.exceptions import ValidationError
from django.db import models

from config.lib.orm.texts import clean_text, is_text


class FullyConstrained(models.Model):
    """A model that is validated against constraints on fields which nobody edits, too.

    A form excludes what it does not show. Django then passes over a check or a unique constraint
    that names it, and fails on an exclusion constraint whose condition does. The row has a value
    for such a field, so every constraint can be validated.
    """

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None):
        """Mend texts before they are validated, or refuse them."""
        left_out, errors = set(exclude or ()), {}
        for field in _texts_of(type(self)):
            given = field.value_from_object(self)
            if field.name in left_out or not given:
                continue
            try:
                setattr(self, field.attname, clean_text(field, str(given)))
            except ValidationError as error:
                errors[field.name] = error.error_list
        try:
            super().clean_fields(exclude=left_out | errors.keys())
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def validate_constraints(self, exclude=None):
        editable = {name for name in exclude or () if self._meta.get_field(name).editable}
        super().validate_constraints(exclude=editable)


@cache
def _texts_of(model: type[models.Model]) -> list[models.Field]:
    """The fields of a model that hold what people write: the same for each of its rows."""
    return [one for one in model._meta.concrete_fields if is_text(one) and not one.generated]
