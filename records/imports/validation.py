"""Validate a staged file in SQL, all rows at once, before anything is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, models
from django.utils.translation import gettext as _
from psycopg.sql import SQL, Composable, Identifier, Literal

from records.imports.staging import Staged, run
from records.integrity.db_errors import rule_called
from records.models import User, YearStep
from records.models.records import OPEN_STATES


@dataclass(frozen=True)
class Violation:
    """A rule that one staged row breaks: the field, its value, and what would be right."""

    staged: Staged
    row: int | None
    field: str
    value: str
    message: str


def violations(main: Staged, sheets: Sequence[Staged], user: User) -> Iterator[Violation]:
    """Everything that keeps staged rows from becoming drafts of `user`."""
    for staged in sheets:
        yield from _lacking_columns(staged)
        yield from _constraints(staged)
    for rows in (staged for staged in sheets if staged.sheet.kind.is_of_rows):
        yield from _unknown_owners(main, rows)
        yield from _lines_used_before(main, rows)
        yield from _missing_targets(main, sheets, rows)
    yield from _open_already(main)
    yield from _closed_years(main)
    yield from _other_places(main, user)


def repeated(staged: Staged) -> Iterator[Violation]:
    """Rows of the file with the same key; checked before new lines are numbered."""
    key = "lower(owner_code), line" if staged.sheet.kind.is_of_rows else "lower(code)"
    name = "line" if staged.sheet.kind.is_of_rows else "code"
    matches = run(
        "SELECT sheet_row, value, first FROM (SELECT sheet_row, {name}::text AS value,"
        " min(sheet_row) OVER (PARTITION BY {key}) AS first FROM {table}"
        " WHERE {name} IS NOT NULL) s WHERE first <> sheet_row ORDER BY sheet_row",
        name=Identifier(name),
        key=SQL(key),
        table=staged.name,
    )
    for row, value, first in matches:
        message = _("Row %(row)s of this sheet says this already.") % {"row": first}
        yield Violation(staged, row, name, value, message)


def _lacking_columns(staged: Staged) -> Iterator[Violation]:
    """New rows that need a column which neither the file nor a default gives."""
    for one in staged.absent_fields:
        is_given = one.null or one.has_default() or one.empty_strings_allowed
        if is_given and not (one.choices and not one.blank and not one.has_default()):
            continue
        for (row,) in _rows(staged, "s.base_id IS NULL AND s.sheet_row IS NOT NULL"):
            message = _("A new row needs the column “%(column)s”.")
            yield Violation(staged, row, one.name, "", message % {"column": one.verbose_name})


def _constraints(staged: Staged) -> Iterator[Violation]:
    """Rows that break a check constraint of the table, as the database defines it."""
    with connection.cursor() as cursor:
        rules = connection.introspection.get_constraints(cursor, staged.model._meta.db_table)
    definitions = run(
        "SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype = 'c'",
        [f"public.{staged.model._meta.db_table}"],
    )
    for name, condition in definitions:
        field = _field_of(staged, rules[name]["columns"])
        rows = run(
            "SELECT sheet_row, {value}::text FROM {table} WHERE NOT ({condition})"
            # not what stands for an unknown record, which is a fault of its own
            " AND (base_id IS NOT NULL OR sheet_row IS NOT NULL) ORDER BY sheet_row",
            value=Identifier(field.column) if field else SQL("''"),
            table=staged.name,
            condition=SQL(condition),  # the database's own text of the rule
        )
        for row, value in rows:
            message = rule_called(name) or _("The rules of the ledger refuse this value.")
            yield Violation(staged, row, field.name if field else "", value or "", message)


def _field_of(staged: Staged, columns: Sequence[str] | None) -> models.Field | None:
    given = {one.column: one for one in staged.given_fields}
    return next((given[column] for column in columns or () if column in given), None)


def _unknown_owners(main: Staged, rows: Staged) -> Iterator[Violation]:
    matches = run(
        "SELECT r.sheet_row, r.owner_code FROM {rows} r JOIN {main} m ON m.code = r.owner_code"
        " WHERE m.base_id IS NULL AND m.sheet_row IS NULL ORDER BY r.sheet_row",
        rows=rows.name,
        main=main.name,
    )
    for row, code in matches:
        message = _("There is no record “%(code)s”, neither in the ledger nor in this file.")
        yield Violation(rows, row, rows.model.belongs_to, code, message % {"code": code})


def _lines_used_before(main: Staged, rows: Staged) -> Iterator[Violation]:
    matches = run(
        "SELECT DISTINCT s.sheet_row, s.line FROM {rows} s JOIN {records} v ON"
        " v.code = s.owner_code JOIN {stored} r ON r.{owner} = v.id AND r.line = s.line"
        " WHERE s.base_id IS NULL ORDER BY s.sheet_row",
        rows=rows.name,
        records=main.stored,
        stored=rows.stored,
        owner=Identifier(f"{rows.model.belongs_to}_id"),
    )
    for row, line in matches:
        message = _("Line %(line)s belonged to a row that was deleted. Leave it empty.")
        yield Violation(rows, row, "line", str(line), message % {"line": line})


def _missing_targets(main: Staged, sheets: Sequence[Staged], rows: Staged) -> Iterator[Violation]:
    """References by line to a row that the record does not have."""
    for reference in rows.row_references:
        target = reference.related_model
        staged = next((one for one in sheets if one.model is target), None)
        in_file = SQL(
            "EXISTS (SELECT FROM {} t WHERE t.owner_code = s.owner_code AND t.line = s.{})"
        )
        line = Identifier(f"{reference.name}_line")
        matches = run(
            "SELECT s.sheet_row, s.{line}::text FROM {rows} s JOIN {main} m ON"
            " m.code = s.owner_code WHERE s.{line} IS NOT NULL AND NOT ({in_file}) AND NOT EXISTS"
            " (SELECT FROM {stored} t WHERE t.{owner} = m.base_id AND t.line = s.{line})",
            rows=rows.name,
            main=main.name,
            line=line,
            in_file=in_file.format(staged.name, line) if staged else SQL("false"),
            stored=Identifier(target._meta.db_table),
            owner=Identifier(f"{target.belongs_to}_id"),
        )
        for row, value in matches:
            message = _("This record has no %(kind)s with the line %(line)s.")
            names = {"kind": target._meta.verbose_name, "line": value}
            yield Violation(rows, row, reference.name, value, message % names)


def _open_already(main: Staged) -> Iterator[Violation]:
    matches = run(
        "SELECT s.sheet_row, s.code, b.version FROM {name} s JOIN {stored} b ON b.id = s.base_id"
        " WHERE s.is_changed AND b.state = ANY(%s) ORDER BY s.sheet_row",
        [[str(state) for state in OPEN_STATES]],
        name=main.name,
        stored=main.stored,
    )
    for row, code, version in matches:
        message = _(
            "%(code)s is being corrected already, in version %(version)s. Publish that version or "
            "give it up first."
        )
        yield Violation(main, row, "code", code, message % {"code": code, "version": version})


def _closed_years(main: Staged) -> Iterator[Violation]:
    if not main.model.has_year():
        return
    years = run(
        "SELECT DISTINCT year FROM {name} WHERE is_changed AND year IS NOT NULL UNION"
        " SELECT b.year FROM {stored} b JOIN {name} s ON s.base_id = b.id"
        " WHERE s.is_changed",
        name=main.name,
        stored=main.stored,
    )
    for year in (year for (year,) in years if YearStep.objects.closing(year)):
        message = _("%(year)s is closed: an administrator must reopen it first.") % {"year": year}
        named = "s.is_changed AND ({year} = s.year OR {year} = b.year)"
        for row, value in _rows(main, named, "s.year::text", year=Literal(year)):
            yield Violation(main, row, "year", value or "", message)


def _other_places(main: Staged, user: User) -> Iterator[Violation]:
    """Rows outside the clerk's own places, in the file or in the ledger."""
    if user.is_superuser or user.works_everywhere or not main.model.is_of_places:
        return
    has_county = main.model.has_county()
    counties = [place for place in user.places if place is not None]
    theirs = SQL("s.is_changed AND NOT ({} AND (s.base_id IS NULL OR {}))").format(
        *(
            _works_for(
                Identifier(alias, "county_id") if has_county else SQL("NULL"), user, counties
            )
            for alias in ("s", "b")
        )
    )
    for (row,) in _rows(main, theirs):
        message = _("This is not one of the places that you work for.")
        yield Violation(main, row, "county" if has_county else "code", "", message)


def _works_for(county: Composable, user: User, counties: list[int]) -> Composable:
    return SQL(
        "(coalesce({county} = ANY({counties}), false) OR ({county} IS NULL AND {own}))"
    ).format(
        county=SQL("{}::bigint").format(county),
        counties=Literal(counties),
        own=Literal(None in user.places),
    )


def _rows(staged: Staged, where: str | Composable, *values: str, **names) -> list[tuple]:
    """Numbers of the staged rows for which `where` holds, and the `values` of each."""
    condition = SQL(where).format(**names) if isinstance(where, str) else where
    more = [SQL(value) for value in values]
    return run(
        "SELECT {values} FROM {name} s LEFT JOIN {stored} b ON b.id = s.base_id"
        " WHERE ({condition}) ORDER BY s.sheet_row",
        values=SQL(", ").join([Identifier("s", "sheet_row"), *more]),
        name=staged.name,
        stored=staged.stored,
        condition=condition,
    )
