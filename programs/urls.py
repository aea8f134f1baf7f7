from django.urls import path, register_converter

from config.lib.converters import FileForm, Year
from programs.feeds import ArticleFeed
from programs.opendata.pages import ApiGuide, OpenData
from programs.views import documents, lists, pages, search

register_converter(Year, "year")
register_converter(FileForm, "form")

urlpatterns = [
    path("", pages.Home.as_view(), name="home"),
    path("projects/", lists.ProjectList.as_view(), name="project_list"),
    path("projects/<slug:code>/", pages.ProjectDetail.as_view(), name="project_detail"),
    path("projects/<slug:code>/notice/", documents.project_notice, name="project_notice"),
    path(
        "projects/<slug:code>/notice.<form:form>", documents.project_notice, name="project_notice"
    ),
    path("funds/", lists.FundList.as_view(), name="fund_list"),
    path("programs/", lists.ProgramList.as_view(), name="program_list"),
    path("programs/<slug:code>/", pages.ProgramDetail.as_view(), name="program_detail"),
    path("counties/<slug:code>/", pages.CountyDetail.as_view(), name="county_detail"),
    path("education/", lists.EducationList.as_view(), name="education_list"),
    path("coverage/", lists.CoverageList.as_view(), name="coverage_list"),
    path("visits/", lists.VisitList.as_view(), name="visit_list"),
    path("publications/", lists.PublicationList.as_view(), name="publication_list"),
    path("news/", lists.ArticleList.as_view(), name="article_list"),
    path("news/feed.xml", ArticleFeed(), name="article_feed"),
    path("news/<slug:code>/", pages.ArticleDetail.as_view(), name="article_detail"),
    path("reconciliation/", pages.Reconciliation.as_view(), name="reconciliation"),
    path("reports/", pages.ReportList.as_view(), name="report_list"),
    path("reports/<year:year>/", pages.Report.as_view(), name="report"),
    path("reports/<year:year>/report.<form:form>", documents.annual_report, name="report_file"),
    path("reports/<year:year>/notice/", documents.allocation_notice, name="allocation_notice"),
    path(
        "reports/<year:year>/notice.<form:form>",
        documents.allocation_notice,
        name="allocation_notice",
    ),
    path("search/", search.Search.as_view(), name="search"),
    path("data/", OpenData.as_view(), name="open_data"),
    path("data/api/", ApiGuide.as_view(), name="api_guide"),
]
