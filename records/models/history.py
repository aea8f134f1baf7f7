"""History: change events written by triggers, review steps, comments of staff."""

import json
from decimal import Decimal

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from records.models.records import kind_of, record_models
from records.models.users import User


class ExactDecoder(json.JSONDecoder):
    """Reads numbers as Decimal: no float comes near money."""

    def __init__(self, **kwargs):
        super().__init__(parse_float=Decimal, **kwargs)


class ChangeEventQuerySet(models.QuerySet):
    def of(self, record):
        """Every event of one version of a record and of its rows."""
        return self.filter(owner_table=record._meta.db_table, owner_id=record.pk)

    def visible_to(self, user):
        """Events of the records that `user` may read."""
        if user.sees_every_place:
            return self
        own = Q()
        for model in record_models().values():
            ids = model.objects.visible_to(user).values("id")
            own |= Q(owner_table=model._meta.db_table, owner_id__in=ids)
        return self.filter(own)


class ChangeEvent(models.Model):
    """One insert, update or delete, however it was made (变更记录).

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
    old = models.JSONField(_("old values"), null=True, decoder=ExactDecoder)
    new = models.JSONField(_("new values"), null=True, decoder=ExactDecoder)
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


class AboutRecordQuerySet(models.QuerySet):
    def visible_to(self, user, kinds=None):
        """Rows about records that `user` may read; of `kinds` only, where they are given."""
        if user.sees_every_place:
            return self
        own = Q(pk__in=())
        for kind, model in record_models().items():
            if kinds is not None and kind not in kinds:
                continue
            readable = model.objects.visible_to(user).filter(code=OuterRef("code"))
            own |= Q(Exists(readable), kind=kind)
        return self.filter(own)


class AboutRecord(models.Model):
    """Names a version of any kind of record."""

    kind = models.CharField(_("kind"), max_length=40)
    code = models.SlugField(_("code"), max_length=80)
    version = models.PositiveIntegerField(_("version"))

    objects = AboutRecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.kind} {self.code} v{self.version}"


class ReviewStepQuerySet(AboutRecordQuerySet):
    def newest_of(self, versions) -> dict[tuple[str, str, int], "ReviewStep"]:
        """The newest of these steps for each of `versions` that has one, by kind, code and
        version; one query for all."""
        about = Q(pk__in=())
        for version in versions:
            about |= Q(kind=kind_of(version), code=version.code, version=version.version)
        steps = self.filter(about).select_related("by").order_by("id")
        return {(step.kind, step.code, step.version): step for step in steps}

    def returns(self):
        return self.filter(verb=ReviewStep.Verb.RETURN)

    def last_return(self, version) -> "ReviewStep | None":
        """The newest return of one version; None where it was never returned."""
        return next(iter(self.returns().newest_of([version]).values()), None)

    def standing_requests(self):
        """Requests to withdraw that nobody has declined yet."""
        later = ReviewStep.objects.filter(
            kind=OuterRef("kind"),
            code=OuterRef("code"),
            version=OuterRef("version"),
            verb=ReviewStep.Verb.DECLINE,
            id__gt=OuterRef("id"),
        )
        return self.filter(verb=ReviewStep.Verb.ASK).exclude(Exists(later))

    def standing_request(self, version) -> "ReviewStep | None":
        """The standing request to withdraw one version; None where there is none."""
        return next(iter(self.standing_requests().newest_of([version]).values()), None)


class ReviewStep(AboutRecord):
    """A step of the review of one version, kept for good (审核步骤)."""

    class Verb(models.TextChoices):
        START = "start", _("correction started")
        SUBMIT = "submit", _("submitted")
        RETURN = "return", _("returned for changes")
        RECALL = "recall", _("taken back")
        HAND_OVER = "handover", _("handed over")
        APPROVE = "approve", _("approved, the first of two")
        PUBLISH = "publish", _("published")
        ASK = "ask", _("withdrawal asked for")
        DECLINE = "decline", _("withdrawal declined")
        WITHDRAW = "withdraw", _("withdrawn")

    verb = models.CharField(_("step"), max_length=8, choices=Verb.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="review_steps", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = ReviewStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("review step")
        verbose_name_plural = _("review steps")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("kind", "code", "version"), name="step_by_record"),
            models.Index(fields=("kind", "code"), condition=Q(verb="ask"), name="step_asks"),
        )


class StaffComment(AboutRecord):
    """A remark among staff on a record; never leaves the staff side (内部备注).

    None is ever changed or deleted. Its writer may strike it out, and then it still shows as such.
    """

    text = models.TextField(_("text"), max_length=4000)
    by = models.ForeignKey(
        User, models.PROTECT, related_name="comments", verbose_name=_("by"), editable=False
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    struck_at = models.DateTimeField(_("struck out at"), null=True, editable=False)

    class Meta:
        verbose_name = _("staff comment")
        verbose_name_plural = _("staff comments")
        ordering = ("-id",)
        indexes = (models.Index(fields=("kind", "code"), name="comment_by_record"),)
