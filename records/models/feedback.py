"""Feedback: readers' reports of errors, and their outcomes."""

import datetime
import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.lib.language import LocalizedField, address_in_this_language
from config.lib.orm.constraints import FullyConstrained
from config.lib.orm.text_pairs import awaiting_index
from records.models.editions import Edition
from records.models.history import AboutRecordQuerySet
from records.models.users import User

DAYS_TO_ANSWER = 20
TIME_TO_ANSWER = datetime.timedelta(days=DAYS_TO_ANSWER)
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # of those that look alike, only one or none


def new_receipt() -> str:
    """A receipt number as 7KQF-93XM-TPDA: 58 bits, so that nobody finds another's by trying."""
    return "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(3))


class FeedbackQuerySet(AboutRecordQuerySet):
    def waiting(self):
        """Reports without a public answer."""
        return self.filter(state=Feedback.State.RECEIVED)

    def overdue(self):
        """Reports that should have a public answer by now."""
        return self.waiting().filter(received_at__lt=timezone.now() - TIME_TO_ANSWER)

    def to_answer(self, user):
        """Reports that wait for `user` to draft an answer: given to `user`, or to nobody."""
        mine = Q(handler=user) | Q(handler=None)
        waiting = self.waiting().filter(mine, proposal__isnull=True)
        kinds = set(waiting.order_by().values_list("kind", flat=True).distinct())
        return waiting.visible_to(user, kinds)

    def to_release(self, user):
        """Reports whose proposed outcome waits for `user` to make it public."""
        if not user.has_perm("records.add_edition"):
            return self.none()
        return self.visible_to(user).filter(proposal__isnull=False).exclude(proposed_by=user)

    def visible_to(self, user, kinds=None):
        """Reports on the records that `user` may read; on other pages: those of the ministry."""
        own = super().visible_to(user, kinds)
        if user.sees_every_place or None not in user.places:
            return own
        return own | self.filter(kind="")

    def public(self):
        """Public columns only: private ones are not even fetched."""
        rows = self.defer("message", "contact", "note", "sender", "proposal", "handler")
        return rows.select_related("edition", "corrected_in")


class Feedback(FullyConstrained):
    """A reader's report of an error, and its outcome (意见反馈).

    Public: the page, the dates, the state and the answer. Private: the rest.
    """

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("a reader's report", "received")
        ANSWERED = "answered", _("answered")
        CORRECTED = "corrected", _("corrected")
        REJECTED = "rejected", _("rejected")

    receipt = models.CharField(
        _("receipt number"), max_length=14, unique=True, default=new_receipt, editable=False
    )

    # What it is about
    page = models.CharField(_("page"), max_length=200)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    code = models.SlugField(_("code"), max_length=80, blank=True)
    edition = models.ForeignKey(
        Edition,
        models.PROTECT,
        related_name="feedback",
        verbose_name=_("edition that was read"),
        null=True,
    )

    # What the reader says
    message = models.TextField(_("message"), max_length=4000)
    contact = models.CharField(_("contact of the reader"), max_length=200, blank=True)
    sender = models.CharField(max_length=64, blank=True, editable=False)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)

    # What became of it
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.RECEIVED
    )
    answer = models.TextField(
        _("answer (English)"),
        blank=True,
        help_text=_("Published. In your own words, and without anything about the sender."),
    )
    answer_zh = models.TextField(_("answer (Chinese)"), blank=True)
    corrected_in = models.ForeignKey(
        Edition,
        models.PROTECT,
        related_name="corrected_feedback",
        verbose_name=_("corrected in"),
        null=True,
        blank=True,
    )
    note = models.TextField(_("note among staff"), blank=True)
    handler = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="feedback_to_answer",
        verbose_name=_("who answers it"),
        null=True,
        blank=True,
        db_constraint=False,  # accounts are never deleted, and the table is in use
        db_index=False,
        help_text=_("Empty: any clerk of the record's place."),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    answered_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="answered_feedback",
        verbose_name=_("answered by"),
        null=True,
        editable=False,
    )

    # An answer that a second person has not made public yet
    proposal = models.JSONField(
        _("proposed outcome"),
        null=True,
        editable=False,
        help_text=_("State, answer and correcting edition, as they would become public."),
    )
    proposed_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="proposed_feedback",
        verbose_name=_("proposed by"),
        null=True,
        editable=False,
    )
    released_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="released_feedback",
        verbose_name=_("made public by"),
        null=True,
        editable=False,
    )

    answer_text = LocalizedField("answer")

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of an error")
        verbose_name_plural = _("reports of errors")
        ordering = ("-id",)
        indexes = (
            awaiting_index("answer"),
            models.Index(fields=("kind", "code"), name="feedback_by_record"),
            models.Index(
                fields=("sender", "received_at"), condition=~Q(sender=""), name="feedback_by_sender"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state="received") | ~Q(answer="", answer_zh=""),
                name="feedback_state_comes_with_an_answer",
                violation_error_message=_("Whoever reported this deserves an answer in words."),
            ),
            models.CheckConstraint(
                condition=Q(state="corrected", corrected_in__isnull=False)
                | (~Q(state="corrected") & Q(corrected_in=None)),
                name="feedback_correction_names_its_edition",
                violation_error_message=_(
                    "A corrected error names the edition that corrected it, and no other does."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state="received", answered_at=None, answered_by=None)
                | (~Q(state="received") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="feedback_answer_is_signed",
                violation_error_message=_("An answer says who gave it and when."),
            ),
        )

    def __str__(self):
        return self.receipt

    @property
    def due_at(self) -> datetime.datetime:
        """When the answer should be public at the latest."""
        return self.received_at + TIME_TO_ANSWER

    @property
    def is_overdue(self) -> bool:
        return self.state == self.State.RECEIVED and self.due_at < timezone.now()

    def page_address(self) -> str:
        """The address of the page in the reader's language."""
        return address_in_this_language(self.page)
