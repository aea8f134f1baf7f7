"""The admin of a record: the form of a draft, buttons of review steps, the review page."""

from dataclasses import dataclass

from csp.decorators import csp_replace
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import CheckboxInput
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.html import format_html, html_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from config.lib.language import compose, plain_text
from records.models import ChangeEvent, Record, ReviewStep, Scope, State, kind_of
from records.models.records import OPEN_STATES
from records.registry.bundles import left_by
from records.review import gate
from records.review.buttons import STEPS, going_along, permission, staff_address, steps_for, take
from records.review.closing import closing_of
from records.review.diff import differences
from records.review.people.approvals import approvals_of, costs_above_limit
from records.review.preview import public_page
from records.review.references import waiting_for, with_needed
from records.staff.base import Autocompleting, TrackedAdmin, side_by_side
from records.staff.desk.ownership import OwnedChangeList, OwnerFilter
from records.staff.desk.thread import post_comment, post_strike, thread_context
from records.staff.forms import ReasonForm, RecordForm, RowFormSet, TakeOutForm
from records.staff.unsaved import no_longer_draft

MOST_OPEN_ROWS = 6  # rows of one kind in a form that are not folded
MOST_NAMED = 3  # reasons that a message names; the form has them all
SUBMIT = "_submit"  # the button that saves and submits


@dataclass(frozen=True)
class Total:
    """A stated total beside the computed one, as text."""

    name: str
    stated: str
    computed: str
    outcome: str


@html_safe
class NeededMark:
    """What follows the label of a field that publication needs, in the reader's language."""

    def __str__(self):
        title = gettext("needed for publication")
        return format_html(' <abbr class="needed" title="{}">◆</abbr>', title)


