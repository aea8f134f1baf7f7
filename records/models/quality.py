"""What the checks found in an edition, counted by the worker for pages of a large ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.editions import Edition


class CheckCountQuerySet(models.QuerySet):
    def newest_up_to(self, edition: int):
        """The counts of the newest counted edition, up to number `edition`."""
        counted = self.model.objects.filter(edition_id__lte=edition).order_by("-edition_id")
        return self.filter(edition_id__in=counted.values("edition_id")[:1])


class CheckCount(models.Model):
    """How many rows of an edition a check is about, how many it can test, and what it found
    (检查计数).

    Derived from published rows by `records/quality/counts.py`; `verify_editions --derived` compares
    them. A check finds its rows in batches, which `Check.findings` names in the same order: of each
    it says [number, ids]: the ids that lists show, or null where the database finds them soon.
    """

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="check_counts", verbose_name=_("edition")
    )
    check_code = models.SlugField(_("check"), max_length=80)
    day = models.DateField(_("day"), help_text=_("Some checks compare dates with this day."))
    examined = models.PositiveBigIntegerField(_("rows that the check is about"))
    tested = models.PositiveBigIntegerField(_("rows that it can test"))
    batches = models.JSONField(_("findings by batch"))

    objects = CheckCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of findings")
        verbose_name_plural = _("counts of findings")
        constraints = (
            models.UniqueConstraint(fields=("edition", "check_code"), name="check_count_once"),
        )

    def __str__(self):
        return f"{self.edition_id}: {self.check_code}"

    @property
    def findings(self) -> int:
        return sum(number for number, _ids in self.batches)

    @property
    def untested(self) -> int:
        return self.examined - self.tested
