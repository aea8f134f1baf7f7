"""Staging: the rows of a file in tables of their own, compared with the ledger in SQL.

One table a sheet, with the columns of its model; the database makes it for this session
(records/migrations/staging.sql). Whole sheets are compared with the
newest versions, so that a hundred thousand rows take as many statements as ten.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, models
from django.utils.functional import cached_property
from psycopg.sql import SQL, Composable, Identifier, Literal

from records.imports.parsing import RowValues
from records.imports.sheets import OWNER, ROW, SOURCE, ImportColumn, ImportSheet
from records.integrity.digest import REVIEW_FIELDS


def run(template: str, parameters: Sequence = (), **names: Composable) -> list[tuple]:
    """Run one statement; returns its rows."""
    with connection.cursor() as cursor:
        cursor.execute(SQL(template).format(**names), parameters or None)
        return cursor.fetchall() if cursor.description else []


def listed(parts: Sequence[Composable]) -> Composable:
    return SQL(", ").join(parts)


def of(alias: str, *names: str) -> list[Composable]:
    return [Identifier(alias, name) for name in names]


@dataclass
class Staged:
    """One sheet in a table. `given` are the columns that the file has."""

    sheet: ImportSheet
    given: list[ImportColumn] = field(default_factory=list)
    rows: int = 0
    name: Identifier | None = None  # once it is created

    @property
    def model(self) -> type[models.Model]:
        return self.sheet.model

    @property
    def stored(self) -> Identifier:
        return Identifier(self.model._meta.db_table)

    @property
    def key(self) -> str:
        """The column that names the record."""
        return "owner_code" if self.sheet.kind.is_of_rows else "code"

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that no two rows have in common."""
        return ("owner_code", "line") if self.sheet.kind.is_of_rows else ("code",)

    @cached_property
    def content(self) -> list[models.Field]:
        """The fields that a file can fill and a version carries on, by column order."""
        is_of_rows = self.sheet.kind.is_of_rows
        fixed = {"id", "line", self.model.belongs_to} if is_of_rows else REVIEW_FIELDS
        stored = (one for one in self.model._meta.concrete_fields if not one.generated)
        return [one for one in stored if one.name not in fixed]

    @property
    def given_fields(self) -> list[models.Field]:
        return [one for one in self.content if one in {column.field for column in self.given}]

    @property
    def absent_fields(self) -> list[models.Field]:
        return [one for one in self.content if one not in self.given_fields]

    @property
    def row_references(self) -> list[models.Field]:
        """Fields that refer to another row of the same record: known by its line."""
        return [column.field for column in self.sheet.columns if column.part == ROW]

    def create(self) -> None:
        lines = [f"{one.name}_line" for one in self.row_references]
        ((name,),) = run("SELECT ledger_stage(%s, %s)", [self.model._meta.db_table, lines])
        self.name = Identifier("ledger_staging", name)

    @contextmanager
    def writer(self) -> Iterator:
        """A function that takes (row of the sheet, what it says)."""
        columns = [column for column in self.given if column.part != SOURCE]
        names = [self.stored_as(column) for column in columns]
        with connection.cursor() as cursor:
            statement = SQL("COPY {name} (sheet_row, is_faulty, {columns}) FROM STDIN").format(
                name=self.name, columns=listed([Identifier(name) for name in names])
            )
            with cursor.copy(statement) as copy:

                def write(number: int, row: RowValues) -> None:
                    values = (row.values.get(column.name) for column in columns)
                    copy.write_row((number, bool(row.faults), *values))
                    self.rows += 1

                yield write
        self.make_findable()

    def stored_as(self, column: ImportColumn) -> str:
        """The column of the table that a column of the file goes to."""
        if column.part == OWNER:
            return "owner_code"
        return f"{column.field.name}_line" if column.part == ROW else column.field.column

    def make_findable(self) -> None:
        """Index the table by the code of the record."""
        self.count(self.key)

    def count(self, key: str | None = None) -> None:
        """Let the planner know the table as it is now, with an index on `key`."""
        run("SELECT ledger_count_staged(%s, %s)", [self.model._meta.db_table, key])

    def says(self, alias: str, fields: Sequence[models.Field]) -> Composable:
        """SQL: the values of a staged row in `fields`, as one text to compare by."""
        return _as_text(
            Identifier(alias, f"{one.name}_line")
            if one in self.row_references
            else Identifier(alias, one.column)
            for one in fields
        )

    def stored_says(self, alias: str, fields: Sequence[models.Field]) -> Composable:
        """SQL: the values of a stored row in `fields`, as one text to compare by."""
        return _as_text(
            line_of(one, Identifier(alias, one.column))
            if one in self.row_references
            else Identifier(alias, one.column)
            for one in fields
        )


