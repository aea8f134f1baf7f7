"""The staff side of this room."""

import json

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from config.lib.money import format_number
from config.lib.tables.tables import format_value_html
from programs import models
from programs.lists.desk import ProgressDesk
from programs.progress import admin as progress_admin  # noqa: F401  # found here
from programs.staff import private_people  # noqa: F401  # found here
from programs.staff.basis_document import SECTION, ProjectForm, write_document
from programs.staff.inlines import ROWS
from programs.staff.sections import needed_rows, opened_by_kind
from programs.totals import reconciliation
from programs.totals.figures import report_years
from programs.totals.reconciliation import Comparison
from records.models import SourceVersion, format_qualified
from records.staff.attachment_admin import inline_for
from records.staff.base import ChosenAdmin, Unseen
from records.staff.changelist import MOST_FOUND, search_versions
from records.staff.desk.begin_year import BeginsYears
from records.staff.record_admin import RecordAdmin, RowInline, Total
from records.staff.reference_admin import SourceAdmin

# Fields whose part of the form of a project stands open, filled in or not.
OPENED = {"title", "scope", "planned_starts"}


class YearListFilter(admin.SimpleListFilter):
    """Years that projects have, found year by year, for projects are many."""

    title = _("year")
    parameter_name = "year"

    def lookups(self, request, model_admin):
        of_open = models.Project.objects.open().order_by().values_list("year", flat=True)
        years = {*report_years(None), *of_open.distinct()}
        return [(str(year), str(year)) for year in sorted(years, reverse=True)]

    def queryset(self, request, queryset):
        year = self.value()
        return queryset.filter(year=year) if year and year.isdecimal() else queryset


