"""The warnings of a notice: their codes, and what they say in the reader's language."""

from django.utils.translation import gettext_lazy as _

from records.imports.notices.understanding import NoticeWarning, money_text

TEXTS = {
    "approximate_amount": _("“%(text)s” is an approximate amount: it is not compared as equal."),
    "approximate_count": _("“%(text)s” is an approximate number."),
    "approximate_total": _("“%(label)s” adds up amounts that are approximate."),
    "below_fen": _("“%(text)s” is not exact in fen, and is not read: an amount is never rounded."),
    "binary_noise": _("“%(text)s” is stored with more digits than are exact: read to 15 digits."),
    "blank_amount": _("An empty cell is an amount not stated, and not 0."),
    "county_alias": _("“%(text)s” was read as %(county)s."),
    "county_missing": _("Which county this is of is not said, or not known here."),
    "date_missing": _("The date of completion is not stated."),
    "date_serial": _("“%(text)s” is the number of a day: it was read as %(day)s."),
    "date_vague": _("“%(text)s” is no exact date."),
    "encoding_guessed": _("The encoding of this file is not named: it was read as %(encoding)s."),
    "end_before_start": _("The end lies before the start."),
    "fullwidth_digits": _("“%(text)s” has full-width digits or signs."),
    "hidden_column": _("This column is hidden: it was not read."),
    "hidden_row": _("This row is hidden: it was read all the same."),
    "hidden_sheet": _("This sheet is hidden: it was not read."),
    "ignored_sheet": _("This sheet holds no projects: it was not read."),
    "list_mismatch": _("The list of names and the table differ in persons or amounts."),
    "memo_row": _("“%(label)s” only explains another row: it was not read."),
    "missing_field": _("“%(label)s” is not filled in."),
    "no_cached_value": _("This formula is stored without its result: it was computed here."),
    "no_project_name": _("The table names no projects: a person has to give names."),
    "personal_data": _("These columns hold personal data: they are never imported."),
    "place_looks_like_county": _("“%(text)s” looks like a county, and not like a town."),
    "place_not_a_town": _("“%(text)s” is no town or village."),
    "repeated_header": _("The headings are repeated here: they are no project."),
    "rounding_difference": _(
        "“%(label)s” differs from its parts by %(difference)s yuan: rounding."
    ),
    "row_total_mismatch": _("The total of this row differs from its parts by %(difference)s yuan."),
    "same_name_projects": _("Projects of the same name: see whether they are one."),
    "scaled_number_format": _("“%(text)s” is what the cell shows: it stores another number."),
    "several_places": _("“%(text)s” names several places."),
    "stage_unknown": _(
        "Neither heading nor title says whether this money is planned, allocated, "
        "received or spent."
    ),
    "stages_differ": _("The planned and the allocated amounts differ."),
    "stray_cell": _("Something stands beside the table: it was not read."),
    "subtotal_mismatch": _("“%(label)s” differs from its parts by %(difference)s yuan."),
    "sum_range_short": _("The formula of this sum leaves out rows: %(rows)s."),
    "sum_without_parts": _("“%(label)s” is a sum of what this file does not list."),
    "summary_sheet_not_imported": _("This sheet repeats the others: it only serves as a check."),
    "town_from_above": _("The cell is empty: the town %(text)s was taken from the rows above."),
    "text_number": _("“%(text)s” is a number stored as text."),
    "total_mismatch": _("“%(label)s” differs from its parts by %(difference)s yuan."),
    "unit_conflict": _("The cell says %(unit)s and its heading %(heading)s: the cell counts."),
    "unit_missing": _("No unit of money is stated: the amounts were read as yuan."),
    "unit_of_count": _("“%(text)s” names its own unit."),
    "unknown_kind": _("“%(label)s” does not say which level of government the money is from."),
    "unnamed_column": _("This column has figures and no heading: it was not read."),
    "unread_column": _("“%(label)s” was not read: say what this column means."),
    "unreadable_amount": _("“%(text)s” is no amount that can be read."),
    "unreadable_count": _("“%(text)s” is no number that can be read."),
}

NAMES = ("text", "label", "county", "day", "encoding", "difference", "rows", "unit", "heading")


def text_of(warning: NoticeWarning) -> str:
    """What a warning says, in the reader's language."""
    values = dict.fromkeys(NAMES, "") | {
        name: money_text(value) if name == "difference" else value
        for name, value in warning.values.items()
    }
    if isinstance(values.get("rows"), list):
        values["rows"] = ", ".join(map(str, values["rows"]))
    return str(TEXTS[warning.code]) % values
