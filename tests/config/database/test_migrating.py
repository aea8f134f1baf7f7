"""A change of the structure beside a clerk who has written and not ended yet."""

import threading
import time
from contextlib import contextmanager

import psycopg
import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, models, transaction
from django.db.migrations import AddField, CreateModel, Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor

from config.database import migrating
from config.database.migrating import giving_way, prepare, try_until_free
from tests.database import as_table_owner, database_url

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "ALTER TABLE records_staffcomment ADD COLUMN tried integer"
DROP = "ALTER TABLE records_staffcomment DROP COLUMN IF EXISTS tried"
WRITE = "UPDATE records_staffcomment SET id = id WHERE false"  # takes the lock of a writer
OTHER_ADD = "ALTER TABLE records_feedback ADD COLUMN tried integer"
OTHER_DROP = "ALTER TABLE records_feedback DROP COLUMN IF EXISTS tried"
OTHER_WRITE = "UPDATE records_feedback SET id = id WHERE false"
TIDY_UP = (
    "DROP INDEX IF EXISTS tried",
    "DROP TABLE IF EXISTS records_tried",
    "DELETE FROM django_migrations WHERE name = '0999_tried'",
)
HELD = 1.0  # seconds that a write may be held


class Writer(threading.Thread):
    """Somebody else who writes to the same table, again and again."""

    def __init__(self):
        super().__init__(daemon=True)
        self.ends, self.longest, self.writes = threading.Event(), 0.0, 0

    def run(self):
        with psycopg.connect(database_url(), autocommit=True) as own:
            while not self.ends.wait(0.01):
                begun = time.monotonic()
                own.execute(WRITE)
                self.longest = max(self.longest, time.monotonic() - begun)
                self.writes += 1


@contextmanager
def writing():
    writer = Writer()
    writer.start()
    yield
    writer.ends.set()
    writer.join()
    assert writer.longest < HELD
    assert writer.writes > 20


@contextmanager
def clerk(*statements: str):
    """A transaction that has written."""
    with psycopg.connect(database_url()) as own:
        for statement in statements:
            own.execute(statement)
        yield own


@pytest.fixture(autouse=True)
def as_owner(monkeypatch):
    monkeypatch.setattr(migrating, "PAUSE", 0.3)
    with as_table_owner():
        yield
    with as_table_owner():  # a command has a connection of its own
        for statement in (DROP, OTHER_DROP, *TIDY_UP):
            run(statement)


