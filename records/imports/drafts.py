"""Insert staged rows into the ledger, in SQL, as drafts."""

from collections.abc import Sequence

from django.db import models
from psycopg.sql import SQL, Composable, Identifier

from records.imports.sheets import ImportSheet
from records.imports.staging import Staged, line_of, listed, of, run
from records.registry.kinds import kind_for


def insert_versions(main: Staged, reason: str) -> list[int]:
    """Insert the changed records as drafts; returns their ids, in the order of the file."""
    columns = listed([Identifier(one.column) for one in main.content])
    run(
        "INSERT INTO {stored} (code, version, state, change_reason, {columns})"
        " SELECT s.code, coalesce(b.version, 0) + 1, 'draft', %s, {values} FROM {name} s"
        " LEFT JOIN {stored} b ON b.id = s.base_id WHERE s.is_changed ORDER BY s.sheet_row",
        [reason],
        stored=main.stored,
        name=main.name,
        columns=columns,
        values=listed(of("s", *(one.column for one in main.content))),
    )
    run(
        "UPDATE {name} s SET new_id = v.id FROM {stored} v"
        " WHERE v.code = s.code AND v.state = 'draft' AND s.is_changed",
        name=main.name,
        stored=main.stored,
    )
    ids = run("SELECT new_id FROM {name} WHERE is_changed ORDER BY sheet_row", name=main.name)
    return [pk for (pk,) in ids]


def insert_rows(main: Staged, kinds: Sequence[type[models.Model]], sheets: dict) -> None:
    """Insert the rows of the new versions: those of the file, and copies of all others."""
    for kind in kinds:
        staged = sheets.get(kind) or Staged(ImportSheet(kind_for(kind)))
        _carry_on(main, staged, is_in_file=kind in sheets)
        if kind in sheets:
            _add_from_file(main, staged)


def _carry_on(main: Staged, staged: Staged, *, is_in_file: bool) -> None:
    not_named = SQL("NOT EXISTS (SELECT FROM {} s WHERE s.base_id = r.id)").format(staged.name)
    _insert(
        staged,
        [_moved(one, Identifier("r", one.column)) for one in staged.content],
        SQL("r.line"),
        SQL("{} r JOIN {} m ON r.{} = m.base_id").format(
            staged.stored, main.name, Identifier(f"{staged.model.belongs_to}_id")
        ),
        not_named if is_in_file else SQL("true"),
    )


def _add_from_file(main: Staged, staged: Staged) -> None:
    values = [
        _row_at(one, Identifier("s", f"{one.name}_line"))
        if one in staged.row_references
        else Identifier("s", one.column)
        for one in staged.content
    ]
    source = SQL("{} s JOIN {} m ON m.code = s.owner_code").format(staged.name, main.name)
    _insert(staged, values, SQL("s.line"), source, SQL("true"))


def _insert(staged: Staged, values, line, source, where) -> None:
    run(
        "INSERT INTO {stored} ({owner}, line, {columns}) SELECT m.new_id, {line}, {values}"
        " FROM {source} WHERE m.is_changed AND {where} ORDER BY m.new_id, {line}",
        stored=staged.stored,
        owner=Identifier(f"{staged.model.belongs_to}_id"),
        columns=listed([Identifier(one.column) for one in staged.content]),
        values=listed(values),
        line=line,
        source=source,
        where=where,
    )


def _moved(one: models.Field, value: Composable) -> Composable:
    """SQL: a reference to another row, moved to the row of the same line in the new version."""
    if one.many_to_one and hasattr(one.related_model, "belongs_to"):
        return _row_at(one, line_of(one, value))
    return value


def _row_at(reference: models.Field, line: Composable) -> Composable:
    target = reference.related_model
    return SQL(
        "(SELECT target.id FROM {} AS target WHERE target.{} = m.new_id AND target.line = {})"
    ).format(Identifier(target._meta.db_table), Identifier(f"{target.belongs_to}_id"), line)
