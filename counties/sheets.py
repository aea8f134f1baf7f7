"""What downloads of this room hold, column by column."""

from config.lib.sheets import SheetColumn, choice, statement, text
from counties.models import County

COUNTIES = (
    *text("code", "name", "name_zh"),
    *choice("division", County.Division),
    SheetColumn("province", "province__code"),
    SheetColumn("province_name", "province__name"),
    SheetColumn("province_name_zh", "province__name_zh"),
    *text("prefecture", "prefecture_zh", "valid_from", "valid_to"),
    *statement(),
)
