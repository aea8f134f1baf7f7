from django.urls import path, register_converter

from config.lib.pages.converters import FileForm, ImageForm, Year
from portal.changes.feed import ChangeFeed
from portal.changes.views import Changes
from portal.compare.views import Compare
from portal.embed import views as embed
from portal.embed.card import card
from portal.embed.picture_files import picture_file
from portal.opendata.pages import ApiGuide, OpenData
from portal.organisations.views import OrganisationDetail, OrganisationList
from portal.pages.explained import About, Glossary, HowToRead
from portal.pages.views import EducationList, HomePage
from portal.places.views import CountyDetail, CountyList, DesignatedCounties, PlaceList
from portal.reports import views as reports
from portal.search.views import Search

register_converter(Year, "year")
register_converter(FileForm, "form")
register_converter(ImageForm, "image_form")

urlpatterns = [
    path("", HomePage.as_view(), name="home"),
    path("places/", PlaceList.as_view(), name="place_list"),
    path("counties/", CountyList.as_view(), name="county_list"),
    path(
        "counties/designated/<year:year>/", DesignatedCounties.as_view(), name="designated_counties"
    ),
    path("counties/<slug:code>/", CountyDetail.as_view(), name="county_detail"),
    path("organisations/", OrganisationList.as_view(), name="organisation_list"),
    path("organisations/<slug:code>/", OrganisationDetail.as_view(), name="organisation_detail"),
    path("education/", EducationList.as_view(), name="education_list"),
    path("projects/<slug:code>/notice/", reports.project_notice, name="project_notice"),
    path("projects/<slug:code>/notice.<form:form>", reports.project_notice, name="project_notice"),
    path("reports/", reports.ReportList.as_view(), name="report_list"),
    path("reports/<year:year>/", reports.ReportPage.as_view(), name="report"),
    path("reports/<year:year>/report.<form:form>", reports.annual_report, name="report_file"),
    path("reports/<year:year>/notice/", reports.allocation_notice, name="allocation_notice"),
    path(
        "reports/<year:year>/notice.<form:form>",
        reports.allocation_notice,
        name="allocation_notice",
    ),
    path(
        "reports/<year:year>/<slug:chapter>/", reports.ReportPage.as_view(), name="report_chapter"
    ),
    path("changes/", Changes.as_view(), name="changes"),
    path("changes/feed.xml", ChangeFeed(), name="change_feed"),
    path("compare/", Compare.as_view(), name="compare"),
    path("cards/<slug:plural>/<slug:code>.png", card, name="card_file"),
    path(
        "pictures/<slug:page>/<slug:code>/<slug:part>/<int:number>.<image_form:form>",
        picture_file,
        name="picture_file",
    ),
    path("embed/programs/<slug:code>/", embed.ProgramEmbed.as_view(), name="embed_program"),
    path("embed/counties/<slug:code>/", embed.CountyEmbed.as_view(), name="embed_county"),
    path("embed/reconciliation/", embed.ReconciliationEmbed.as_view(), name="embed_reconciliation"),
    path("about/", About.as_view(), name="about"),
    path("how-to-read/", HowToRead.as_view(), name="how_to_read"),
    path("glossary/", Glossary.as_view(), name="glossary"),
    path("search/", Search.as_view(), name="search"),
    path("data/", OpenData.as_view(), name="open_data"),
    path("data/api/", ApiGuide.as_view(), name="api_guide"),
]
