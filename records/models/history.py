"""What happened: change events written by triggers, review steps, comments of staff."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.users import User


class ChangeEventQuerySet(models.QuerySet):
    def of(self, record):
        """Every event of one version of a record and of its rows."""
        return self.filter(owner_table=record._meta.db_table, owner_id=record.pk)


class ChangeEvent(models.Model):
    """One insert, update or delete, whatever road it came by (变更记录).

    Rows are written by the trigger function `ledger_track` only, and never change.
    """

    class Operation(models.TextChoices):
        INSERT = "insert", _("added")
        UPDATE = "update", _("changed")
        DELETE = "delete", _("deleted")

    at = models.DateTimeField(_("at"))
    operation = models.CharField(_("operation"), max_length=6, choices=Operation.choices)
    owner_table = models.CharField(_("table of the record"), max_length=63)
    owner_id = models.BigIntegerField(_("number of the record"))
    row_table = models.CharField(_("table"), max_length=63)
    row_id = models.BigIntegerField(_("number of the row"))
    old = models.JSONField(_("old values"), null=True)
    new = models.JSONField(_("new values"), null=True)
    is_edit = models.BooleanField(_("changes content, not only the state of review"))
    user = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="change_events",
        verbose_name=_("member of staff"),
        null=True,
        db_constraint=False,
    )
    database_user = models.CharField(_("database user"), max_length=63)
    reason = models.TextField(_("reason"), blank=True)

    objects = ChangeEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("change event")
        verbose_name_plural = _("change events")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("owner_table", "owner_id", "id"), name="event_by_record"),
            models.Index(fields=("row_table", "row_id", "id"), name="event_by_row"),
        )

    def __str__(self):
        return f"{self.row_table} {self.row_id} {self.operation}"


class AboutRecord(models.Model):
    """Names a version of any kind of record."""

    kind = models.CharField(_("kind"), max_length=40)
    code = models.SlugField(_("code"), max_length=80)
    version = models.PositiveIntegerField(_("version"))

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.kind} {self.code} v{self.version}"


class ReviewStep(AboutRecord):
    """A step of the review of one version, kept for good (审核步骤)."""

    class Verb(models.TextChoices):
        START = "start", _("correction started")
        SUBMIT = "submit", _("submitted")
        RETURN = "return", _("returned for changes")
        PUBLISH = "publish", _("published")
        WITHDRAW = "withdraw", _("withdrawn")

    verb = models.CharField(_("step"), max_length=8, choices=Verb.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="review_steps", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("review step")
        verbose_name_plural = _("review steps")
        ordering = ("-id",)
        indexes = (models.Index(fields=("kind", "code", "version"), name="step_by_record"),)


class StaffComment(AboutRecord):
    """A remark among staff on a record; never leaves the staff side (内部备注)."""

    text = models.TextField(_("text"))
    by = models.ForeignKey(
        User, models.PROTECT, related_name="comments", verbose_name=_("by"), editable=False
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("staff comment")
        verbose_name_plural = _("staff comments")
        ordering = ("-id",)
        indexes = (models.Index(fields=("kind", "code"), name="comment_by_record"),)
