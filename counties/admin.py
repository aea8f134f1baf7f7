"""The staff side of this room."""

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from counties.models import (
    Assignment,
    County,
    CountyVersion,
    Designation,
    Placed,
    PoorArea,
    PoorAreaVersion,
    Province,
    ProvinceVersion,
)
from records.staff.base import ChosenAdmin, TrackedAdmin
from records.staff.forms import SignedForm
from records.staff.record_admin import RecordAdmin, RowInline


@admin.register(Province, County, PoorArea)
class PlaceChoices(ChosenAdmin):
    search_fields = ("code", "name", "name_zh")

    def get_search_results(self, request, queryset, search_term):
        """Who enters records of some counties chooses among these."""
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        places = request.user.places
        if (
            self.model is County
            and _chooses_own(request)
            and places
            and not request.user.is_superuser
        ):
            found = found.filter(pk__in=[place for place in places if place is not None])
        return found, has_duplicates


def _chooses_own(request) -> bool:
    """Whether a county is chosen for a record that lies in it."""
    asked = [request.GET.get(name, "") for name in ("app_label", "model_name", "field_name")]
    label = ".".join(asked[:2]).lower()
    kinds = {model._meta.label_lower for model in apps.get_models() if issubclass(model, Placed)}
    return asked[2] == "county" and label in kinds


@admin.register(ProvinceVersion)
class ProvinceAdmin(RecordAdmin):
    list_display = ("code", "name", "name_zh")
    search_fields = ("code", "name", "name_zh")
    autocomplete_fields = ("statement",)
    fieldsets = (
        (
            _("What it is"),
            {"fields": ("code", "name", "name_zh", "short_name", "short_name_zh", "statement")},
        ),
        (_("Where its tile stands"), {"fields": ("tile_row", "tile_column")}),
    )


class DesignationInline(RowInline):
    model = Designation
    autocomplete_fields = ("area", "statement", "ends_statement")


@admin.register(CountyVersion)
class CountyAdmin(RecordAdmin):
    list_display = ("code", "name", "name_zh", "province", "division")
    list_filter = ("state", "province", "division")
    list_select_related = ("province",)
    search_fields = ("code", "name", "name_zh")
    autocomplete_fields = ("province", "statement")
    fieldsets = (
        (_("What it is"), {"fields": ("code", "name", "name_zh", "division", "statement")}),
        (_("Where it lies"), {"fields": ("province", "prefecture", "prefecture_zh")}),
        (_("Since when the code holds"), {"fields": ("valid_from", "valid_to")}),
        (_("How its projects report"), {"fields": ("report_days",)}),
    )
    inlines = (DesignationInline,)


@admin.register(PoorAreaVersion)
class PoorAreaAdmin(RecordAdmin):
    list_display = ("code", "name", "name_zh")
    search_fields = ("code", "name", "name_zh")
    autocomplete_fields = ("statement",)
    fields = ("code", "name", "name_zh", "statement")


class AssignmentForm(SignedForm):
    """Nobody widens their own rights. `assigner` is who fills the form in."""

    assigner = None

    def clean_user(self):
        user = self.cleaned_data["user"]
        if user == self.assigner:
            raise ValidationError(_("Another administrator must decide on your own places."))
        return user


@admin.register(Assignment)
class AssignmentAdmin(TrackedAdmin):
    form = AssignmentForm
    list_display = ("user", "county", "is_for_all_counties")
    list_filter = ("county", "is_for_all_counties")
    list_select_related = ("user", "county")
    search_fields = ("user__username", "user__display_name", "county__name", "county__name_zh")
    autocomplete_fields = ("user", "county")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"assigner": request.user})

    def has_change_permission(self, request, obj=None):
        is_own = obj is not None and obj.user == request.user
        return super().has_change_permission(request, obj) and not is_own
