"""Money that a file may say twice, or in the wrong unit: asked in SQL, of all rows at once."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _
from psycopg.sql import SQL, Identifier, Literal

from config.lib.dates import PartialDateField
from config.lib.money import MoneyField, format_exact
from config.lib.orm.texts import is_text
from config.lib.spreadsheets.places import column_letter
from records.imports.questions import LARGE, TWICE, Question, ask
from records.imports.reader import Intake
from records.imports.staging import Staged, run
from records.models import Statement

LARGE_UNIT = Decimal(1000)  # yuan; smaller ones are nobody's mistake
UNUSUAL = 100  # times the usual amount
FEWEST = 5  # amounts, without which nothing is usual
MOST = 20_000  # amounts of the ledger that are looked at
MOST_ASKED = 10_000  # rows


def ask_about_money(intake: Intake, staged: Staged) -> None:
    """Ask about rows of money that are in doubt."""
    money = [one for one in staged.given_fields if isinstance(one, MoneyField)]
    if not money:
        return
    _ask_about_repeated(intake, staged, money)
    for one in money:
        if intake.units.get((staged.sheet.name, one.name), 1) >= LARGE_UNIT:
            _ask_about_large(intake, staged, one)


def _ask_about_repeated(intake: Intake, staged: Staged, money: list[models.Field]) -> None:
    """New rows with the money of a row above, of the same record, kind and days; what is only
    noted, or cited, may differ."""
    has_money = SQL(" OR ").join(SQL("{} <> 0").format(Identifier(one.column)) for one in money)
    rows = run(
        "SELECT sheet_row, first, owner_code FROM (SELECT sheet_row, base_id, owner_code,"
        " min(sheet_row) OVER (PARTITION BY owner_code, {says}) AS first FROM {name} s"
        " WHERE {has_money}) s"
        " WHERE first <> sheet_row AND base_id IS NULL ORDER BY sheet_row LIMIT {most}",
        says=staged.says("s", [one for one in staged.given_fields if _tells_money_apart(one)]),
        has_money=has_money,
        name=staged.name,
        most=Literal(MOST_ASKED),
    )
    for row, first, code in rows:
        reading = _("one more sum")
        other = _("the same as row %(row)s") % {"row": first}
        sheet = intake.titles[staged.sheet.name]
        ask(intake.questions, Question(TWICE, sheet, row, "", code, reading, other))


def _tells_money_apart(one: models.Field) -> bool:
    """Whether rows that differ in a field speak of different money."""
    if one.many_to_one:
        return not issubclass(one.related_model, Statement)
    return not is_text(one) or isinstance(one, PartialDateField)


def _ask_about_large(intake: Intake, staged: Staged, one: models.Field) -> None:
    """Amounts under a heading with a large unit, a hundred times the median of the file, or of
    what the ledger holds."""
    names = {"field": Identifier(one.column), "name": staged.name, "stored": staged.stored}
    rows = run(
        "WITH usual AS (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY {field}) AS amount"
        " FROM {name} WHERE {field} > 0 HAVING count(*) >= {fewest}"
        " UNION ALL SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY {field}) FROM (SELECT"
        " {field} FROM {stored} WHERE {field} > 0 ORDER BY id DESC LIMIT {most}) b"
        " HAVING count(*) >= {fewest})"
        " SELECT sheet_row, {field} FROM {name} s WHERE is_changed"
        " AND {field} >= {unusual} * (SELECT min(amount) FROM usual) ORDER BY sheet_row"
        " LIMIT {asked}",
        fewest=Literal(FEWEST),
        most=Literal(MOST),
        unusual=Literal(UNUSUAL),
        asked=Literal(MOST_ASKED),
        **names,
    )
    unit = intake.units[staged.sheet.name, one.name]
    for row, amount in rows:
        letter = column_letter(intake.places[staged.sheet.name, one.name])
        value = f"{(amount / unit).normalize():f}"
        other = format_exact(amount / unit, "yuan")
        question = Question(
            LARGE,
            intake.titles[staged.sheet.name],
            row,
            letter,
            value,
            format_exact(amount, "wan"),
            other,
        )
        ask(intake.questions, question)
