"""Uploaded spreadsheets and their versions."""

from datetime import timedelta

from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models.files import StoredFile
from records.models.history import AboutRecord, ExactDecoder
from records.models.users import User

SILENT_FOR = timedelta(seconds=60)  # work that shows no sign of life for so long has died
MOST_AT_ONCE = 2  # files that are worked on; the others wait for their turn
TURN = 16_011  # the number of the lock that those hold who look for the next file


def is_alive() -> models.Q:
    """Whether work shows signs of life, which are dated by the clock of the database. One that is
    dated ahead was given before that clock was set back, and says nothing."""
    return models.Q(worked_at__range=(Now() - SILENT_FOR, Now() + SILENT_FOR))


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A clerk's own uploads; all uploads, for users who read everything."""
        return self if user.has_perm("records.see_every_place") else self.filter(sent_by=user)

    def at_work(self):
        """Files that a process works on, or is about to."""
        running = models.Q(state__in=Upload.RUNNING) | models.Q(
            state=Upload.State.WAITING, step=Upload.Step.STARTING
        )
        return self.filter(running, is_alive())

    def in_queue(self):
        """Files that wait for their turn, the first of them first."""
        waiting = self.filter(state=Upload.State.WAITING)
        is_claimed = models.Q(step=Upload.Step.STARTING) & is_alive()
        return waiting.exclude(is_claimed).order_by("worked_at", "pk")

    def abandoned(self, before):
        """Files that brought nothing in, and that nobody has touched since the moment `before`."""
        idle = (Upload.State.WAITING, *Upload.RESTING)
        return self.filter(state__in=idle, worked_at__lt=before, versions=None)

    @transaction.atomic
    def take_turn(self):
        """The next file to work on, claimed; None while enough are worked on, or none waits."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
        upload = self.in_queue().first() if self.at_work().count() < MOST_AT_ONCE else None
        if upload:
            claimed = {"step": Upload.Step.STARTING, "worked_at": Now()}
            self.filter(pk=upload.pk).update(**claimed)
        return upload

    def begin(self, pk: int, state: str, **said) -> bool:
        """Start work on an upload, with what is `said` of it in the same moment; False where it is
        under way or cannot be done any more."""
        has_died = models.Q(state__in=Upload.RUNNING) & ~is_alive()
        idle = models.Q(state__in=Upload.BEGIN_FROM[state]) | has_died
        started = self.filter(idle, pk=pk)
        given = {"state": state, "step": "", "done": 0, "worked_at": Now()}
        return bool(started.update(**given, **said))


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
        STARTING = "starting", _("beginning")
        READING = "reading", _("reading rows")
        COMPARING = "comparing", _("comparing with the ledger")
        WRITING = "writing", _("writing drafts")
        CHECKING = "checking", _("checking records")
        SUBMITTING = "submitting", _("submitting records")
        PUBLISHING = "publishing", _("publishing records")

    class Verb(models.TextChoices):
        CHECK = "check", _("to be checked")
        LOAD = "load", _("to be loaded")

    RUNNING = (State.CHECKING, State.LOADING, State.DECIDING)
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

    # What is to be done with it
    verb = models.CharField(_("to do"), max_length=5, choices=Verb.choices, default=Verb.CHECK)
    language = models.CharField(_("language of messages"), max_length=10, default="en")
    answered = models.JSONField(
        _("answers"),
        default=list,
        blank=True,
        help_text=_("Kinds of question that the sender answered: read as the page says."),
    )

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
        return self.state == self.State.WAITING or self.state in self.RUNNING

    @property
    def has_died(self) -> bool:
        """Whether the process that worked on it died, and did not end since this was read."""
        silent = Upload.objects.filter(~is_alive(), pk=self.pk, state__in=self.RUNNING)
        return self.state in self.RUNNING and silent.exists()

    @property
    def place_in_queue(self) -> int:
        """Its place among the files that wait; 0 once it is worked on."""
        waiting = list(Upload.objects.in_queue().values_list("pk", flat=True))
        return waiting.index(self.pk) + 1 if self.pk in waiting else 0

    def unanswered(self) -> list[dict]:
        """The questions of the last report that the sender has not answered."""
        asked = self.report.get("questions", ())
        return [one for one in asked if one["kind"] not in self.answered]

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
