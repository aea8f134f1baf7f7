"""Who: organisations, the leading group and its office, cadres, and what became of them."""

from cadres.models.bodies import Membership, Organisation
from cadres.models.cadres import Assessment, Award, Cadre, Posting, Selection
from cadres.models.meetings import Meeting

__all__ = [
    "Assessment",
    "Award",
    "Cadre",
    "Meeting",
    "Membership",
    "Organisation",
    "Posting",
    "Selection",
]
