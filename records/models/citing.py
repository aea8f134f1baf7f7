"""Citing: a row that names the statement that it comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cited(models.Model):
    """A model whose rows name the statement that they come from."""

    statement = models.ForeignKey(
        "records.Statement",
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("stated in"),
        null=True,
        blank=True,
        help_text=_("The statement of a source that this comes from."),
    )

    class Meta:
        abstract = True
