"""Editions: everything that was ever made public, in a chain that anyone can recompute."""

import datetime

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.models.users import User

# That two clocks may differ, and one be set back beneath a running ledger; the database refuses an
# edition that is dated further from its clock (rules.sql).
CLOCKS_DIFFER = datetime.timedelta(minutes=3)
PUBLICATION_LOCK = 20110415  # any number; every publication takes this advisory lock


class EditionQuerySet(models.QuerySet):
    def get_by_natural_key(self, number):
        return self.get(number=number)

    def hold_newest(self):
        """The newest edition (None before the first), with the next one held until the transaction
        ends: no other publication, and no closing of a year, comes between."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLICATION_LOCK])
        return self.newest()

    def clock(self) -> datetime.datetime:
        """The time by the database's own clock, which dates editions."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (now,) = cursor.fetchone()
        return now

    def moment_after(self, last: "Edition | None") -> datetime.datetime:
        """When the edition after `last` is published: the time by the database's clock, and never
        before `last`. ValidationError where that clock was set back further than that."""
        now = self.clock()
        if last is None or last.published_at <= now:
            return now
        if last.published_at - now < CLOCKS_DIFFER:
            return last.published_at
        message = gettext(
            "The clock of the database was set back: it says %(now)s, and edition %(number)s is "
            "dated %(dated)s. Nothing was published. Whoever runs the site has to correct it."
        )
        now, dated = (f"{timezone.localtime(one):%F %T}" for one in (now, last.published_at))
        raise ValidationError(message % {"now": now, "number": last.number, "dated": dated})

    def newest(self):
        """The newest edition; None before the first."""
        return self.order_by("number").last()

    def as_of(self, edition: int | None):
        """The editions up to number `edition`; None is today."""
        return self.all() if edition is None else self.filter(number__lte=edition)

    def latest_number(self) -> int:
        """The number of the newest edition; 0 before the first."""
        return self.aggregate(newest=models.Max("number"))["newest"] or 0

    def without_timestamp(self):
        """The editions that no outside authority has confirmed yet."""
        return self.filter(timestamp=None)

    def day_of(self, edition: int | None) -> datetime.date:
        """The day from which a reader of edition number `edition` looks: that of its publication;
        today, where none is named."""
        if edition is None:
            return timezone.localdate()
        return timezone.localdate(self.get(number=edition).published_at)

    def on(self, day):
        """The edition that the public read at the end of `day`; None before the first."""
        return self.filter(published_at__date__lte=day).order_by("-number").first()


class Edition(models.Model):
    """One act of publishing or withdrawing, of one record or ten thousand (公布版)."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        User, models.PROTECT, related_name="editions", verbose_name=_("published by")
    )
    publisher = models.CharField(
        _("name of the publisher"),
        max_length=150,
        help_text=_("As the public read it then; it does not change when the account does."),
    )
    reason = models.TextField(_("reason"))
    record_count = models.PositiveIntegerField(_("number of records"))
    previous_digest = models.CharField(_("previous digest"), max_length=64, blank=True)
    root = models.CharField(
        _("root of its entries"),
        max_length=64,
        help_text=_("The root of the tree of digests over the entries of the edition."),
    )
    digest = models.CharField(_("digest"), max_length=64)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("-number",)

    def __str__(self):
        return _("Edition %(number)s") % {"number": self.number}

    def get_absolute_url(self):
        return reverse("edition_detail", args=[self.number])

    def natural_key(self):
        return (self.number,)


class EntryQuerySet(models.QuerySet):
    def get_by_natural_key(self, number, kind, code):
        return self.get(edition_id=number, kind=kind, code=code)

    def in_digest_order(self):
        """By edition and place, as the tree of digests has them."""
        return self.order_by("edition_id", "place")


class EditionEntry(models.Model):
    """One record's place in an edition, with the digest of its content (公布版条目)."""

    class Action(models.TextChoices):
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="entries", verbose_name=_("edition")
    )
    place = models.PositiveIntegerField(
        _("place in the edition"),
        help_text=_("From 0, in order of kind and code, letter by letter."),
    )
    kind = models.CharField(_("kind"), max_length=40)
    code = models.SlugField(_("code"), max_length=80)
    version = models.PositiveIntegerField(_("version"))
    action = models.CharField(_("action"), max_length=10, choices=Action.choices)
    reason = models.TextField(_("reason"), blank=True)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, related_name="edition_entries", verbose_name=_("submitted by")
    )
    submitter = models.CharField(
        _("name of the submitter"),
        max_length=150,
        help_text=_("As the public read it then; it does not change when the account does."),
    )
    digest = models.CharField(_("digest"), max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition entry")
        verbose_name_plural = _("edition entries")
        ordering = ("edition", "kind", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "kind", "code"),
                name="entry_once_per_edition",
                violation_error_message=_("An edition names a record once."),
            ),
            models.UniqueConstraint(
                fields=("edition", "place"),
                name="entry_place_once",
                violation_error_message=_("Two entries of an edition cannot have one place."),
            ),
        )

    def __str__(self):
        return f"{self.kind} {self.code} v{self.version}"

    def natural_key(self):
        return (self.edition_id, self.kind, self.code)


class EditionBranch(models.Model):
    """The root over some neighbouring entries of a large edition (摘要树分支), so that the proof
    of one record reads only its neighbours. See `records.integrity.merkle`."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="branches", verbose_name=_("edition")
    )
    place = models.PositiveIntegerField(_("place in the edition"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("branch of an edition")
        verbose_name_plural = _("branches of editions")
        ordering = ("edition", "place")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "place"),
                name="branch_once_per_edition",
                violation_error_message=_("An edition has one branch at each place."),
            ),
        )

    def __str__(self):
        return f"{self.edition_id}/{self.place}"


class EditionTimestamp(models.Model):
    """The word of an outside authority that an edition's digest existed at a time (可信时间戳)."""

    edition = models.OneToOneField(
        Edition, models.PROTECT, related_name="timestamp", verbose_name=_("edition")
    )
    token = models.BinaryField(
        _("answer of the authority"), help_text=_("As it came, in the form of RFC 3161.")
    )
    stamped_at = models.DateTimeField(
        _("stamped at"), help_text=_("By the clock of the authority.")
    )
    authority = models.CharField(_("address of the authority"), max_length=200)

    class Meta:
        verbose_name = _("timestamp of an edition")
        verbose_name_plural = _("timestamps of editions")
        ordering = ("edition",)

    def __str__(self):
        return f"{self.edition_id} {self.stamped_at:%Y-%m-%d %H:%M}"
