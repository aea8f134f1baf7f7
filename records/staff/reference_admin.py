"""Admin of sources, editions, closed years and history."""

from django import forms
from django.apps import apps
from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.history.acting import acting
from records.history.describe import table_name
from records.models import (
    ApprovalLimit,
    ChangeEvent,
    Edition,
    EditionEntry,
    Record,
    ReviewStep,
    Source,
    SourceAttachment,
    StaffComment,
    Statement,
    StatementVersion,
    User,
    YearStep,
    record_models,
)
from records.review.buttons import permission
from records.review.closing import check_year_step, open_versions_of, take_year_step
from records.review.people.owners import owners_of
from records.staff import upload_admin  # noqa: F401  # found here
from records.staff.attachment_admin import inline_for
from records.staff.base import AboutRecords, ChosenAdmin, ReadOnlyAdmin
from records.staff.changelist import StaffPaginator
from records.staff.record_admin import RecordAdmin, RowInline

MOST_NAMED = 20  # open versions of each kind, when a year is closed


@admin.register(Source)
class SourceChoices(ChosenAdmin):
    search_fields = ("code", "title", "title_zh")


@admin.register(Statement)
class StatementChoices(ChosenAdmin):
    list_select_related = ("source",)
    search_fields = ("code", "summary", "summary_zh", "source__code")


class StatementInline(RowInline):
    model = StatementVersion
    ordering = ("position", "line")
    autocomplete_fields = ()
    fieldsets = (
        (_("Where it stands"), {"fields": ("code", "position", "place", "place_zh")}),
        (
            _("What it says"),
            {
                "fields": (
                    "summary",
                    "summary_zh",
                    "value",
                    "unit",
                    "qualifier",
                    "step",
                    "measure",
                    "printed",
                )
            },
        ),
        (
            _("What it covers"),
            {"fields": ("year", "period", "period_zh", "scope", "note", "note_zh")},
        ),
    )


class SourceAttachmentInline(inline_for(SourceAttachment)):
    fields = ("current_file", "sent", "title", "title_zh", "dated_on")
    autocomplete_fields = ()


class SourceAdmin(RecordAdmin):
    """A source with its scan and its statements. The room of the programmes adds the totals that it
    states, and registers it."""

    list_display = ("title_text", "kind", "data_year", "code")
    list_filter = ("state", "kind")
    search_fields = ("code", "title", "title_zh")
    inlines = (SourceAttachmentInline, StatementInline)
    fieldsets = (
        (
            _("What it is"),
            {
                "fields": (
                    "code",
                    "kind",
                    "title",
                    "title_zh",
                    "publisher",
                    "publisher_zh",
                    "published_on",
                    "data_year",
                    "edition_year",
                )
            },
        ),
        (_("Where to find it"), {"fields": ("url", "note", "note_zh")}),
    )


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("number", "published_at", "published_by", "record_count", "reason")
    list_select_related = ("published_by",)
    search_fields = ("number", "reason")


class YearStepForm(forms.ModelForm):
    """A year is closed over the heads of those who have drafts of it only after they were named."""

    leave_open = forms.BooleanField(
        label=_("Close although drafts of the year are open"),
        required=False,
        help_text=_("They stay as they are, and nothing of them can be published."),
    )

    def clean(self):
        super().clean()
        if {"year", "verb"} <= self.cleaned_data.keys():
            check_year_step(self.cleaned_data["year"], self.cleaned_data["verb"])
            if self.cleaned_data["verb"] == YearStep.Verb.CLOSE:
                self._name_open_versions()

    def _name_open_versions(self):
        if self.cleaned_data["leave_open"]:
            return
        versions = open_versions_of(self.cleaned_data["year"], MOST_NAMED)
        owners = owners_of(versions)
        lines = [_line(one, owners.get(one)) for one in versions]
        if lines:
            self.add_error("leave_open", [gettext("These versions are still open:"), *lines])


