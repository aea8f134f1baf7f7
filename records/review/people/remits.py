"""Remits: the counties and programmes that a reviewer is limited to, where there are such."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from records.models import Record, User, record_models


def within_remit(versions: QuerySet, user: User) -> QuerySet:
    """Those of `versions`, of one kind, that `user` decides on. Without a remit these are all.

    Reference data lie in no county and no programme, and are decided on by every reviewer. Other
    records that do not say where they belong are left to reviewers without such a limit.
    """
    model = versions.model
    if not model.is_of_places:
        return versions
    for dimension, codes in user.remit_codes.items():
        if not _has(model, dimension):
            return versions.none()
        versions = versions.filter(**{f"{dimension}__code__in": codes})
    return versions


def decides_on(user: User, version: Record) -> bool:
    """Whether `version` lies within the remit of `user`, who is a reviewer."""
    if not user.remit_codes:
        return True
    return within_remit(type(version).objects.filter(pk=version.pk), user).exists()


def refuse_outside_remit(versions: Sequence[Record], user: User) -> None:
    """ValidationError where one of `versions`, of one kind, is not for `user` to decide on."""
    if not user.remit_codes:
        return
    rows = type(versions[0]).objects.filter(pk__in=[version.pk for version in versions])
    own = set(within_remit(rows, user).values_list("pk", flat=True))
    for version in versions:
        if version.pk not in own:
            message = _("%(code)s lies outside what you decide on.")
            raise ValidationError(message % {"code": version.code})


def has_code(dimension: str, code: str) -> bool:
    """Whether there is a county, or a programme, of this code."""
    described = {
        model._meta.get_field(dimension).related_model
        for model in record_models().values()
        if model.is_of_places and _has(model, dimension)
    }
    return any(model._default_manager.filter(code=code).exists() for model in described)


def _has(model: type[Record], dimension: str) -> bool:
    return any(field.name == dimension for field in model._meta.concrete_fields)
