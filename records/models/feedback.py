"""Feedback: readers' reports of errors, and their outcomes."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.lib.language import LocalizedField, address_in_this_language
from config.lib.orm.constraints import FullyConstrained
from config.lib.orm.text_pairs import awaiting_index
from records.models.editions import Edition
from records.models.history import AboutRecordQuerySet
from records.models.users import User

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # of those that look alike, only one or none


def new_receipt() -> str:
    """A receipt number as 7KQF-93XM-TPDA: 58 bits, so that nobody finds another's by trying."""
    return "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(3))


class FeedbackQuerySet(AboutRecordQuerySet):
    def waiting(self):
        """Reports without a public answer."""
        return self.filter(state=Feedback.State.RECEIVED)

    def to_release(self, user):
        """Reports whose proposed outcome waits for `user` to make it public."""
        if not user.has_perm("records.add_edition"):
            return self.none()
        return self.visible_to(user).filter(proposal__isnull=False).exclude(proposed_by=user)

    def visible_to(self, user):
        """Reports on the records that `user` may read; on other pages: those of the ministry."""
        own = super().visible_to(user)
        if user.sees_every_place or None not in user.places:
            return own
        return own | self.filter(kind="")

    def public(self):
        """Public columns only: private ones are not even fetched."""
        rows = self.defer("message", "contact", "note", "sender", "proposal")
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

    def page_address(self) -> str:
        """The address of the page in the reader's language."""
        return address_in_this_language(self.page)
