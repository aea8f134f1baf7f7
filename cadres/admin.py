"""The staff side of this room."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cadres.models import (
    Assessment,
    Award,
    AwardAttachment,
    Cadre,
    CadreVersion,
    Decision,
    Meeting,
    MeetingAttachment,
    Membership,
    Organisation,
    OrganisationVersion,
    Posting,
    PostingMonth,
    Selection,
)
from records.staff.attachment_admin import inline_for
from records.staff.base import ChosenAdmin
from records.staff.desk.begin_year import BeginsYears
from records.staff.forms import RowFormSet
from records.staff.record_admin import RecordAdmin, RowInline


@admin.register(Organisation, Cadre)
class BodyChoices(ChosenAdmin):
    search_fields = ("code", "name", "name_zh")


@admin.register(OrganisationVersion)
class OrganisationAdmin(RecordAdmin):
    list_display = ("code", "name", "name_zh", "kind", "parent")
    list_filter = ("state", "kind")
    list_select_related = ("parent",)
    search_fields = ("code", "name", "name_zh")
    autocomplete_fields = ("parent", "statement")
    fieldsets = (
        (_("What it is"), {"fields": ("code", "name", "name_zh", "kind", "parent", "statement")}),
        (_("What must be said with it"), {"fields": ("note", "note_zh")}),
    )


@admin.register(CadreVersion)
class CadreAdmin(RecordAdmin):
    list_display = ("code", "name", "name_zh", "kind", "organisation")
    list_filter = ("state", "kind")
    list_select_related = ("organisation",)
    search_fields = ("code", "name", "name_zh")
    autocomplete_fields = ("organisation", "statement")
    fieldsets = (
        (_("Who"), {"fields": ("code", "name", "name_zh", "kind", "statement")}),
        (_("In which office"), {"fields": ("title", "title_zh", "organisation")}),
        (_("What must be said with it"), {"fields": ("note", "note_zh")}),
    )


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    list_display = ("code", "body", "role", "member_name")
    list_filter = ("state", "role", "body")
    list_select_related = ("body", "organisation", "cadre")
    autocomplete_fields = ("body", "organisation", "cadre", "statement")
    fieldsets = (
        (_("In which body"), {"fields": ("code", "body", "role", "statement")}),
        (_("Who"), {"fields": ("organisation", "cadre", "member_count", "position")}),
        (_("When"), {"fields": ("starts", "ends")}),
        (_("What must be said with it"), {"fields": ("note", "note_zh")}),
    )


@admin.register(Selection)
class SelectionAdmin(RecordAdmin):
    list_display = ("code", "year", "selected_count")
    autocomplete_fields = ("county", "candidates_statement", "statement")
    fieldsets = (
        (_("What it is"), {"fields": ("code", "statement")}),
        (_("Where"), {"fields": ("scope", "county")}),
        (_("When"), {"fields": ("year", "period", "period_zh")}),
        (
            _("How many"),
            {"fields": ("selected_count", "candidates", "candidates_zh", "candidates_statement")},
        ),
        (_("What must be said with it"), {"fields": ("note", "note_zh")}),
    )


class PostingMonthInline(RowInline):
    model = PostingMonth
    fieldsets = ((None, {"fields": (("month", "days"), "statement")}),)


@admin.register(Posting)
class PostingAdmin(BeginsYears, RecordAdmin):
    list_display = ("code", "cadre_name", "place_name", "year", "person_count")
    list_filter = ("state", "year", "scope")
    list_select_related = ("cadre", "county")
    autocomplete_fields = ("cadre", "county", "home_unit", "statement")
    inlines = (PostingMonthInline,)
    fieldsets = (
        (
            _("Who"),
            {
                "fields": (
                    "code",
                    "cadre",
                    "person_count",
                    "home_unit",
                    "post",
                    "post_zh",
                    "statement",
                )
            },
        ),
        (_("Where"), {"fields": ("scope", "county")}),
        (_("When"), {"fields": ("year", "starts", "ends")}),
        (_("What must be said with it"), {"fields": ("note", "note_zh")}),
        (_("For staff only"), {"fields": ("own_report",)}),
    )


@admin.register(Assessment)
class AssessmentAdmin(RecordAdmin):
    list_display = ("code", "year", "cadre_name")
    list_select_related = ("cadre",)
    autocomplete_fields = ("cadre", "county", "statement")
    fieldsets = (
        (_("Who"), {"fields": ("code", "cadre", "statement")}),
        (_("Where"), {"fields": ("scope", "county")}),
        (
            _("By whom and when"),
            {
                "fields": (
                    "year",
                    "assessed_on",
                    "assessor",
                    "assessor_zh",
                    "together_with",
                    "together_with_zh",
                )
            },
        ),
        (_("By what it was judged"), {"fields": ("criteria", "criteria_zh")}),
        (_("What must be said with it"), {"fields": ("note", "note_zh")}),
        (_("For staff only"), {"fields": ("grade", "findings")}),
    )


@admin.register(Award)
class AwardAdmin(RecordAdmin):
    list_display = ("title_text", "cadre_name", "year", "code")
    list_select_related = ("cadre",)
    autocomplete_fields = ("cadre", "awarded_by", "statement")
    inlines = (inline_for(AwardAttachment),)
    fieldsets = (
        (
            _("What it is"),
            {"fields": ("code", "title", "title_zh", "awarded_by", "scope", "statement")},
        ),
        (_("Who"), {"fields": ("cadre",)}),
        (_("When"), {"fields": ("year", "awarded_on")}),
    )


class DecisionFormSet(RowFormSet):
    """A new decision comes from the minutes of the meeting, unless it says otherwise."""

    def save_new(self, form, commit=True):
        form.instance.statement = form.instance.statement or self.instance.statement
        return super().save_new(form, commit)


class DecisionInline(RowInline):
    model = Decision
    formset = DecisionFormSet
    autocomplete_fields = ("organisation", "cadre", "county", "statement")
    fieldsets = (
        (_("What was decided"), {"fields": ("decision", "decision_zh", "statement")}),
        (_("Who is to do it"), {"fields": (("organisation", "cadre"), ("county", "due_on"))}),
        (_("What was done"), {"fields": ("done_on", "outcome", "outcome_zh")}),
    )


@admin.register(Meeting)
class MeetingAdmin(RecordAdmin):
    list_display = ("title_text", "kind", "held_on", "code")
    list_filter = ("state", "kind", "year")
    search_fields = ("code", "title", "title_zh")
    autocomplete_fields = ("host", "statement")
    inlines = (DecisionInline, inline_for(MeetingAttachment))
    fieldsets = (
        (_("What it was"), {"fields": ("code", "kind", "title", "title_zh", "statement")}),
        (
            _("When and where"),
            {"fields": ("scope", "year", "held_on", "period", "period_zh", "place", "place_zh")},
        ),
        (
            _("Who and about what"),
            {
                "fields": (
                    "host",
                    "participants",
                    "participants_zh",
                    "participant_count",
                    "subject",
                    "subject_zh",
                    "agenda",
                    "agenda_zh",
                    "speech",
                    "speech_zh",
                    "principles",
                    "principles_zh",
                )
            },
        ),
    )
