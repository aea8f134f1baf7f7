"""What every form of staff does the same way: changes are signed, versions are reviewed."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records import gate, review
from records.forms import ReasonForm
from records.history import acting
from records.models import State


class TrackedAdmin(admin.ModelAdmin):
    """Every change made through the form is recorded as done by the person signed in."""

    list_per_page = 50
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with acting(request.user, gettext("edited in the admin")):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request, extra_context=None):
        with acting(request.user, gettext("edited in the list")):
            return super().changelist_view(request, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        with acting(request.user, gettext("deleted in the admin")):
            return super().delete_view(request, object_id, extra_context)


class ReferenceAdmin(TrackedAdmin):
    """Reference data: live at once; the code is fixed once given."""

    def get_readonly_fields(self, request, obj=None):
        fixed = ("code",) if obj and hasattr(obj, "code") else ()
        return (*super().get_readonly_fields(request, obj), *fixed)


class ReadOnlyAdmin(admin.ModelAdmin):
    """What only ever grows, written by the ledger itself."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@dataclass(frozen=True)
class Step:
    """A step of review as a button: from which states, which permission, what it does."""

    name: str
    label: str
    states: tuple[str, ...]
    is_decision: bool
    explanation: str


STEPS = {
    step.name: step
    for step in (
        Step("correct", _("Correct"), (State.PUBLISHED, State.WITHDRAWN), False,
             _("Opens a draft copied from this version. The public keeps reading this version "
               "until another person publishes the draft.")),
        Step("submit", _("Submit"), (State.DRAFT,), False,
             _("Hands this draft to a reviewer. It cannot be edited until it is returned.")),
        Step("return", _("Return for changes"), (State.SUBMITTED,), True,
             _("Gives this version back to its clerk. The reason is kept for good.")),
        Step("publish", _("Publish"), (State.SUBMITTED,), True,
             _("Makes this version public as a new edition. This cannot be undone, only "
               "corrected or withdrawn.")),
        Step("withdraw", _("Withdraw"), (State.PUBLISHED,), True,
             _("Takes this record out of what the public reads today, as a new edition.")),
    )
}  # fmt: skip


class RecordAdmin(TrackedAdmin):
    """A versioned record: drafts are edited, everything else is read, steps are buttons."""

    change_form_template = "admin/records/change_form.html"
    list_filter = ("state",)
    search_fields = ("code",)
    actions = ("submit_selected", "publish_selected")

    def get_list_display(self, request):
        return (*super().get_list_display(request), "version", "state")

    def get_urls(self):
        step = path(
            "<int:pk>/step/<str:step>/",
            self.admin_site.admin_view(self.step_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_step",
        )
        return [step, *super().get_urls()]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), *(("code",) if obj else ()))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        version = self.get_object(request, object_id)
        context = {**(extra_context or {}), **self.review_context(request, version)}
        return super().change_view(request, object_id, form_url, context)

    def review_context(self, request, version) -> dict:
        if version is None:
            return {}
        siblings = self.model.objects.filter(code=version.code).exclude(pk=version.pk)
        return {
            "version": version,
            "steps": [step for step in STEPS.values() if self.may(request, step, version)],
            "open_version": siblings.open().first(),
            "problems": gate.problems(version) if version.is_open else [],
        }

    def may(self, request, step: Step, version) -> bool:
        if version.state not in step.states:
            return False
        if step.is_decision:
            return request.user.has_perm("records.add_edition")
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def step_view(self, request, pk, step):
        """Confirm a step with a reason, then take it."""
        version = get_object_or_404(self.model, pk=pk)
        if step not in STEPS or not self.may(request, STEPS[step], version):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                after = take(step, version, request.user, form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, gettext("Done: %(step)s.") % {"step": STEPS[step].label})
                return redirect(self.address(after))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": STEPS[step].label,
            "step": STEPS[step],
            "form": form,
            **self.review_context(request, version),
        }
        return TemplateResponse(request, "admin/records/step.html", context)

    def address(self, version) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[version.pk])

    @admin.action(description=_("Submit the selected drafts"))
    def submit_selected(self, request, queryset):
        self._all_or_none(request, "submit", queryset)

    @admin.action(description=_("Publish the selected versions as one edition"))
    def publish_selected(self, request, queryset):
        self._all_or_none(request, "publish", queryset)

    def _all_or_none(self, request, step: str, queryset):
        versions = list(queryset)
        if not all(self.may(request, STEPS[step], version) for version in versions):
            messages.error(request, gettext("Not every selected record allows this step to you."))
            return
        reason = gettext("several records together, from the list")
        try:
            verb = review.submit if step == "submit" else review.publish
            verb(versions, request.user, reason)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        else:
            messages.success(request, gettext("Done: %(step)s.") % {"step": STEPS[step].label})


def take(step: str, version, user, reason: str):
    """Take a step of review; returns the version to show afterwards."""
    if step == "correct":
        return review.start_correction(version, user, reason)
    if step == "return":
        review.return_for_changes(version, user, reason)
    else:
        {"submit": review.submit, "publish": review.publish, "withdraw": review.withdraw}[step](
            [version], user, reason
        )
    return version


class RowInline(admin.StackedInline):
    """Rows of a record, edited with it while it is a draft."""

    extra = 0
    classes = ("collapse",)
    autocomplete_fields = ("statement",)

    def _is_editable(self, request, obj) -> bool:
        allowed = request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")
        return allowed and (obj is None or obj.is_draft)

    def has_add_permission(self, request, obj=None):
        return self._is_editable(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._is_editable(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._is_editable(request, obj)
