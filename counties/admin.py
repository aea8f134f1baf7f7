"""The staff side of this room."""

from django.contrib import admin

from counties.models import County, Designation, PoorArea, Province
from records.admin_base import ReferenceAdmin


class DesignationInline(admin.TabularInline):
    model = Designation
    extra = 0
    autocomplete_fields = ("area", "statement")


@admin.register(Province)
class ProvinceAdmin(ReferenceAdmin):
    list_display = ("code", "name", "name_zh")
    search_fields = ("code", "name", "name_zh")


@admin.register(County)
class CountyAdmin(ReferenceAdmin):
    list_display = ("code", "name", "name_zh", "province", "division")
    list_filter = ("province", "division")
    list_select_related = ("province",)
    search_fields = ("code", "name", "name_zh")
    autocomplete_fields = ("province", "statement")
    inlines = (DesignationInline,)


@admin.register(PoorArea)
class PoorAreaAdmin(ReferenceAdmin):
    list_display = ("code", "name", "name_zh")
    search_fields = ("code", "name", "name_zh")
    autocomplete_fields = ("statement",)


@admin.register(Designation)
class DesignationAdmin(ReferenceAdmin):
    list_display = ("county", "kind", "area", "starts", "ends")
    list_filter = ("kind",)
    list_select_related = ("county", "area")
    autocomplete_fields = ("county", "area", "statement")
