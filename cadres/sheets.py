"""What downloads of this room hold, column by column."""

from cadres.models import Cadre, Meeting
from config.lib.sheets import SheetColumn, choice, figures, statement, text
from records.models import Scope
from records.sheets import EDITION

CADRES = (
    *text("code", "name", "name_zh"),
    *choice("kind", Cadre.Kind),
    *text("title", "title_zh"),
    SheetColumn("organisation", "organisation__code"),
    SheetColumn("organisation_name", "organisation__name"),
    SheetColumn("organisation_name_zh", "organisation__name_zh"),
    *statement(),
)

MEETINGS = (
    *text("code"),
    *EDITION,
    *choice("kind", Meeting.Kind),
    *text("title", "title_zh"),
    *choice("scope", Scope),
    *figures("year"),
    *text("held_on", "period", "period_zh", "place", "place_zh"),
    SheetColumn("host", "host__code"),
    *text("participants", "participants_zh"),
    *figures("participant_count"),
    *text("agenda", "agenda_zh"),
    *statement(),
)
