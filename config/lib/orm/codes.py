"""Rows known by a stable code: natural keys for fixtures, addresses and digests."""

from django.db import models


class CodeQuerySet(models.QuerySet):
    def get_by_natural_key(self, code):
        return self.get(code=code)


class Coded(models.Model):
    """Anything whose `code` names it for good: in addresses, fixtures and digests."""

    objects = CodeQuerySet.as_manager()

    class Meta:
        abstract = True

    def natural_key(self):
        return (self.code,)