def _line(version: Record, owner: User | None) -> str:
    name = owner.public_name if owner else "–"
    return f"{version} ({version.code}, {version.get_state_display()}, {name})"


@admin.register(YearStep)
class YearStepAdmin(ReadOnlyAdmin):
    """Years are closed and reopened by adding a step; no step is ever changed."""

    form = YearStepForm
    list_display = ("year", "verb", "by", "at", "edition", "reason")
    list_select_related = ("by", "edition")
    list_filter = ("year",)

    def has_add_permission(self, request):
        return request.user.has_perm(permission("add", YearStep))

    def get_fields(self, request, obj=None):
        return ("year", "verb", "reason", *(() if obj else ("leave_open",)))

    def save_model(self, request, obj, form, change):
        saved = take_year_step(obj.year, obj.verb, request.user, obj.reason)
        obj.pk = saved.pk


@admin.register(ApprovalLimit)
class ApprovalLimitAdmin(ReadOnlyAdmin):
    """The limit is changed by adding the next one; none is ever changed."""

    list_display = ("amount", "by", "at", "reason")
    list_select_related = ("by",)
    fields = ("amount", "reason")

    def has_add_permission(self, request):
        return request.user.has_perm(permission("add", ApprovalLimit))

    def save_model(self, request, obj, form, change):
        obj.by = request.user
        with acting(request.user, obj.reason):
            super().save_model(request, obj, form, change)


class KindFilter(admin.SimpleListFilter):
    """Filter by kind of record. Kinds come from the models: querying a million rows is slow."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(kind, model._meta.verbose_name) for kind, model in record_models().items()]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.display(description=_("kind"), ordering="kind")
def kind_name(row) -> str:
    """The kind in the reader's language; as it was typed where no record is of that kind."""
    model = record_models().get(row.kind)
    return model._meta.verbose_name if model else row.kind


class TableFilter(admin.SimpleListFilter):
    """Filter by tracked table, from the models for the same reason."""

    title = _("table")
    parameter_name = "row_table"

    def lookups(self, request, model_admin):
        rooms = ("records", "counties", "cadres", "programs")
        models = (model for room in rooms for model in apps.get_app_config(room).get_models())
        return [(model._meta.db_table, model._meta.verbose_name) for model in models]

    def queryset(self, request, queryset):
        return queryset.filter(row_table=self.value()) if self.value() else queryset


@admin.register(EditionEntry)
class EditionEntryAdmin(ReadOnlyAdmin):
    paginator = StaffPaginator
    show_full_result_count = False
    ordering = ("-edition_id", "-kind", "-code")  # as an index has them
    list_display = ("edition", kind_name, "code", "version", "action", "submitted_by")
    list_select_related = ("edition", "submitted_by")
    list_filter = (KindFilter, "action")
    search_fields = ("code",)


@admin.register(ReviewStep)
class ReviewStepAdmin(AboutRecords, ReadOnlyAdmin):
    list_display = ("at", kind_name, "code", "version", "verb", "by", "reason")
    list_select_related = ("by",)
    list_filter = ("verb", KindFilter)
    search_fields = ("code", "reason")


@admin.register(ChangeEvent)
class ChangeEventAdmin(AboutRecords, ReadOnlyAdmin):
    paginator = StaffPaginator
    show_full_result_count = False
    list_display = ("at", "operation", "table", "row_id", "user", "database_user", "reason")
    list_select_related = ("user",)
    list_filter = ("operation", TableFilter)

    @admin.display(description=_("table"), ordering="row_table")
    def table(self, event) -> str:
        return table_name(event)


@admin.register(StaffComment)
class StaffCommentAdmin(AboutRecords, ReadOnlyAdmin):
    """All comments; they are written on the pages of their records (desk/thread.py)."""

    list_display = ("at", kind_name, "code", "version", "by", "text", "struck_at")
    list_select_related = ("by",)
    list_filter = (KindFilter,)
    search_fields = ("code", "text")
