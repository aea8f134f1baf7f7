from django.urls import path, register_converter

from config.lib.pages.converters import EditionNumber, Receipt
from records.feeds import EditionFeed
from records.views import editions, feedback, quality, sources, statements, versions
from records.views.files import attached_file

register_converter(EditionNumber, "edition")
register_converter(Receipt, "receipt")

urlpatterns = [
    path("sources/", sources.SourceList.as_view(), name="source_list"),
    path("sources/<slug:code>/", sources.SourceDetail.as_view(), name="source_detail"),
    path("sources/<slug:code>/citations/", sources.CitationList.as_view(), name="citation_list"),
    path(
        "sources/<slug:source>/<slug:code>/",
        statements.StatementDetail.as_view(),
        name="statement_detail",
    ),
    path(
        "records/<slug:kind>/<slug:code>/",
        versions.RecordVersions.as_view(),
        name="record_versions",
    ),
    path("editions/", editions.EditionList.as_view(), name="edition_list"),
    path("editions/feed.xml", EditionFeed(), name="edition_feed"),
    path("editions/<edition:number>/", editions.EditionDetail.as_view(), name="edition_detail"),
    path("editions/<edition:number>/content.json", editions.edition_json, name="edition_content"),
    path(
        "editions/<edition:number>/edition.json",
        editions.own_content_json,
        name="edition_own_content",
    ),
    path(
        "editions/<edition:number>/timestamp.tsr",
        editions.edition_timestamp,
        name="edition_timestamp",
    ),
    path(
        "editions/<edition:number>/proofs/<slug:kind>/<slug:code>.json",
        editions.record_proof,
        name="record_proof",
    ),
    path("editions/chain.json", editions.chain_json, name="edition_chain"),
    path("editions/verify_edition.py", editions.verification_script, name="verify_edition"),
    path("files/<slug:digest>/<str:name>", attached_file, name="attached_file"),
    path("data-quality/", quality.QualityList.as_view(), name="quality_list"),
    path("data-quality/<slug:code>/", quality.QualityDetail.as_view(), name="quality_detail"),
    path("feedback/", feedback.FeedbackList.as_view(), name="feedback_list"),
    path("feedback/new/", feedback.feedback_new, name="feedback_new"),
    path("feedback/find/", feedback.feedback_find, name="feedback_find"),
    path("feedback/<receipt:receipt>/", feedback.FeedbackDetail.as_view(), name="feedback_detail"),
    path(
        "feedback/<receipt:receipt>/thanks/",
        feedback.FeedbackThanks.as_view(),
        name="feedback_thanks",
    ),
]
