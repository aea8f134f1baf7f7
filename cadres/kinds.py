"""Organisations, cadres and meetings, for the registry of kinds."""

from django.utils.translation import gettext_lazy as _

from cadres import models
from cadres.filters import CadreFilter, MeetingFilter, OrganisationFilter
from records.registry.kinds import Kind, Searched

KINDS = (
    Kind(
        models.Organisation,
        "organisations",
        list_view="organisation_list",
        detail_view="organisation_detail",
        filterset=OrganisationFilter,
        searched=Searched(5, "name", ("note",), lambda row: [row.get_kind_display()]),
    ),
    Kind(
        models.Cadre,
        "cadres",
        list_view="cadre_list",
        detail_view="cadre_detail",
        filterset=CadreFilter,
        searched=Searched(
            4,
            "name",
            ("title", "note"),
            lambda row: [row.title_text, row.organisation],
            ("organisation",),
        ),
    ),
    Kind(
        models.OrganisationVersion, "organisations", is_open=False, import_title=_("Organisations")
    ),
    Kind(models.CadreVersion, "cadres", is_open=False, import_title=_("Cadres")),
    Kind(models.Membership, "memberships", list_view="leading_group"),
    Kind(models.Selection, "selections"),
    Kind(models.Posting, "postings", import_title=_("Postings of cadres")),
    Kind(models.PostingMonth, "posting_months"),
    Kind(models.Assessment, "assessments"),
    Kind(models.Award, "awards"),
    Kind(
        models.Meeting,
        "meetings",
        list_view="meeting_list",
        filterset=MeetingFilter,
        searched=Searched(
            8,
            "title",
            ("subject", "agenda", "speech", "principles", "participants"),
            lambda row: [row.year, row.get_kind_display(), row.place_text],
        ),
    ),
    Kind(models.Decision, "decisions"),
    Kind(models.MeetingAttachment, "meeting_attachments"),
    Kind(models.AwardAttachment, "award_attachments"),
)
