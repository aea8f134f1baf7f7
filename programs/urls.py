from django.urls import path

from programs.feeds import ArticleFeed
from programs.lists import donations, standing_list
from programs.lists import views as lists
from programs.pages import views as pages

urlpatterns = [
    path("projects/", lists.ProjectList.as_view(), name="project_list"),
    path("projects/<slug:code>/", pages.ProjectDetail.as_view(), name="project_detail"),
    path("progress/<slug:code>/", pages.ProgressDetail.as_view(), name="progress_detail"),
    path("funds/", lists.FundList.as_view(), name="fund_list"),
    path("progress/", standing_list.ProgressList.as_view(), name="progress_list"),
    path("donations/", donations.DonationList.as_view(), name="donation_list"),
    path("donations/money/", donations.DonatedMoneyList.as_view(), name="donated_money_list"),
    path("programs/", lists.ProgramList.as_view(), name="program_list"),
    path("programs/<slug:code>/", pages.ProgramDetail.as_view(), name="program_detail"),
    path("coverage/", lists.CoverageList.as_view(), name="coverage_list"),
    path("visits/", lists.VisitList.as_view(), name="visit_list"),
    path("publications/", lists.PublicationList.as_view(), name="publication_list"),
    path("news/", lists.ArticleList.as_view(), name="article_list"),
    path("news/feed.xml", ArticleFeed(), name="article_feed"),
    path("news/<slug:code>/", pages.ArticleDetail.as_view(), name="article_detail"),
    path("reconciliation/", pages.Reconciliation.as_view(), name="reconciliation"),
]
