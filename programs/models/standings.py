"""How every project stands: money by stage, time, its last report, and the days that matter.

Derived by the database from what is public, in the transaction of each edition
(`programs/migrations/standings.sql`). A standing holds from the edition `since` until the edition
`until`. It says nothing that depends on the day: only the days from which a project is late, behind
time, or waits too long. So any list of any edition compares dates, and nothing is ever refreshed.
"""

from collections.abc import Collection

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.lib.money import MoneyField
from programs.models.progress import ProgressReport
from programs.models.projects import Project
from records.models.records import in_places


class MoneyFrom(models.TextChoices):
    """What an amount received or spent is made of (金额依据)."""

    PAYMENTS = "payments", _("sum of payments")
    STAGES = "stages", _("stage of the allocation")
    BOTH = "both", _("payments of some allocations, the stage of others")


class StandingQuerySet(models.QuerySet):
    def as_of(self, edition: int | None):
        """One standing for each project that was public at edition number `edition`; None is
        today."""
        if edition is None:
            return self.filter(until=None)
        return self.filter(Q(until=None) | Q(until__gt=edition), since__lte=edition)

    def visible_to(self, user):
        """Those of projects that a member of staff may read."""
        return self if user.sees_every_place else self.of_places(user.places)

    def of_places(self, places: Collection[int | None]):
        """Those of projects in these counties; None among them stands for projects without one. Not
        by a query of projects: beside another filter the database takes that for far fewer rows
        than there are, and looks through all standings."""
        return self.filter(in_places(places, "project__"))


def _day(label):
    return models.DateField(label, null=True)


class Standing(models.Model):
    """How a project stands in a stretch of editions (项目进展情况). Money of all its kinds is
    together; empty where one of them is not stated."""

    # Of what, and when. Both are public, so nobody deletes them.
    project = models.ForeignKey(
        Project, models.DO_NOTHING, related_name="standings", verbose_name=_("project")
    )
    report = models.ForeignKey(
        ProgressReport,
        models.DO_NOTHING,
        related_name="standings",
        verbose_name=_("last report"),
        null=True,
    )
    since = models.IntegerField(_("since edition"))
    until = models.IntegerField(_("until edition"), null=True)

    # Money
    planned = MoneyField(_("planned (yuan)"))
    allocated = MoneyField(_("allocated (yuan)"))
    received = MoneyField(_("received (yuan)"))
    spent = MoneyField(_("spent (yuan)"))
    received_from = models.CharField(_("received, from"), max_length=8, choices=MoneyFrom.choices)
    spent_from = models.CharField(_("spent, from"), max_length=8, choices=MoneyFrom.choices)
    spent_share = models.DecimalField(
        _("share spent (%)"), max_digits=12, decimal_places=1, null=True
    )
    is_overspent = models.BooleanField(_("spent or received more than there was"))

    # Time and work
    is_open = models.BooleanField(_("planned or under way"))
    starts_on = _day(_("start"))
    ends_on = _day(_("end"))
    physical_percent = models.DecimalField(
        _("physical progress (%)"), max_digits=5, decimal_places=2, null=True
    )
    reported_on = _day(_("last report as of"))

    # The days that matter, of projects that are planned or under way
    due_on = _day(_("next report due on"))
    behind_on = _day(_("behind time from"))
    waiting_on = _day(_("nothing received for 90 days from"))

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress of a project")
        verbose_name_plural = _("progress of projects")
        constraints = (
            models.UniqueConstraint(
                fields=("project",), condition=Q(until=None), name="standing_one_today"
            ),
        )
        # In the order of lists, from either end; and by the days that queues ask for.
        indexes = (
            models.Index(fields=("since", "until"), name="standing_by_edition"),
            *(
                models.Index(F(name).desc(nulls_last=True), "id", name=f"standing_most_{name[:9]}")
                for name in ("allocated", "spent_share", "physical_percent", "due_on")
            ),
            *(
                models.Index(F(name).asc(nulls_last=True), "id", name=f"standing_least_{name[:9]}")
                for name in ("allocated", "spent_share", "physical_percent", "due_on")
            ),
            *(
                models.Index(
                    name,
                    "id",
                    name=f"standing_by_{name}",
                    condition=Q(**{f"{name}__isnull": False}),
                )
                for name in ("behind_on", "waiting_on", "reported_on")
            ),
            models.Index("ends_on", "id", name="standing_by_end", condition=Q(is_open=True)),
            # Most that are over have no such day, and stand behind all that are open.
            models.Index(
                F("due_on").asc(nulls_last=True),
                "id",
                name="standing_over_least_due_on",
                condition=Q(is_open=False),
            ),
            models.Index(
                F("due_on").desc(nulls_last=True),
                "id",
                name="standing_over_most_due_on",
                condition=Q(is_open=False),
            ),
            models.Index("id", name="standing_overspent", condition=Q(is_overspent=True)),
        )

    def __str__(self):
        return str(self.project)

    @property
    def owner(self) -> Project:
        """Whose form staff open."""
        return self.project
