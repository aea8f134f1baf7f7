"""Values as workbooks store them, in every format alike, and the cells that they show."""

import datetime
import re
from decimal import Decimal, InvalidOperation

from config.lib.spreadsheets.number_formats import NumberFormat
from config.lib.spreadsheets.parse import EXACT_DIGITS, Cell, as_displayed
from config.lib.spreadsheets.raw_sheets import CellMaker

INTEGER = re.compile("-?[0-9]{1,15}")


class BrokenSheetError(Exception):
    """What is no sheet of a workbook."""


def stored_number(text: str) -> int | Decimal:
    """The number of a cell as Excel shows it, with 15 digits: 158.4 of 158.39999999999998."""
    return int(text) if INTEGER.fullmatch(text) else _decimal(text)


def _decimal(text: str) -> Decimal:
    try:
        exact = Decimal(text.strip())
    except InvalidOperation as error:
        raise BrokenSheetError from error
    if not exact.is_finite() or abs(exact.adjusted()) > 400:
        raise BrokenSheetError
    return as_displayed(exact) if exact.adjusted() < EXACT_DIGITS else exact


def moment_in(text: str) -> datetime.date | datetime.datetime | None:
    """A date as strict workbooks and OpenDocument write it; None for anything else."""
    try:
        moment = datetime.datetime.fromisoformat(text.strip().rstrip("Z"))
    except ValueError:
        return None
    return moment.date() if moment.time() == datetime.time() else moment


def _displayed_number(text: str, form: NumberFormat | None) -> Cell:
    number = stored_number(text)
    return number if form is None else form.show(Decimal(number))


def _displayed_text(text: str, form: NumberFormat | None) -> Cell:
    return text if form is None or not text.strip() else form.show_text(text)


def _displayed_moment(moment: datetime.date | datetime.datetime, form: NumberFormat | None) -> Cell:
    return moment if form is None else form.show_moment(moment)


# Cells as `parse` takes them: what is shown, and nothing else.
DISPLAYED = CellMaker(_displayed_number, _displayed_text, _displayed_moment)
