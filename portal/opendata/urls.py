"""Addresses of open data: the same in every language, since every answer gives both."""

from django.urls import path

from portal.opendata import sitemap, views
from portal.opendata.api.routes import api

urlpatterns = [
    path("data/api/v1/", api.urls),
    path(
        "data/editions/<edition:number>/fupin-ledger.csv.zip", views.edition_csv, name="edition_csv"
    ),
    path(
        "data/editions/<edition:number>/fupin-ledger.json", views.edition_json, name="edition_json"
    ),
    path("data/iati/activities.xml", views.iati_activities, name="iati_activities"),
    path("data/iati/activities-<year:year>.xml", views.iati_activities, name="iati_of_year"),
    path("projects/<slug:code>/iati.xml", views.iati_project, name="iati_project"),
    path("data/newest/fupin-ledger.csv.zip", views.newest, {"name": "edition_csv"}, "newest_csv"),
    path("data/newest/fupin-ledger.json", views.newest, {"name": "edition_json"}, "newest_json"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemaps/<slug:section>-<edition:page>.xml", sitemap.part, name="sitemap_part"),
    path("robots.txt", sitemap.robots, name="robots"),
]
