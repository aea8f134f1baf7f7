"""Uploaded spreadsheets and their versions."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models.files import StoredFile
from records.models.history import AboutRecord, ExactDecoder
from records.models.users import User

SILENT_FOR = timedelta(seconds=60)  # work that shows no sign of life for so long has died


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A clerk's own uploads; all uploads, for users who read everything."""
        return self if user.has_perm("records.see_every_place") else self.filter(sent_by=user)

    def begin(self, pk: int, state: str) -> bool:
        """Start work on an upload; False where it is under way or cannot be done any more."""
        idle = models.Q(state__in=Upload.BEGIN_FROM[state]) | models.Q(
            state__in=Upload.AT_WORK, worked_at__lt=timezone.now() - SILENT_FOR
        )
        started = self.filter(idle, pk=pk)
        return bool(started.update(state=state, step="", done=0, worked_at=timezone.now()))


class Upload(models.Model):
    """A spreadsheet that was sent in (导入文件), with the report of what it would do or did."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, nothing wrong")
        FAULTY = "faulty", _("has faults")
        LOADING = "loading", _("being loaded")
        LOADED = "loaded", _("loaded")
        DECIDING = "deciding", _("being decided on")
        FAILED = "failed", _("failed")

    class Step(models.TextChoices):
        READING = "reading", _("reading rows")
        COMPARING = "comparing", _("comparing with the ledger")
        WRITING = "writing", _("writing drafts")
        CHECKING = "checking", _("checking records")
        SUBMITTING = "submitting", _("submitting records")
        PUBLISHING = "publishing", _("publishing records")

    AT_WORK = (State.WAITING, State.CHECKING, State.LOADING, State.DECIDING)
    RESTING = (State.CHECKED, State.FAULTY, State.FAILED)
    BEGIN_FROM = {
        State.WAITING: RESTING,
        State.CHECKING: (State.WAITING, *RESTING),
        State.LOADING: (State.WAITING, State.CHECKED),
        State.DECIDING: (State.LOADED,),
    }

    # What was sent
    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("file name"), max_length=200)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="uploads", verbose_name=_("file")
    )
    sent_by = models.ForeignKey(
        User, models.PROTECT, related_name="uploads", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    reason = models.TextField(_("reason"))

    # What became of it
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    step = models.CharField(_("step"), max_length=10, choices=Step.choices, blank=True)
    done = models.PositiveIntegerField(_("done so far"), default=0)
    worked_at = models.DateTimeField(_("last sign of work"), default=timezone.now)
    report = models.JSONField(_("report"), default=dict, decoder=ExactDecoder)
    faults = models.JSONField(_("faults"), default=list)
    refusal = models.TextField(_("why it was refused"), blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ("-id",)

    def __str__(self):
        return self.name

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def has_died(self) -> bool:
        """Whether the process that worked on it died."""
        return self.is_at_work and self.worked_at < timezone.now() - SILENT_FOR

    @property
    def brings_something(self) -> bool:
        """Whether any of its rows is new or differs from the ledger."""
        return any(one["added"] or one["changed"] for one in self.report.get("counts", ()))

    def loaded_before(self):
        """The upload that brought the same file in earlier; None where there is none."""
        same = Upload.objects.filter(file=self.file_id, kind=self.kind, state=self.State.LOADED)
        return same.exclude(pk=self.pk).order_by("pk").first()


class UploadedVersion(AboutRecord):
    """A version that came in with a file (导入的版本)."""

    upload = models.ForeignKey(
        Upload, models.PROTECT, related_name="versions", verbose_name=_("imported file")
    )

    class Meta:
        verbose_name = _("imported version")
        verbose_name_plural = _("imported versions")
        indexes = (models.Index(fields=("kind", "code", "version"), name="uploaded_by_record"),)
