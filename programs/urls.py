from django.urls import path, register_converter

from config.lib.pages.converters import FileForm, Year
from portal.opendata.pages import ApiGuide, OpenData
from portal.pages import views
from portal.reports import views
from portal.search import views
from programs.feeds import ArticleFeed
from programs.lists import views

register_converter(Year, "year")
register_converter(FileForm, "form")

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("projects/", views.ProjectList.as_view(), name="project_list"),
    path("projects/<slug:code>/", views.ProjectDetail.as_view(), name="project_detail"),
    path("projects/<slug:code>/notice/", views.project_notice, name="project_notice"),
    path("projects/<slug:code>/notice.<form:form>", views.project_notice, name="project_notice"),
    path("funds/", views.FundList.as_view(), name="fund_list"),
    path("programs/", views.ProgramList.as_view(), name="program_list"),
    path("programs/<slug:code>/", views.ProgramDetail.as_view(), name="program_detail"),
    path("counties/<slug:code>/", views.CountyDetail.as_view(), name="county_detail"),
    path("education/", views.EducationList.as_view(), name="education_list"),
    path("coverage/", views.CoverageList.as_view(), name="coverage_list"),
    path("visits/", views.VisitList.as_view(), name="visit_list"),
    path("publications/", views.PublicationList.as_view(), name="publication_list"),
    path("news/", views.ArticleList.as_view(), name="article_list"),
    path("news/feed.xml", ArticleFeed(), name="article_feed"),
    path("news/<slug:code>/", views.ArticleDetail.as_view(), name="article_detail"),
    path("reconciliation/", views.Reconciliation.as_view(), name="reconciliation"),
    path("reports/", views.ReportList.as_view(), name="report_list"),
    path("reports/<year:year>/", views.Report.as_view(), name="report"),
    path("reports/<year:year>/report.<form:form>", views.annual_report, name="report_file"),
    path("reports/<year:year>/notice/", views.allocation_notice, name="allocation_notice"),
    path(
        "reports/<year:year>/notice.<form:form>",
        views.allocation_notice,
        name="allocation_notice",
    ),
    path("search/", views.Search.as_view(), name="search"),
    path("data/", OpenData.as_view(), name="open_data"),
    path("data/api/", ApiGuide.as_view(), name="api_guide"),
]
