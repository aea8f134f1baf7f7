"""Organisations, the leading group and its office, cadres, their postings and awards."""

from cadres.models.attachments import AwardAttachment, MeetingAttachment
from cadres.models.attendance import PostingMonth
from cadres.models.bodies import Membership, Organisation, OrganisationVersion
from cadres.models.cadres import Assessment, Award, Cadre, CadreVersion, Posting, Selection
from cadres.models.decisions import Decision
from cadres.models.meetings import Meeting

__all__ = [
    "Assessment",
    "Award",
    "AwardAttachment",
    "Cadre",
    "CadreVersion",
    "Decision",
    "Meeting",
    "MeetingAttachment",
    "Membership",
    "Organisation",
    "OrganisationVersion",
    "Posting",
    "PostingMonth",
    "Selection",
]
