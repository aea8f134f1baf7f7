"""What downloads and imports of this room hold, column by column."""

from django.utils.translation import gettext_lazy as _

from config.lib.spreadsheets.export import choice, named, statement, text
from counties.models import County
from records.exports import AS_OF
from records.imports.columns import ImportKind, ImportSheet
from records.models import Scope

PLACE = (*choice("scope", Scope), *named("county"))

COUNTIES = (
    *text("code"),
    *AS_OF,
    *text("name", "name_zh"),
    *choice("division", County.Division),
    *named("province"),
    *text("prefecture", "prefecture_zh", "valid_from", "valid_to"),
    *statement(),
)

IMPORTS = (
    ImportKind(
        "counties", _("Counties and districts"), (ImportSheet("counties", County, COUNTIES),)
    ),
)