def run(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def end_in(seconds: float, own: psycopg.Connection, *statements: str) -> threading.Thread:
    """The clerk goes on after a while, and saves."""

    def go_on():
        time.sleep(seconds)
        for statement in statements:
            own.execute(statement)
        own.commit()

    thread = threading.Thread(target=go_on)
    thread.start()
    return thread


def test_others_write_while_a_change_waits_for_a_clerk():
    waits = []
    with clerk(WRITE) as own, writing(), giving_way(DEFAULT_DB_ALIAS):
        saved = end_in(2, own)
        try_until_free(lambda: run(ADD), lambda: waits.append("waited"))
        saved.join()

    assert len(waits) >= 2
    run(DROP)  # it is there


def test_clerk_is_never_the_victim_of_a_deadlock():
    """The change has the one table and wants the other; the clerk the other way round."""
    with clerk(WRITE) as own, giving_way(DEFAULT_DB_ALIAS):
        faults = []

        def save():
            time.sleep(0.1)
            try:
                own.execute(OTHER_WRITE)
                time.sleep(0.5)
                own.commit()
            except psycopg.Error as error:
                faults.append(error)

        saving = threading.Thread(target=save)
        saving.start()
        try_until_free(lambda: run(OTHER_ADD, ADD), lambda: None)
        saving.join()

    assert faults == []


def test_change_is_given_up_in_the_end(monkeypatch):
    monkeypatch.setattr(migrating, "PATIENCE", 0.5)

    with clerk(WRITE), giving_way(DEFAULT_DB_ALIAS), pytest.raises(OperationalError, match="lock"):
        try_until_free(lambda: run(ADD), lambda: None)


def test_other_faults_are_not_tried_again():
    waits = []

    with pytest.raises(ValueError, match="wrong"):
        try_until_free(lambda: int("wrong"), lambda: waits.append("waited"))

    assert waits == []


def test_waiting_is_as_before_afterwards():
    with giving_way(DEFAULT_DB_ALIAS):
        during = lock_timeout()

    assert (during, lock_timeout()) == ("300ms", "0")


def lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return cursor.fetchone()[0]


def index_tried() -> Migration:
    migration = Migration("0999_tried", "records")
    migration.atomic = False
    index = models.Index(fields=["at"], name="tried")
    migration.operations = [AddIndexConcurrently("staffcomment", index)]
    return migration


def test_index_is_built_beside_a_clerk():
    """What an attempt that broke off has left is dropped first."""
    executor = MigrationExecutor(connection)
    state = executor.loader.project_state()
    with clerk(WRITE), pytest.raises(OperationalError), giving_way(DEFAULT_DB_ALIAS):
        executor.apply_migration(state.clone(), index_tried())
    with clerk(WRITE) as own, writing(), giving_way(DEFAULT_DB_ALIAS):
        saved = end_in(1, own)
        prepare(DEFAULT_DB_ALIAS, index_tried())
        executor.apply_migration(state.clone(), index_tried())
        saved.join()

    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'tried'::regclass")
        assert cursor.fetchone() == (True,)


def apply(*operations) -> None:
    migration = Migration("0999_tried", "records")
    migration.operations = list(operations)
    executor = MigrationExecutor(connection)
    prepare(DEFAULT_DB_ALIAS, migration)
    executor.apply_migration(executor.loader.project_state(), migration)


class Watching(RunPython):
    """Notes what `ask` says while Django makes the state of the models, and while it applies."""

    def __init__(self, ask):
        super().__init__(lambda *_: self.applying.append(ask()))
        self.ask, self.rendering, self.applying = ask, [], []

    def state_forwards(self, app_label, state):
        self.rendering.append(self.ask())


def test_nothing_is_held_while_models_are_rendered():
    watching = Watching(held)
    with giving_way(DEFAULT_DB_ALIAS):
        apply(RunSQL(ADD), watching)

    assert (watching.rendering, watching.applying) == ([0], [1])


def held() -> int:
    """Whether we have the table to ourselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND"
            " relation = 'records_staffcomment'::regclass AND mode = 'AccessExclusiveLock'"
        )
        return cursor.fetchone()[0]


def test_all_statements_wait_for_a_moment_together():
    """Or else ten that wait for a moment hold for ten what the first of them has taken."""
    late = Watching(lock_timeout)
    with giving_way(DEFAULT_DB_ALIAS):
        apply(RunSQL("SELECT pg_sleep(0.35)"), late)
        next_one = lock_timeout()

    assert (late.applying, next_one) == (["20ms"], "300ms")


@pytest.mark.parametrize(
    ("field", "default"),
    [
        (models.TextField(blank=True), "''::text"),
        (models.JSONField(default=list), "'[]'::jsonb"),
        (models.IntegerField(default=7), "7"),
        (models.IntegerField(null=True), None),
    ],
)
def test_new_column_can_be_left_out(field, default):
    """The program of the release before knows nothing of it, and runs until it is restarted."""
    with giving_way(DEFAULT_DB_ALIAS):
        apply(AddField("staffcomment", "tried", field))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_default FROM information_schema.columns"
            " WHERE table_name = 'records_staffcomment' AND column_name = 'tried'"
        )
        assert cursor.fetchall() == [(default,)]


def test_foreign_key_that_gave_way_is_added_in_the_end(monkeypatch):
    """It is one of the last statements of its migration, whose transaction Django leaves open."""
    user = models.ForeignKey("records.User", models.PROTECT)
    fields = [("id", models.BigAutoField(primary_key=True)), ("by", user)]
    migration = Migration("0999_tried", "records")
    migration.operations = [CreateModel("Tried", fields)]
    attempts = []

    def handle(command, *args, **options):
        command.verbosity = 0
        attempts.append("one")
        if len(attempts) == 2:
            own.commit()
        executor = MigrationExecutor(connection, command.migration_progress_callback)
        executor.apply_migration(executor.loader.project_state(), migration)

    monkeypatch.setattr("django.core.management.commands.migrate.Command.handle", handle)
    with clerk("DELETE FROM records_user WHERE false") as own:
        call_command("migrate", verbosity=0)

    assert len(attempts) == 2
    assert not connection.in_atomic_block


def test_migrate_waits_and_says_so(monkeypatch, capsys):
    """The command itself, with a migration that wants the table of a clerk."""
    migration = Migration("0999_tried", "records")
    migration.operations = [RunSQL(ADD)]
    applied = []

    def handle(command, *args, **options):
        command.verbosity = 0
        command.migration_progress_callback("apply_start", migration)
        run(ADD)
        applied.append(migration)

    monkeypatch.setattr("django.core.management.commands.migrate.Command.handle", handle)
    with clerk(WRITE) as own, writing():
        saved = end_in(1, own)
        call_command("migrate", verbosity=1)
        saved.join()

    assert applied == [migration]
    assert "Somebody is writing; trying again in a moment." in capsys.readouterr().out
