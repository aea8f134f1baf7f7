from django.urls import path, register_converter

from config.lib.converters import EditionNumber
from records import quality, views

register_converter(EditionNumber, "edition")

urlpatterns = [
    path("sources/", views.SourceList.as_view(), name="source_list"),
    path("sources/<slug:code>/", views.SourceDetail.as_view(), name="source_detail"),
    path(
        "records/<slug:kind>/<slug:code>/", views.RecordVersions.as_view(), name="record_versions"
    ),
    path("editions/", views.EditionList.as_view(), name="edition_list"),
    path("editions/<edition:number>/", views.EditionDetail.as_view(), name="edition_detail"),
    path("editions/<edition:number>/content.json", views.edition_json, name="edition_content"),
    path("data-quality/", quality.QualityList.as_view(), name="quality_list"),
    path("data-quality/<slug:code>/", quality.QualityDetail.as_view(), name="quality_detail"),
]