@admin.register(models.Project)
class ProjectAdmin(BeginsYears, RecordAdmin):
    form = ProjectForm
    list_display = ("title_text", "program", "category", "year", "money", "code")
    list_filter = ("state", YearListFilter, "program", "category", "scope")
    list_select_related = ("program",)
    search_fields = ("code", "title", "title_zh")
    autocomplete_fields = (
        "program",
        "county",
        "coordinator",
        "organiser",
        "implementer",
        "statement",
    )
    inlines = (*ROWS, inline_for(models.ProjectAttachment))
    fieldsets = (
        (
            _("What it is"),
            {
                "fields": (
                    "code",
                    "title",
                    "title_zh",
                    "program",
                    "category",
                    "year",
                    "component_count",
                    "status",
                    "content",
                    "content_zh",
                    "statement",
                )
            },
        ),
        SECTION,
        (
            _("Where"),
            {
                "fields": (
                    "scope",
                    "county",
                    ("town", "town_zh"),
                    ("village", "village_zh"),
                    "place",
                    "place_zh",
                )
            },
        ),
        (
            _("Approval and term"),
            {
                "fields": (
                    "approval_document",
                    ("planned_starts", "planned_ends"),
                    ("starts", "ends"),
                ),
                "description": _(
                    "To change a planned date that is public, add a row under “Changes of plan” "
                    "that says why."
                ),
            },
        ),
        (
            _("Who answers for it"),
            {
                "fields": (
                    "coordinator",
                    "organiser",
                    "implementer",
                    "responsible_person",
                    "contractor",
                    "procurement",
                )
            },
        ),
        (
            _("For whom, and to what end"),
            {
                "fields": (
                    "subsidy_standard",
                    "performance_target",
                    "performance_target_zh",
                    "benefit_mechanism",
                    "benefit_mechanism_zh",
                    "beneficiary_households",
                    "beneficiary_persons",
                    "outcome",
                    "outcome_zh",
                )
            },
        ),
        (_("What must be said with it"), {"fields": ("note", "note_zh")}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("allocations")

    def get_fieldsets(self, request, obj=None):
        """What asks for the document of a draft is no part of a version that is read."""
        sections = super().get_fieldsets(request, obj)
        is_edited = self.has_change_permission(request, obj) and (obj is None or obj.is_draft)
        chosen = [one for one in sections if is_edited or one[0] != SECTION[0]]
        return [_folded(one, obj) for one in chosen] if is_edited else chosen

    def get_changeform_initial_data(self, request):
        """This year, too: most projects are entered in their own."""
        this = {"year": timezone.localdate().year}
        return this | super().get_changeform_initial_data(request)

    def get_inline_instances(self, request, obj=None):
        """The parts that the kind of work needs come first."""
        needed = _needed(obj)
        inlines = super().get_inline_instances(request, obj)
        return sorted(inlines, key=lambda one: one.model not in needed)

    def opens_empty(self, model, obj):
        return model in _needed(obj)

    def render_change_form(self, request, context, *args, **kwargs):
        context["opened_by"] = json.dumps({"field": "id_category", "parts": opened_by_kind()})
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.cleaned_data.get("document_title"):
            write_document(form.instance, form)

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        rows, is_more = search_versions(queryset, search_term, self.search_fields)
        if is_more:
            message = _("Only %(n)s of the projects with these words are listed. Add a word.")
            messages.info(request, message % {"n": format_number(MOST_FOUND)})
        return rows, False

    def history_context(self, subject):
        return {"changed_plans": models.changed_plans(subject, None)}

    def effects(self, version):
        pairs = reconciliation.effects(version.public_version(), version)
        totals = [(_total(before), _total(after)) for before, after in pairs]
        return [(before, after) for before, after in totals if before != after]

    @admin.display(description=_("money by kind (yuan)"))
    def money(self, project):
        rows = [row for row in project.allocations.all() if row.amount is not None]
        lines = (
            f"{row.kind_and_level}, {row.get_amount_stage_display()} "
            f"{format_qualified(format_number(row.amount), row.qualifier)}"
            for row in rows
        )
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


def _needed(project: models.Project | None) -> tuple:
    if project is None:
        return needed_rows("")
    return needed_rows(project.category, is_corrected=project.version > 1)


def _folded(section: tuple, project: models.Project | None) -> tuple:
    """A part of the form of a draft, folded where publication needs none of it and it is empty."""
    title, options = section
    names = flatten(options["fields"])
    is_open = (
        title == SECTION[0]
        or set(names) & OPENED
        or any(getattr(project, name, None) for name in names)
    )
    return section if is_open else (title, {**options, "classes": ("collapse",)})


def _total(row: Comparison) -> Total:
    unit = row.total.statement.unit
    return Total(
        row.total.statement.summary_text,
        format_value_html(row.stated, unit),
        format_value_html(row.computed, unit),
        str(row.outcome_in_words),
    )


@admin.register(models.Publication)
class PublicationAdmin(RecordAdmin):
    list_display = ("title_text", "kind", "year", "code")
    search_fields = ("code", "title", "title_zh")
    autocomplete_fields = ("organiser", "statement")
    inlines = (inline_for(models.PublicationAttachment),)
    fieldsets = (
        (_("What it is"), {"fields": ("code", "kind", "title", "title_zh", "statement")}),
        (
            _("By whom and when"),
            {"fields": ("year", "published_on", "organiser", "author", "publisher", "url")},
        ),
        (_("What is in it"), {"fields": ("summary", "summary_zh", "bodies", "bodies_zh")}),
    )


@admin.register(models.Article)
class ArticleAdmin(RecordAdmin):
    list_display = ("title_text", "dated_on", "code")
    search_fields = ("code", "title", "title_zh")
    autocomplete_fields = ("statement",)
    inlines = (inline_for(models.ArticleAttachment),)
    fieldsets = (
        (_("What it is"), {"fields": ("code", "title", "title_zh", "dated_on", "statement")}),
        (_("What is in it"), {"fields": ("body", "body_zh")}),
    )


@admin.register(models.Program, models.Indicator)
class ProgramChoices(ChosenAdmin):
    search_fields = ("code", "name", "name_zh")


@admin.register(models.ProgramVersion)
class ProgramAdmin(RecordAdmin):
    list_display = ("code", "name", "name_zh", "position")
    search_fields = ("code", "name", "name_zh")
    autocomplete_fields = ("statement",)
    fieldsets = (
        (
            _("What it is"),
            {
                "fields": (
                    "code",
                    "name",
                    "name_zh",
                    "position",
                    "summary",
                    "summary_zh",
                    "statement",
                )
            },
        ),
        (_("How its projects report"), {"fields": (("report_interval", "report_days"),)}),
    )


@admin.register(models.IndicatorVersion)
class IndicatorAdmin(RecordAdmin):
    list_display = ("code", "name", "name_zh", "unit", "measure")
    list_filter = ("state", "unit", "measure")
    search_fields = ("code", "name", "name_zh")
    fieldsets = (
        (_("What it is"), {"fields": ("code", "name", "name_zh", "position")}),
        (_("What was measured"), {"fields": ("unit", "measure", "definition", "definition_zh")}),
    )


class StatedTotalForm(forms.ModelForm):
    money_kinds = forms.MultipleChoiceField(
        label=_("kinds of money"),
        choices=models.MoneyKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class StatedTotalInline(RowInline):
    model = models.StatedTotal
    form = StatedTotalForm
    fieldsets = (
        (_("What is stated"), {"fields": ("statement",)}),
        (
            _("What to add up"),
            {
                "fields": (
                    *("adds", "year", "program", "category", "money_kinds", "level", "stage"),
                    *("indicator", "within_source"),
                )
            },
        ),
        (
            _("What there is to say about a difference"),
            {"fields": ("explanation", "explanation_zh")},
        ),
    )
    autocomplete_fields = ("statement", "program", "indicator")


@admin.register(SourceVersion)
class SourceWithTotalsAdmin(SourceAdmin):
    inlines = (*SourceAdmin.inlines, StatedTotalInline)


@admin.register(models.Standing)
class StandingAdmin(Unseen, admin.ModelAdmin):
    """The tracking desk stands where the list of this table would."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return ProgressDesk.as_view()(request)
