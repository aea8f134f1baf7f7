"""Totals of published projects, derived from the rows of an edition and stored for fast lists."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

PLACES = ("province", "county")
WORK = ("year", "program", "category", "scope", "status")
MONEY = ("kind", "band")
DIMENSIONS = (*PLACES, *WORK, *MONEY)
WHOLE_LEVEL = 100  # of the block that holds the newest sums


class TallyBlock(models.Model):
    """What the editions after number `since`, up to number `until`, changed in the tallies
    (合计区段).

    Written once, by functions of the database (`programs/migrations/tallies.sql`): of level 0 for
    every thousand records, of each next level for eight of the one below. One more, of level 100
    and after edition -1, is the sum of all that pages read whole (`roll_up.sql`).
    """

    level = models.SmallIntegerField(_("level"))
    since = models.IntegerField(_("after edition"))
    until = models.IntegerField(_("up to edition"))

    class Meta:
        verbose_name = _("block of tallies")
        verbose_name_plural = _("blocks of tallies")
        constraints = (models.UniqueConstraint(fields=("since", "until"), name="tally_block_once"),)

    def __str__(self):
        return f"{self.since} – {self.until}"


class TallyCell(models.Model):
    """What a block changed in the sums of one combination of dimensions (合计单元).

    `grain` says which dimensions the row is counted by; the others are NULL. A dimension that is
    not stated is 0 or "".
    """

    block = models.ForeignKey(
        TallyBlock,
        models.CASCADE,
        related_name="cells",
        verbose_name=_("block of tallies"),
        db_constraint=False,
        db_index=False,
    )
    grain = models.SmallIntegerField(_("dimensions counted by"))
    province = models.IntegerField(_("province"), null=True)
    county = models.IntegerField(_("county or district"), null=True)
    year = models.IntegerField(_("year"), null=True)
    program = models.IntegerField(_("programme"), null=True)
    category = models.TextField(_("kind of work"), null=True)  # noqa: DJ001 - NULL: not counted by
    scope = models.TextField(_("scope"), null=True)  # noqa: DJ001
    status = models.TextField(_("status"), null=True)  # noqa: DJ001
    kind = models.TextField(_("kind of money"), null=True)  # noqa: DJ001
    band = models.TextField(_("amount band"), null=True)  # noqa: DJ001
    projects = models.BigIntegerField(_("projects"))
    rows = models.BigIntegerField(_("allocations"))
    stated = models.BigIntegerField(_("allocations with an amount"))
    qualified = models.BigIntegerField(_("allocations whose amount has a qualifier"))
    central = models.BigIntegerField(_("allocations of central money"))
    provincial = models.BigIntegerField(_("allocations of provincial money"))
    municipal = models.BigIntegerField(_("allocations of municipal money"))
    of_county = models.BigIntegerField(_("allocations of county money"))
    amount = models.DecimalField(_("sum (yuan)"), max_digits=24, decimal_places=2)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = (
            models.UniqueConstraint(
                fields=("block", "grain", *DIMENSIONS), name="tally_cell_once", nulls_distinct=False
            ),
        )

    def __str__(self):
        return f"{self.grain}: {self.amount}"


class OutcomeCell(models.Model):
    """What a block changed in the sums of results, students, components and money (成效合计单元).

    `what` is a kind of figure of `programs.totals.figures`, `of` its indicator, kind of money or of
    aid; or "results", how many of them each county has (0 is none: then programme and scope are
    named); or "answers", how many projects of a programme answer a question of
    `programs.completeness`; or "sources" of money and "coordinators" of a year.
    """

    block = models.ForeignKey(
        TallyBlock,
        models.CASCADE,
        related_name="outcomes",
        verbose_name=_("block of tallies"),
        db_constraint=False,
        db_index=False,
    )
    what = models.TextField(_("what"))
    of = models.TextField(_("of what"))
    county = models.IntegerField(_("county or district"))
    year = models.IntegerField(_("year"))
    program = models.IntegerField(_("programme"))
    scope = models.TextField(_("scope"))
    category = models.TextField(_("kind of work"))
    rows = models.BigIntegerField(_("rows"))
    stated = models.BigIntegerField(_("rows with a value"))
    qualified = models.BigIntegerField(_("rows whose value has a qualifier"))
    value = models.DecimalField(_("sum"), max_digits=24, decimal_places=4)
    row_ids = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("rows that came, and went (with a minus), where they are few"),
        null=True,
    )

    class Meta:
        verbose_name = _("sum of outcomes")
        verbose_name_plural = _("sums of outcomes")
        constraints = (
            models.UniqueConstraint(
                fields=(
                    *("block", "what", "of", "county"),
                    *("year", "program", "scope", "category"),
                ),
                name="outcome_cell_once",
            ),
        )

    def __str__(self):
        return f"{self.what} {self.of}: {self.value}"
