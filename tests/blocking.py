"""Which operations of a migration hold up those who write, for as long as a big table takes, or
stop the release before, which runs until it is restarted."""

import re
from collections.abc import Iterator

from django.contrib.postgres import operations as postgres
from django.db import connection, migrations
from django.db.migrations.state import ProjectState
from django.db.models import Value

from config.database.migrating import keeps_default
from tests import reading_sql

Faults = Iterator[str]
# Tables that people do not write, or that stay small: rows of theirs may be changed at once.
DERIVED = (
    "django_migrations",
    "programs_outcomecell",
    "programs_standing",
    "programs_tallyblock",
    "programs_tallycell",
    "programs_tallyedition",
    "records_preparedfile",
)
BESIDE_WRITERS = (postgres.AddIndexConcurrently, postgres.RemoveIndexConcurrently)


def faults(migration: migrations.Migration, state: ProjectState) -> list[str]:
    """What is wrong with a migration that is applied to `state`, which it changes."""
    made, complaints = set(), []
    for operation in migration.operations:
        before = state.clone()
        operation.state_forwards(migration.app_label, state)
        for part in getattr(operation, "database_operations", [operation]):
            if isinstance(part, migrations.CreateModel):
                made.add(part.name_lower)
            elif getattr(part, "model_name", "").lower() not in made:
                complaints += _of_operation(part, migration, before, state)
    if not migration.atomic:
        complaints += _together(migration)
    return [f"{migration.app_label}.{migration.name}: {complaint}" for complaint in complaints]


def _together(migration) -> Faults:
    """What broke off is done again from its beginning, so all of it must bear that."""
    others = [o for o in migration.operations if not isinstance(o, BESIDE_WRITERS)]
    if others and len(migration.operations) > 1:
        yield "not atomic, and more than indexes: a migration for each operation"


def _of_operation(operation, migration, before: ProjectState, after: ProjectState) -> Faults:
    for kind, check in CHECKS.items():
        if type(operation) is kind:
            yield from check(operation, migration, before, after)


def _index(operation, *_rest) -> Faults:
    yield f"{type(operation).__name__}: indexes are made and removed concurrently"


def _constraint(operation, *_rest) -> Faults:
    yield "AddConstraint: AddConstraintNotValid, then ValidateConstraint in another migration"


def _together_unique(operation, *_rest) -> Faults:
    yield "AlterUniqueTogether: an index that is made concurrently"


def _python(operation, migration, *_rest) -> Faults:
    if migration.atomic:
        yield "RunPython: in batches, in a migration that is not atomic"


def _sql(operation, *_rest) -> Faults:
    statements = operation.sql if isinstance(operation.sql, str) else " ".join(operation.sql)
    yield from reading_sql.faults(statements, DERIVED)


def _gone(operation, *_rest) -> Faults:
    name = getattr(operation, "old_name", operation.name)
    yield f"{type(operation).__name__} {name}: the release before reads it until it is restarted"


def _added_field(operation, *_rest) -> Faults:
    field = operation.field
    if not field.null and not field.has_db_default() and not keeps_default(field):
        yield f"AddField {operation.name}: the release before cannot add rows without db_default"
    if getattr(field, "generated", False) or _is_volatile(field):
        yield f"AddField {operation.name}: every row is written anew"
    if getattr(field, "db_index", False) or field.unique:
        yield f"AddField {operation.name}: its index is made concurrently afterwards"
    if field.is_relation and field.db_constraint:
        yield f"AddField {operation.name}: its foreign key is added as not valid afterwards"


def _is_volatile(field) -> bool:
    """A default that the database may compute for each row; one of Python's is a constant to it."""
    default = field.db_default
    return hasattr(default, "resolve_expression") and not isinstance(default, Value)


def _altered_field(operation, migration, before: ProjectState, after: ProjectState) -> Faults:
    old, new = (
        state.apps.get_model(migration.app_label, operation.model_name)._meta.get_field(
            operation.name
        )
        for state in (before, after)
    )
    if old.db_type(connection) != new.db_type(connection) and not _is_longer_text(old, new):
        yield f"AlterField {operation.name}: a new column, filled in batches"
    if old.null and not new.null:
        yield f"AlterField {operation.name}: NOT NULL reads every row"
    if (new.db_index, new.unique) != (old.db_index, old.unique):
        yield f"AlterField {operation.name}: its index is made or removed concurrently"


def _is_longer_text(old, new) -> bool:
    """PostgreSQL writes no row anew for a longer limit, or none."""
    limits = [field.max_length for field in (old, new)]
    is_text = all(re.match("varchar|text", field.db_type(connection)) for field in (old, new))
    return is_text and limits[0] is not None and (limits[1] is None or limits[1] >= limits[0])


CHECKS = {
    migrations.DeleteModel: _gone,
    migrations.RemoveField: _gone,
    migrations.RenameField: _gone,
    migrations.RenameModel: _gone,
    migrations.AlterModelTable: _gone,
    migrations.AddIndex: _index,
    migrations.RemoveIndex: _index,
    migrations.AddConstraint: _constraint,
    migrations.AlterUniqueTogether: _together_unique,
    migrations.AlterIndexTogether: _index,
    migrations.RunPython: _python,
    migrations.RunSQL: _sql,
    migrations.AddField: _added_field,
    migrations.AlterField: _altered_field,
}
