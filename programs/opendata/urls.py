"""Addresses of open data: the same in every language, since every answer gives both."""

from django.urls import path

from programs.opendata import views
from programs.opendata.api.routes import api

urlpatterns = [
    path("data/api/v1/", api.urls),
    path(
        "data/editions/<edition:number>/fupin-ledger.csv.zip", views.edition_csv, name="edition_csv"
    ),
    path(
        "data/editions/<edition:number>/fupin-ledger.json", views.edition_json, name="edition_json"
    ),
    path("data/newest/fupin-ledger.csv.zip", views.newest, {"name": "edition_csv"}),
    path("data/newest/fupin-ledger.json", views.newest, {"name": "edition_json"}),
]
