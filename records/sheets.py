"""What downloads of this room hold, column by column, and what every record's has."""

from config.lib.sheets import SheetColumn, choice, figures, text
from records.models import Source

EDITION = (*figures("version"), SheetColumn("edition", "published_in_id", is_text=False))

SOURCES = (
    *text("code"),
    *choice("kind", Source.Kind),
    *text("title", "title_zh", "publisher", "publisher_zh", "published_on"),
    *figures("data_year", "edition_year"),
    *text("url", "note", "note_zh"),
)