def _as_text(parts) -> Composable:
    """One text of a row; lines end alike, whether a browser or a spreadsheet wrote them."""
    row = SQL("ROW({})::text").format(listed([SQL("'1'"), *parts]))
    return SQL(r"replace(replace({}, E'\r\n', E'\n'), E'\r', E'\n')").format(row)


def line_of(reference: models.Field, value: Composable) -> Composable:
    table = Identifier(reference.related_model._meta.db_table)
    return SQL("(SELECT line FROM {} AS target WHERE target.id = {})").format(table, value)


def settle_capitals(main: Staged, sheets: Sequence[Staged]) -> None:
    """Write the codes of records as the ledger has them, or else as the sheet of records: codes
    that differ only in capitals are the same."""
    for staged in (main, *sheets):
        key = Identifier(staged.key)
        run(
            "UPDATE {name} s SET {key} = b.code FROM (SELECT DISTINCT ON (lower(code)) code"
            " FROM {stored} WHERE lower(code) IN (SELECT lower({key}) FROM {name})"
            " ORDER BY lower(code), version DESC) b"
            " WHERE lower(s.{key}) = lower(b.code) AND s.{key} <> b.code",
            name=staged.name,
            key=key,
            stored=main.stored,
        )
    for staged in sheets:
        run(
            "UPDATE {name} s SET owner_code = m.code FROM {main} m"
            " WHERE lower(s.owner_code) = lower(m.code) AND s.owner_code <> m.code",
            name=staged.name,
            main=main.name,
        )


def drop_repeated(staged: Staged) -> None:
    """Leave of rows with the same key the first: the others were told, and would make of every
    comparison as many as there are pairs of them."""
    run(
        "DELETE FROM {name} s USING (SELECT ctid AS place, row_number() OVER"
        " (PARTITION BY {key} ORDER BY sheet_row) AS turn FROM {name} WHERE {last} IS NOT NULL) d"
        " WHERE s.ctid = d.place AND d.turn > 1",
        name=staged.name,
        key=listed([Identifier(one) for one in staged.keys]),
        last=Identifier(staged.keys[-1]),
    )


def find_bases(main: Staged) -> None:
    """Set `base_id` of each staged record: its newest version."""
    run(
        "UPDATE {name} s SET base_id = b.id FROM (SELECT DISTINCT ON (code) code, id FROM {stored}"
        " WHERE code IN (SELECT code FROM {name}) ORDER BY code, version DESC) b"
        " WHERE b.code = s.code",
        name=main.name,
        stored=main.stored,
    )
    fill(main, SQL("s.base_id"))


def add_owners(main: Staged, rows: Staged) -> None:
    """Add records that the file names only in the sheets of their rows."""
    run(
        "INSERT INTO {main} (code) SELECT DISTINCT owner_code FROM {rows} r WHERE NOT EXISTS"
        " (SELECT FROM {main} m WHERE m.code = r.owner_code) AND owner_code <> ''",
        main=main.name,
        rows=rows.name,
    )


def fill(staged: Staged, base: Composable) -> None:
    """Fill the columns that the file lacks: from the stored row, or with the default."""
    _fill_from(staged, base, staged.absent_fields, SQL("true"))
    _fill_from(staged, base, staged.given_fields, SQL("s.sheet_row IS NULL"))
    defaults = [one for one in staged.absent_fields if not one.null and not one.many_to_one]
    begin = [
        SQL("{} = {}").format(Identifier(one.column), Literal(one.get_default()))
        for one in defaults
        if one.has_default() or one.empty_strings_allowed
    ]
    if begin:
        run(
            "UPDATE {name} SET {begin} WHERE base_id IS NULL", name=staged.name, begin=listed(begin)
        )


