"""What every form of staff does the same way: changes are signed, versions are reviewed."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records import gate
from records.events import described
from records.forms import ReasonForm, RecordForm, SignedForm
from records.history import acting
from records.models import ChangeEvent, Record, ReviewStep, kind_of
from records.refusals import in_plain_words
from records.steps import STEPS, permission, steps_for, take

SIGNATURE = ("why", "seen")
HISTORY_PAGE = 50


class TrackedAdmin(admin.ModelAdmin):
    """Every change made through the form is recorded with who made it and why."""

    form = SignedForm
    list_per_page = 50
    actions = None  # deleting many at once would carry no reason
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    }

    def get_fieldsets(self, request, obj=None):
        return side_by_side(super().get_fieldsets(request, obj))

    def get_fields(self, request, obj=None):
        """What the form of a signed change adds is shown by the template, at its end."""
        return [name for name in super().get_fields(request, obj) if name not in SIGNATURE]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"late_refusal": late_refusal(request)})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A refusal of the database becomes an error of the form, with everything typed kept."""
        show = partial(super().changeform_view, request, object_id, form_url, extra_context)
        try:
            with in_plain_words(), acting(request.user, request.POST.get("why", "")):
                return show()
        except ValidationError as refusal:
            request.late_refusal = refusal.message
            return show()

    def delete_view(self, request, object_id, extra_context=None):
        with acting(request.user, gettext("deleted in the admin")):
            return super().delete_view(request, object_id, extra_context)

    def history_view(self, request, object_id, extra_context=None):
        """Every change of a row, or of all versions of a record, by whatever road it came."""
        subject = self.get_object(request, unquote(object_id))
        if subject is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, subject):
            raise PermissionDenied
        page = Paginator(self.events_of(subject), HISTORY_PAGE).get_page(request.GET.get("p"))
        page.object_list = described(page.object_list)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("History: %(name)s") % {"name": subject},
            "object": subject,
            "steps": self.steps_of(subject),
            "page": page,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/records/history.html", context)

    def events_of(self, subject):
        return ChangeEvent.objects.of(subject).select_related("user")

    def steps_of(self, subject):
        return ReviewStep.objects.none()

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        message = gettext("There is no such %(kind)s, or none that you may see.")
        raise Http404(message % {"kind": opts.verbose_name})


def side_by_side(sections):
    """English and Chinese of one text stand on one line of the form."""
    return [
        (title, {**options, "fields": _paired(options["fields"])}) for title, options in sections
    ]


def _paired(names) -> list:
    pairs = {name: f"{name}_zh" for name in names if f"{name}_zh" in names}
    return [
        (name, pairs[name]) if name in pairs else name
        for name in names
        if name not in pairs.values()
    ]


def late_refusal(request) -> str:
    return getattr(request, "late_refusal", "")


class ReferenceAdmin(TrackedAdmin):
    """Reference data: live at once; the code is fixed once given."""

    def get_readonly_fields(self, request, obj=None):
        fixed = ("code",) if obj and hasattr(obj, "code") else ()
        return (*super().get_readonly_fields(request, obj), *fixed)


class ReadOnlyAdmin(admin.ModelAdmin):
    """What only ever grows, written by the ledger itself."""

    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class AboutRecords:
    """Lists of what happened to records: a clerk reads what concerns the clerk's own places."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


class RecordAdmin(TrackedAdmin):
    """A versioned record: drafts are edited, everything else is read, steps are buttons."""

    form = RecordForm
    change_form_template = "admin/records/change_form.html"
    list_filter = ("state",)
    search_fields = ("code",)
    actions = ("submit_selected", "publish_selected")

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_list_display(self, request):
        return (*super().get_list_display(request), "version", "state")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"user": request.user})

    def get_urls(self):
        step = path(
            "<int:pk>/step/<str:step>/",
            self.admin_site.admin_view(self.step_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_step",
        )
        return [step, *super().get_urls()]

    def has_add_permission(self, request):
        has_places = request.user.is_superuser or bool(request.user.places)
        return super().has_add_permission(request) and has_places

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and may_edit(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and may_edit(request.user, obj)

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), *(("code",) if obj else ()))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        version = self.get_object(request, object_id)
        context = {**(extra_context or {}), **self.review_context(request, version)}
        return super().change_view(request, object_id, form_url, context)

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """Sections that hold rows stand open; empty ones are folded."""
        for formset, inline in zip(formsets, inline_instances, strict=True):
            inline.classes = () if formset.initial_form_count() else ("collapse",)
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def review_context(self, request, version) -> dict:
        if version is None:
            return {}
        return {
            "version": version,
            "steps": steps_for(request.user, version),
            "open_version": version.open_version(),
            "problems": gate.problems(version) if version.is_open else [],
            "warnings": gate.warnings(version) if version.is_open else [],
        }

    def events_of(self, subject):
        versions = self.model.objects.filter(code=subject.code)
        events = ChangeEvent.objects.filter(
            owner_table=self.opts.db_table, owner_id__in=versions.values("id")
        )
        return events.select_related("user")

    def steps_of(self, subject):
        steps = ReviewStep.objects.filter(kind=kind_of(subject), code=subject.code)
        return steps.select_related("by")

    def step_view(self, request, pk, step):
        """Confirm a step with one version."""
        version = get_object_or_404(self.get_queryset(request), pk=pk)
        if step not in STEPS or not STEPS[step].is_allowed(request.user, version):
            raise PermissionDenied
        return self.confirm(request, STEPS[step], [version], is_sent=request.method == "POST")

    def confirm(self, request, step, versions: list[Record], is_sent: bool):
        """Ask for the reason of a step, then take it with all `versions` or with none."""
        form = ReasonForm(request.POST if is_sent else None)
        if is_sent and form.is_valid():
            try:
                after = take(step, versions, request.user, form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, gettext("Done: %(step)s.") % {"step": step.label})
                return redirect(self.address(after[0]) if len(after) == 1 else request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": step.label,
            "step": step,
            "form": form,
            "versions": [(version, gate.problems(version)) for version in versions],
        }
        return TemplateResponse(request, "admin/records/step.html", context)

    def address(self, version) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[version.pk])

    def has_submit_permission(self, request):
        return request.user.has_perm(permission("change", self.model))

    def has_publish_permission(self, request):
        return request.user.has_perm("records.add_edition")

    @admin.action(description=_("Submit the selected drafts"), permissions=["submit"])
    def submit_selected(self, request, queryset):
        return self.confirm_selected(request, "submit", queryset)

    @admin.action(
        description=_("Publish the selected versions as one edition"), permissions=["publish"]
    )
    def publish_selected(self, request, queryset):
        return self.confirm_selected(request, "publish", queryset)

    def confirm_selected(self, request, step: str, queryset):
        return self.confirm(request, STEPS[step], list(queryset), is_sent="taken" in request.POST)


def may_edit(user, version: Record | None) -> bool:
    return version is None or (version.is_draft and user.may_work_on(version))


class RowInline(admin.StackedInline):
    """Rows of a record, edited with it while it is a draft."""

    extra = 0
    formfield_overrides = TrackedAdmin.formfield_overrides
    ordering = ("line",)
    autocomplete_fields = ("statement",)

    def get_fieldsets(self, request, obj=None):
        return side_by_side(super().get_fieldsets(request, obj))

    def _is_editable(self, request, obj) -> bool:
        has_permission = request.user.has_perm(permission("change", self.model))
        return has_permission and may_edit(request.user, obj)

    def has_add_permission(self, request, obj=None):
        return self._is_editable(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._is_editable(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._is_editable(request, obj)
