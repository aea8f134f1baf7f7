"""The staff side of this room."""

from django.contrib import admin

from cadres.models import (
    Assessment,
    Award,
    Cadre,
    Meeting,
    Membership,
    Organisation,
    Posting,
    Selection,
)
from records.admin_base import RecordAdmin, ReferenceAdmin


@admin.register(Organisation)
class OrganisationAdmin(ReferenceAdmin):
    list_display = ("code", "name", "name_zh", "kind", "parent")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("code", "name", "name_zh")
    autocomplete_fields = ("parent", "statement")


@admin.register(Cadre)
class CadreAdmin(ReferenceAdmin):
    list_display = ("code", "name", "name_zh", "kind", "organisation")
    list_filter = ("kind",)
    list_select_related = ("organisation",)
    search_fields = ("code", "name", "name_zh")
    autocomplete_fields = ("organisation", "statement")


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    list_display = ("code", "body", "role", "member_name")
    list_filter = ("state", "role", "body")
    list_select_related = ("body", "organisation", "cadre")
    autocomplete_fields = ("body", "organisation", "cadre", "statement")


@admin.register(Selection)
class SelectionAdmin(RecordAdmin):
    list_display = ("code", "year", "selected_count")
    autocomplete_fields = ("county", "candidates_statement", "statement")


@admin.register(Posting)
class PostingAdmin(RecordAdmin):
    list_display = ("code", "cadre_name", "place_name", "year", "person_count")
    list_filter = ("state", "year", "scope")
    list_select_related = ("cadre", "county")
    autocomplete_fields = ("cadre", "county", "home_unit", "statement")


@admin.register(Assessment)
class AssessmentAdmin(RecordAdmin):
    list_display = ("code", "year", "cadre_name")
    list_select_related = ("cadre",)
    autocomplete_fields = ("cadre", "county", "statement")


@admin.register(Award)
class AwardAdmin(RecordAdmin):
    list_display = ("code", "title_text", "cadre_name", "year")
    list_select_related = ("cadre",)
    autocomplete_fields = ("cadre", "awarded_by", "statement")


@admin.register(Meeting)
class MeetingAdmin(RecordAdmin):
    list_display = ("code", "title_text", "kind", "held_on")
    list_filter = ("state", "kind", "year")
    search_fields = ("code", "title", "title_zh")
    autocomplete_fields = ("host", "statement")
