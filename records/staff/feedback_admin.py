"""The staff side of feedback: read reports, answer them, record the outcome."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from records.models import Feedback, User
from records.staff.base import AboutRecords, TrackedAdmin
from records.staff.forms import SignedForm

OUTCOME = {"state", "answer", "answer_zh", "corrected_in"}


class AnswerForm(SignedForm):
    """The outcome of a report. `answerer` is the user who fills it in."""

    answerer: User

    def clean(self):
        super().clean()
        if OUTCOME & set(self.changed_data):
            is_waiting = self.cleaned_data.get("state") == Feedback.State.RECEIVED
            self.instance.answered_by = None if is_waiting else self.answerer
            self.instance.answered_at = None if is_waiting else timezone.now()


@admin.register(Feedback)
class FeedbackAdmin(AboutRecords, TrackedAdmin):
    """The reader's words are read-only; the user who changes the outcome signs it."""

    form = AnswerForm
    not_exported = ("sender",)
    list_display = ("received_at", "receipt", "about", "beginning", "state", "answered_by")
    list_display_links = ("received_at", "receipt")
    list_filter = ("state", "kind", "received_at")
    list_select_related = ("answered_by",)
    search_fields = ("receipt", "page", "message", "contact", "answer", "answer_zh", "note")
    readonly_fields = (
        "receipt",
        "about",
        "edition",
        "message",
        "contact",
        "received_at",
        "answered_at",
        "answered_by",
    )
    autocomplete_fields = ("corrected_in",)
    fieldsets = (
        (
            _("What the reader says"),
            {"fields": ("receipt", "received_at", "about", "edition", "message", "contact")},
        ),
        (
            _("What becomes of it (public)"),
            {
                "fields": (
                    "state",
                    "answer",
                    "answer_zh",
                    "corrected_in",
                    "answered_at",
                    "answered_by",
                )
            },
        ),
        (_("Among staff"), {"fields": ("note",)}),
    )

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("about"), ordering="page")
    def about(self, report):
        return format_html('<a href="{}">{}</a>', report.page_address(), report.code or report.page)

    @admin.display(description=_("message"))
    def beginning(self, report):
        return report.message if len(report.message) <= 80 else f"{report.message[:79]}…"

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"answerer": request.user})