class MarksNeeded:
    """Marks the fields that publication needs, of which a draft may lack some."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and self._is_needed(db_field.name):
            field.label_suffix = NeededMark()
        return field

    def _is_needed(self, name: str) -> bool:
        needed = self.model.required_to_publish
        return name in needed or name.removesuffix("_zh") in needed


class RecordAdmin(MarksNeeded, TrackedAdmin):
    """The admin of a versioned record: only drafts can be edited; steps are buttons."""

    form = RecordForm
    change_form_template = "admin/records/change_form.html"
    list_filter = ("state",)
    search_fields = ("code",)
    actions = ("submit_selected", "publish_selected")
    save_as = True

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_list_display(self, request):
        return (*super().get_list_display(request), "version", "state_label", "owner_name")

    def get_list_filter(self, request):
        return (*super().get_list_filter(request), OwnerFilter)

    def get_changelist(self, request, **kwargs):
        return OwnedChangeList

    @admin.display(description=_("state"), ordering="state")
    def state_label(self, obj):
        return format_html('<span class="outcome {}">{}</span>', obj.state, obj.get_state_display())

    @admin.display(description=_("owner"))
    def owner_name(self, obj):
        """Whose an open version is; nobody's once it is public."""
        return obj.owner.public_name if obj.owner else "–"

    def action_checkbox(self, obj):
        """Like Django's own, which would put the markup of an untranslated name into an
        attribute."""
        label = gettext("Choose: %(name)s") % {"name": plain_text(obj)}
        box = CheckboxInput({"class": "action-select", "aria-label": label}, lambda value: False)
        return box.render(ACTION_CHECKBOX_NAME, str(obj.pk))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"user": request.user})

    def get_urls(self):
        pages = (
            ("step", "<int:pk>/step/<str:step>/", self.step_view),
            ("review", "<int:pk>/review/", self.review_view),
            ("preview", "<int:pk>/preview/", self.preview_view),
            ("comment", "<int:pk>/comment/", self.comment_view),
            ("strike", "<int:pk>/comment/<int:comment>/strike/", self.strike_view),
        )
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            *(
                path(address, self.admin_site.admin_view(view), name=f"{name}_{page}")
                for page, address, view in pages
            ),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        context = {**(extra_context or {}), "is_new_record": True}
        return super().add_view(request, form_url, context)

    def render_change_form(self, request, context, *args, **kwargs):
        """What is typed into a form with private fields stays on no computer."""
        context["may_be_kept"] = not self.model.private_fields
        version = context.get("original")
        context["may_submit"] = self.has_submit_permission(request) and may_edit(
            request.user, version
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def get_changeform_initial_data(self, request):
        """The place of a clerk who works for one county only."""
        places = request.user.places
        if not self.model.has_county() or len(places) != 1 or None in places:
            return super().get_changeform_initial_data(request)
        (county,) = places
        return {"scope": Scope.COUNTY, "county": county} | super().get_changeform_initial_data(
            request
        )

    def get_view_on_site_url(self, obj=None):
        """No link to a public page that is not there yet."""
        return super().get_view_on_site_url(obj) if obj and obj.public_version() else None

    def has_add_permission(self, request):
        is_placed = self.model.is_of_places and not request.user.is_superuser
        has_places = bool(request.user.places) if is_placed else True
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
        context |= thread_context(request.user, version, "change") if version else {}
        return super().change_view(request, object_id, form_url, context)

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """Open the sections that have rows; fold the empty ones, and each of very many rows."""
        for formset, inline in zip(formsets, inline_instances, strict=True):
            is_open = formset.initial_form_count() or self.opens_empty(inline.model, obj)
            inline.classes = () if is_open else ("collapse",)
            inline.folds_rows = formset.initial_form_count() > MOST_OPEN_ROWS
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def opens_empty(self, model, obj) -> bool:
        """Whether the part of the form with rows of `model` stands open without any."""
        return False

    def response_add(self, request, obj, post_url_continue=None):
        if SUBMIT in request.POST:
            return self.submit_saved(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if SUBMIT in request.POST:
            return self.submit_saved(request, obj)
        return super().response_change(request, obj)

    def submit_saved(self, request, obj):
        """Hand in what was just saved; where that cannot be, the form says what is missing."""
        try:
            take(STEPS["submit"], [obj], request.user, request.POST["why"])
        except ValidationError as error:
            messages.warning(request, gettext("Saved as a draft. It is not submitted yet."))
            for message in error.messages[:MOST_NAMED]:
                messages.error(request, message)
            return redirect(staff_address(obj))
        message = gettext("Submitted. Another person checks it now: %(name)s")
        messages.success(request, message % {"name": plain_text(obj)})
        return redirect("admin:index")

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Re-show the form of a draft that was submitted while the form was open."""
        version = self.get_object(request, object_id) if object_id else None
        if request.method == "POST" and version and not version.is_draft:
            if not request.user.has_perm(permission("change", self.model)):
                raise PermissionDenied
            return no_longer_draft(request, version)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def review_context(self, request, version) -> dict:
        if version is None:
            return {}
        return {
            "version": version,
            "steps": steps_for(request.user, version),
            "open_version": version.open_version(),
            "closing": closing_of(version),
            "withdrawal": self.request_to_withdraw(version),
            "returned": ReviewStep.objects.last_return(version) if version.is_open else None,
            "problems": gate.problems(version) if version.is_open else [],
            "warnings": gate.warnings(version) if version.is_open else [],
        }

    def request_to_withdraw(self, version) -> ReviewStep | None:
        is_public = version.state == State.PUBLISHED
        return ReviewStep.objects.standing_request(version) if is_public else None

    def events_of(self, subject):
        versions = self.model.objects.filter(code=subject.code)
        events = ChangeEvent.objects.filter(
            owner_table=self.opts.db_table, owner_id__in=versions.values("id")
        )
        return events.select_related("user")

    def steps_of(self, subject):
        steps = ReviewStep.objects.filter(kind=kind_of(subject), code=subject.code)
        return steps.select_related("by")

    def review_view(self, request, pk):
        """The review page: differences, problems, and effects on totals."""
        version = self.get_visible(request, pk)
        context = {
            **self.admin_site.each_context(request),
            **self.review_context(request, version),
            "opts": self.opts,
            "title": compose(gettext("Review: %(name)s"), name=version),
            "differences": differences(version.public_version(), version, for_staff=True),
            "needed": [
                (one, staff_address(one, "review"), differences(one.public_version(), one))
                for one in with_needed([version], *OPEN_STATES)[1:]
            ],
            "waiting": [(one, staff_address(one, "review")) for one in waiting_for(version)],
            "costly": [
                (one, cost, approvals_of(one))
                for one, cost in costs_above_limit(with_needed([version], *OPEN_STATES)).items()
            ],
            "effects": self.effects(version) if version.is_open else [],
            **thread_context(request.user, version, "review"),
            "submission": self.steps_of(version).filter(verb=ReviewStep.Verb.SUBMIT).first(),
            "form": ReasonForm(),
        }
        return TemplateResponse(request, "admin/records/review.html", context)

    def effects(self, version) -> list[tuple[Total, Total]]:
        """Stated totals today, and as they would become once `version` is published, where they
        differ; none for kinds of record that no total adds up."""
        return []

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp_replace({"frame-ancestors": ["'self'"]}))
    def preview_view(self, request, pk):
        """The public page after publication, for the frame of the review page."""
        version = self.get_visible(request, pk)
        if not version.is_open:
            return redirect(version.get_absolute_url())
        try:
            return public_page(request, version)
        except ValidationError as refusal:
            context = {"refusal": refusal}
            return TemplateResponse(request, "admin/records/no_preview.html", context)

    def comment_view(self, request, pk):
        return post_comment(request, self.get_visible(request, pk))

    def strike_view(self, request, pk, comment):
        return post_strike(request, self.get_visible(request, pk), comment)

    def thread_of_history(self, request, subject) -> dict:
        return thread_context(request.user, subject, "history")

    def get_visible(self, request, pk):
        version = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, version):
            raise PermissionDenied
        return version

    def step_view(self, request, pk, step):
        """Confirm a step with one version."""
        version = self.get_visible(request, pk)
        if step not in STEPS or not STEPS[step].is_allowed(request.user, version):
            raise PermissionDenied
        return self.confirm(request, STEPS[step], [version], is_sent=request.method == "POST")

    def confirm(self, request, step, versions: list[Record], is_sent: bool):
        """Ask for the reason of a step, then take it with all `versions` or with none."""
        left = left_by(versions) if step.name in ("ask", "withdraw") else []
        may_take_out = step.name == "ask" and left and self.has_submit_permission(request)
        form = (TakeOutForm if may_take_out else ReasonForm)(request.POST if is_sent else None)
        if is_sent and form.is_valid():
            said = form.cleaned_data
            takes_out = said.get("takes_out", False)
            try:
                after = take(step, versions, request.user, said["reason"], takes_out=takes_out)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, gettext("Done: %(step)s.") % {"step": step.label})
                return redirect(staff_address(after[0]) if len(after) == 1 else request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": step.label,
            "step": step,
            "form": form,
            "versions": [(version, gate.problems(version)) for version in versions],
            "going_along": going_along(step, versions)[len(versions) :],
            "left": left,
        }
        return TemplateResponse(request, "admin/records/step.html", context)

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


class RowInline(MarksNeeded, Autocompleting, admin.StackedInline):
    """Rows of a record, edited with it while it is a draft."""

    extra, formset = 0, RowFormSet
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
