"""The search index: derived from published rows, kept up to date by triggers."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SearchEntryQuerySet(models.QuerySet):
    def as_of(self, edition: int | None):
        """Entries of what the public read at edition number `edition`; None is today."""
        if edition is None:
            return self.filter(superseded_in__isnull=True)
        still = Q(superseded_in__isnull=True) | Q(superseded_in__gt=edition)
        return self.filter(still, published_in__lte=edition)


class SearchEntry(models.Model):
    """The words of one version that is or was published (检索条目); of reference data under the id
    of the row that it describes."""

    kind = models.CharField(_("kind"), max_length=40)
    row_id = models.BigIntegerField(_("row"))
    published_in = models.PositiveIntegerField(_("published in"))
    superseded_in = models.PositiveIntegerField(_("superseded in"), null=True)
    words = SearchVectorField(_("words"))

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "row_id", "published_in"), name="search_row_once_an_edition"
            ),
        )

    def __str__(self):
        return f"{self.kind} {self.row_id}"


class SearchWord(models.Model):
    """An English word that some entry holds, for readers who mistype it (检索词)."""

    word = models.CharField(_("word"), max_length=60, primary_key=True)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")

    def __str__(self):
        return self.word
