"""People at work: owners of drafts, remits of reviewers, what a person has seen and was told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.models.history import AboutRecord
from records.models.users import User


class DraftOwner(AboutRecord):
    """The person that an open version was handed over to (经办人).

    A version without such a row belongs to whoever began it: its first change event names them.
    """

    user = models.ForeignKey(
        User, models.PROTECT, related_name="drafts_taken_over", verbose_name=_("owner")
    )
    at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        verbose_name = _("owner of a draft")
        verbose_name_plural = _("owners of drafts")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "code", "version"),
                name="draft_owner_once",
                violation_error_message=_("This draft has an owner already."),
            ),
        )


class ReviewRemit(models.Model):
    """A county or a programme that a reviewer is limited to (审核范围).

    A reviewer without any decides on everything. Several of one dimension add up; a record has to
    lie within both dimensions where there are both.
    """

    class Dimension(models.TextChoices):
        COUNTY = "county", _("county or district")
        PROGRAM = "program", _("programme")

    user = models.ForeignKey(
        User, models.CASCADE, related_name="remits", verbose_name=_("member of staff")
    )
    dimension = models.CharField(_("limited by"), max_length=7, choices=Dimension.choices)
    code = models.SlugField(_("code"), max_length=80)

    class Meta:
        verbose_name = _("remit of a reviewer")
        verbose_name_plural = _("remits of reviewers")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "dimension", "code"),
                name="review_remit_once",
                violation_error_message=_("This remit exists already."),
            ),
        )

    def __str__(self):
        return f"{self.user}: {self.get_dimension_display()} {self.code}"


class Desk(models.Model):
    """What the staff site remembers of one person's work (个人工作台)."""

    user = models.OneToOneField(
        User, models.CASCADE, related_name="desk", verbose_name=_("member of staff")
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        default="zh-hans",
        help_text=_("That in which the first page was last opened; mail is written in it."),
    )
    opened_at = models.DateTimeField(_("this visit began at"), null=True)
    visited_before = models.DateTimeField(_("the visit before began at"), null=True)
    mailed_at = models.DateTimeField(_("last digest sent at"), null=True)
    link_mailed_at = models.DateTimeField(_("last link to a new password sent at"), null=True)

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def __str__(self):
        return str(self.user)


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def to_mail(self):
        """What was neither read in the admin nor sent by mail."""
        return self.unread().filter(mailed_at=None)


class Notice(models.Model):
    """Something that one person is told once (通知): in the admin, and by mail if it is not read.

    `topic` names a kind of notice in the registry, which has its sentence; `words` fills the
    sentence in. `key` says what it is about, so that nobody is told twice.
    """

    user = models.ForeignKey(
        User, models.CASCADE, related_name="notices", verbose_name=_("member of staff")
    )
    topic = models.SlugField(_("topic"), max_length=40)
    key = models.CharField(_("what it is about"), max_length=200)
    address = models.CharField(_("page"), max_length=300)
    words = models.JSONField(_("words"), default=dict)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read at"), null=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice to a person")
        verbose_name_plural = _("notices to people")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("user", "id"), name="notice_by_user"),
            models.Index(fields=("user",), condition=Q(read_at=None), name="notice_unread"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("user", "topic", "key"),
                name="notice_once",
                violation_error_message=_("This person was told already."),
            ),
        )

    def __str__(self):
        return f"{self.user}: {self.topic} {self.key}"
