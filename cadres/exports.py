"""What downloads and imports of this room hold, column by column."""

from django.utils.translation import gettext_lazy as _

from cadres import models
from config.lib.spreadsheets.export import choice, figures, named, statement, text
from counties.exports import PLACE
from records.exports import AS_OF, EDITION
from records.imports.columns import ImportKind, ImportSheet
from records.models import Scope

CADRES = (
    *text("code"),
    *AS_OF,
    *text("name", "name_zh"),
    *choice("kind", models.Cadre.Kind),
    *text("title", "title_zh"),
    *named("organisation"),
    *statement(),
)

MEETINGS = (
    *text("code"),
    *EDITION,
    *choice("kind", models.Meeting.Kind),
    *text("title", "title_zh"),
    *choice("scope", Scope),
    *figures("year"),
    *text("held_on", "period", "period_zh", "place", "place_zh"),
    *named("host"),
    *text("participants", "participants_zh"),
    *figures("participant_count"),
    *text("agenda", "agenda_zh"),
    *statement(),
)

POSTINGS = (
    *text("code"),
    *EDITION,
    *figures("year", "person_count"),
    *named("cadre"),
    *PLACE,
    *named("home_unit"),
    *text("post", "post_zh", "starts", "ends", "note", "note_zh"),
    *statement(),
)

IMPORTS = (
    ImportKind(
        "postings", _("Postings of cadres"), (ImportSheet("postings", models.Posting, POSTINGS),)
    ),
)
