"""Addresses: English has no prefix, Simplified Chinese lives under /zh-hans/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config.design import design
from config.middleware.display import display

urlpatterns = [
    *i18n_patterns(
        path("admin/", include("records.staff.desk.recovery", namespace="recovery")),
        path("admin/", admin.site.urls),
        path("display/", display, name="display"),
        path("design/", design, name="design"),
        path("", include("portal.urls")),
        path("", include("programs.urls")),
        path("", include("cadres.urls")),
        path("", include("records.urls")),
        prefix_default_language=False,
    ),
    path("", include("portal.opendata.urls")),  # both languages in one answer
]

handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
