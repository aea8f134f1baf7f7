"""The staff side of feedback: read reports, answer them, record the outcome."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.models import Feedback, User
from records.review import answers
from records.staff.base import AboutRecords, TrackedAdmin
from records.staff.forms import ReasonForm, SignedForm

RELEASE = _("Make the answer public")
MINE = "me"
TYPED = {"state", "answer", "answer_zh", "corrected_in"}


def _gives_reports(user) -> bool:
    return user.has_perm("records.add_edition") or user.has_perm("records.change_user")


class AnswerForm(SignedForm):
    """The outcome of a report, as it is proposed. `answerer` is the user who fills it in."""

    answerer: User

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        proposal = self.instance.proposal or {}
        self.initial |= {name.removesuffix("_id"): proposal[name] for name in proposal}

    def clean(self):
        super().clean()
        self._refuse_unfit_handler()
        is_waiting = self.cleaned_data.get("state") == Feedback.State.RECEIVED
        self.instance.answered_by = None if is_waiting else self.answerer
        self.instance.answered_at = None if is_waiting else timezone.now()

    def _refuse_unfit_handler(self):
        handler = self.cleaned_data.get("handler")
        if handler is None:
            return
        readable = Feedback.objects.visible_to(handler).filter(pk=self.instance.pk)
        if not (handler.has_perm("records.change_feedback") and readable.exists()):
            self.add_error("handler", _("This person cannot read or answer the report."))


class ToAnswerFilter(admin.SimpleListFilter):
    """Reports that wait for the answer of one's own, as the first page counts them; or overdue."""

    title = _("waiting")
    parameter_name = "to_answer"

    def lookups(self, request, model_admin):
        return [(MINE, gettext("for my answer")), ("overdue", gettext("overdue"))]

    def queryset(self, request, queryset):
        if self.value() == MINE:
            return queryset.to_answer(request.user)
        return queryset.overdue() if self.value() == "overdue" else queryset


@admin.register(Feedback)
class FeedbackAdmin(AboutRecords, TrackedAdmin):
    """The reader's words are read-only. What is typed as outcome is a proposal, which another
    person makes public."""

    form = AnswerForm
    not_exported = ("sender", "proposal")
    list_display = ("received_at", "receipt", "about", "beginning", "state", "due", "handler")
    list_display_links = ("received_at", "receipt")
    list_filter = (
        "state",
        ToAnswerFilter,
        ("proposal", admin.EmptyFieldListFilter),
        "kind",
        "received_at",
    )
    list_select_related = ("handler",)
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
        "released_by",
        "waiting",
        "due",
    )
    autocomplete_fields = ("corrected_in",)
    fieldsets = (
        (
            _("What the reader says"),
            {"fields": ("receipt", "received_at", "about", "edition", "message", "contact")},
        ),
        (
            _("What becomes of it (public once a second person releases it)"),
            {"fields": ("state", "answer", "answer_zh", "corrected_in", "waiting")},
        ),
        (_("What is public"), {"fields": ("answered_at", "answered_by", "released_by")}),
        (_("Among staff"), {"fields": ("due", "handler", "note")}),
    )

    def get_urls(self):
        release = path(
            "<int:pk>/release/",
            self.admin_site.admin_view(self.release_view),
            name="records_feedback_release",
        )
        return [release, *super().get_urls()]

    def save_model(self, request, obj, form, change):
        """Store what was typed as a proposal; what is public stays as it is."""
        proposal = answers.proposed(obj)
        obj.refresh_from_db(fields=(*answers.OUTCOME, *answers.SIGNATURE))
        if TYPED & set(form.changed_data):
            obj.proposal, obj.proposed_by = proposal, request.user
            obj.handler = obj.handler or request.user
        super().save_model(request, obj, form, change)

    def release_view(self, request, pk):
        """Make the proposed outcome public, with a reason."""
        report = get_object_or_404(self.get_queryset(request), pk=pk)
        if not request.user.has_perm("records.add_edition"):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                answers.release(report, request.user, form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, gettext("Done: %(step)s.") % {"step": RELEASE})
                return redirect("admin:records_feedback_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{RELEASE}: {report}",
            "report": report,
            "proposal": Feedback(**report.proposal) if report.proposal else None,
            "form": form,
            "label": RELEASE,
        }
        return TemplateResponse(request, "admin/release_answer.html", context)

    def get_readonly_fields(self, request, obj=None):
        """A clerk takes a report by answering it; others give it to somebody."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if _gives_reports(request.user) else (*fixed, "handler")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "handler":
            staff = User.objects.filter(is_active=True, is_staff=True)
            kwargs["queryset"] = staff.order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("answer due"), ordering="received_at")
    def due(self, report):
        if report.state != Feedback.State.RECEIVED:
            return "–"
        day = date_format(localtime(report.due_at), "DATE_FORMAT")
        return f"{day} ({gettext('overdue')})" if report.is_overdue else day

    @admin.display(description=_("waits for a second person"))
    def waiting(self, report):
        """Who proposed the outcome, with a link to make it public."""
        if report.proposal is None:
            return "–"
        address = reverse("admin:records_feedback_release", args=[report.pk])
        return format_html('{} · <a href="{}">{}</a>', report.proposed_by, address, RELEASE)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("page in question"), ordering="page")
    def about(self, report):
        return format_html('<a href="{}">{}</a>', report.page_address(), report.code or report.page)

    @admin.display(description=_("message"))
    def beginning(self, report):
        return report.message if len(report.message) <= 80 else f"{report.message[:79]}…"

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"answerer": request.user})