def _fill_from(staged: Staged, base: Composable, fields: list[models.Field], where) -> None:
    if not fields:
        return
    parts = [
        SQL("{} = {}").format(
            Identifier(f"{one.name}_line"), line_of(one, Identifier("b", one.column))
        )
        if one in staged.row_references
        else SQL("{} = {}").format(Identifier(one.column), Identifier("b", one.column))
        for one in fields
    ]
    run(
        "UPDATE {name} s SET {parts} FROM {stored} b WHERE b.id = {base} AND {where}",
        name=staged.name,
        stored=staged.stored,
        base=base,
        parts=listed(parts),
        where=where,
    )


def match_rows(main: Staged, rows: Staged) -> None:
    """Set `base_id` of rows: the row of the newest version with the same line, or, without a line,
    with the same code or the same values. The others are new and get the next lines."""
    owner = Identifier(f"{rows.model.belongs_to}_id")
    names = {"name": rows.name, "main": main.name, "stored": rows.stored, "owner": owner}
    run(
        "UPDATE {name} s SET base_id = r.id FROM {main} m, {stored} r WHERE m.code = s.owner_code"
        " AND r.{owner} = m.base_id AND r.line = s.line",
        **names,
    )
    if any(one.name == "code" for one in rows.given_fields):
        run(
            "UPDATE {name} s SET base_id = r.id, line = r.line FROM {main} m, {stored} r"
            " WHERE m.code = s.owner_code AND r.{owner} = m.base_id AND s.line IS NULL"
            " AND r.code = s.code",
            **names,
        )
    run(
        "WITH asked AS (SELECT ctid AS place, owner_code, {says} AS said, row_number() OVER"
        " (PARTITION BY owner_code, {says} ORDER BY sheet_row) AS turn FROM {name} s"
        " WHERE line IS NULL),"
        " known AS (SELECT r.id, r.line, m.code, {stored_says} AS said, row_number() OVER"
        " (PARTITION BY m.code, {stored_says} ORDER BY r.line) AS turn"
        " FROM {stored} r JOIN {main} m ON r.{owner} = m.base_id WHERE NOT EXISTS"
        " (SELECT FROM {name} taken WHERE taken.base_id = r.id))"
        " UPDATE {name} s SET base_id = k.id, line = k.line FROM asked a JOIN known k"
        " ON k.code = a.owner_code AND k.said = a.said AND k.turn = a.turn WHERE s.ctid = a.place",
        says=rows.says("s", rows.given_fields),
        stored_says=rows.stored_says("r", rows.given_fields),
        **names,
    )
    run(
        "WITH used AS (SELECT code, max(line) AS line FROM (SELECT v.code, r.line FROM {stored} r"
        " JOIN {records} v ON v.id = r.{owner} WHERE v.code IN (SELECT code FROM {main})"
        " UNION ALL SELECT owner_code, line FROM {name}) lines GROUP BY code),"
        " fresh AS (SELECT ctid AS place, owner_code, row_number() OVER"
        " (PARTITION BY owner_code ORDER BY sheet_row) AS turn FROM {name} WHERE line IS NULL)"
        " UPDATE {name} s SET line = coalesce(u.line, 0) + f.turn FROM fresh f LEFT JOIN used u"
        " ON u.code = f.owner_code WHERE s.ctid = f.place",
        records=main.stored,
        **names,
    )
    fill(rows, SQL("s.base_id"))


def mark_changes(main: Staged, sheets: Sequence[Staged]) -> None:
    """Set `is_changed`: of rows first, then of the records that they belong to."""
    for staged in sheets:
        run(
            "UPDATE {name} s SET is_changed = {key} IS NOT NULL AND NOT EXISTS"
            " (SELECT FROM {stored} b WHERE b.id = s.base_id AND {stored_says} = {says})",
            name=staged.name,
            key=Identifier(staged.key),
            stored=staged.stored,
            says=staged.says("s", staged.content),
            stored_says=staged.stored_says("b", staged.content),
        )
    for rows in (staged for staged in sheets if staged.sheet.kind.is_of_rows):
        run(
            "UPDATE {main} SET is_changed = true"
            " WHERE code IN (SELECT owner_code FROM {rows} WHERE is_changed)",
            main=main.name,
            rows=rows.name,
        )
    for staged in (main, *sheets):
        staged.count()


def drop() -> None:
    """Drop what this session has staged."""
    run("SELECT ledger_unstage()")
