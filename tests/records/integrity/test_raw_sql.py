"""Raw SQL against everything public. As the application every statement is refused. As the owner of
the tables, who can leave the triggers out, each is refused or `verify_editions` names what it did.

What only a digest kept elsewhere shows stands in docs/trust.md; `--expect` is tried on it in
tests/records/test_verification.py.
"""

import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from config.database.home import APPLICATION, OWNER
from records.integrity.verification import rules
from records.integrity.verify import MismatchError, verify
from records.models import (
    ApprovalLimit,
    ChangeEvent,
    Edition,
    EditionBranch,
    EditionEntry,
    Record,
    ReviewStep,
    Row,
    SearchEntry,
    SearchWord,
    Stable,
    StoredFile,
    UploadedVersion,
    YearStep,
)
from tests.builders import make_project
from tests.database import as_table_owner, without_triggers

pytestmark = pytest.mark.django_db

MODELS = apps.get_models()
RECORDS = [model for model in MODELS if issubclass(model, Record)]
ROWS = [
    model for model in MODELS if issubclass(model, Row) and issubclass(model.owner_model(), Record)
]
REFERENCES = [model for model in MODELS if issubclass(model, Stable)]
CHAIN = (Edition, EditionEntry, EditionBranch, StoredFile)
HISTORY = (ChangeEvent, ReviewStep, YearStep, ApprovalLimit, UploadedVersion)
SEARCH = (SearchEntry, SearchWord)
PUBLIC = (*RECORDS, *ROWS, *REFERENCES, *CHAIN, *SEARCH)
FILE = Path(__file__).parents[2] / "data" / "attacks.sql"
# No row of theirs is in the founding report: what is tried on them needs one first.
EMPTY = {
    "cadres_awardattachment",
    "cadres_decision",
    "cadres_meetingattachment",
    "cadres_postingmonth",
    "programs_articleattachment",
    "programs_inspection",
    "programs_inspectionfinding",
    "programs_milestone",
    "programs_payment",
    "programs_planchange",
    "programs_progressattachment",
    "programs_progressreport",
    "programs_projectattachment",
    "programs_publicationattachment",
    "programs_reportedmoney",
    "programs_reportedresult",
    "programs_seminarreport",
    "records_approvallimit",
    "records_editionbranch",
    "records_reviewstep",
    "records_sourceattachment",
    "records_storedfile",
    "records_uploadedversion",
    "records_yearstep",
}


@dataclass(frozen=True)
class Attack:
    """A statement, or several. `is_data`: it changes rows, so that whoever leaves the triggers out
    gets it through; `is_private`: it changes nothing that a reader sees; `is_idle`: sent by the
    application it does nothing, and PostgreSQL says so in a warning only."""

    name: str
    sql: str
    is_data: bool = True
    is_private: bool = False
    is_idle: bool = False

    def __str__(self):
        return self.name


def on_rows(model: type[models.Model]) -> list[Attack]:
    """Change, erase and double what is stored."""
    table = model._meta.db_table
    if table in EMPTY:
        return []
    column = changed_column(model)
    is_private = model in HISTORY
    where = " WHERE published_in_id IS NOT NULL" if issubclass(model, Record) else ""
    return [
        Attack(f"{table}: {verb}", sql, is_private=is_private)
        for verb, sql in (
            ("update", f"UPDATE {table} SET {column}{where}"),
            ("delete", f"DELETE FROM {table}{where}"),
            ("insert again", f"INSERT INTO {table} {doubled(model, table)}"),
        )
    ]


def changed_column(model: type[models.Model]) -> str:
    """A column of content and another value for it."""
    names = [one.column for one in model._meta.concrete_fields if is_plain_text(one)]
    for preferred in ("title", "name", "summary", "note", "reason", "digest"):
        if preferred in names:
            return (
                f"{preferred} = left({preferred} || 'x', 40)"
                if preferred != "digest"
                else ("digest = repeat('0', 64)")
            )
    if names:
        return f"{names[0]} = {names[0]} || 'x'"
    return "word = word || 'x'" if model is SearchWord else "line = line + 100"


def is_plain_text(one: models.Field) -> bool:
    return (
        isinstance(one, models.CharField | models.TextField)
        and not one.choices
        and not one.primary_key
        and one.name not in ("code", "state")
    )


def doubled(model: type[models.Model], table: str) -> str:
    """A row once more, under another key."""
    another = {name: f"{name} + 50000" for name in ("id", "version", "line")}
    if model in (EditionEntry, EditionBranch):
        another["place"] = "place + 50000"
    stored = [one for one in model._meta.concrete_fields if not one.generated]
    names = [one.column for one in stored]
    values = [
        another.get(one.column, "code || 'x'" if one.name == "code" else one.column)
        for one in stored
    ]
    if model is Edition:
        values[names.index("number")] = "number + 1"
    if model is SearchWord:
        values[names.index("word")] = "word || 'x'"
    return f"({', '.join(names)}) SELECT {', '.join(values)} FROM {table} LIMIT 1"


def on_the_table(model: type[models.Model]) -> list[Attack]:
    """Empty a table, or change how it works."""
    table = model._meta.db_table
    statements = {
        "truncate": f"TRUNCATE {table} CASCADE",
        "disable its triggers": f"ALTER TABLE {table} DISABLE TRIGGER USER",
        "inherit from it": f"CREATE TABLE more () INHERITS ({table})",
        "put a rule on it": f"CREATE RULE quiet AS ON DELETE TO {table} DO INSTEAD NOTHING",
    }
    if model in SEARCH:  # written by triggers of other tables
        del statements["disable its triggers"]
    return [Attack(f"{table}: {verb}", sql, is_data=False) for verb, sql in statements.items()]


def read_attacks() -> list[Attack]:
    _head, _line, rest = FILE.read_text().partition("\n\n")
    given, _line, parts = rest.partition("-- parts\n")
    known = [part.split("\n", 1) for part in re.split(r"^-- ", parts, flags=re.MULTILINE)[1:]]
    for pattern, part in known:
        given = re.sub(r"\{" + pattern + r"\}", part.strip(), given)
    return [
        Attack(
            re.sub(r" \(\w+\)", "", name),
            sql.strip(),
            is_data="(structure)" not in name,
            is_private="(private)" in name,
            is_idle="(idle)" in name,
        )
        for name, sql in re.findall(r"^-- (.+)\n([^-][\s\S]+?)(?=^-- |\Z)", given, re.MULTILINE)
    ]


ATTACKS = [
    *(attack for model in (*PUBLIC, *HISTORY) for attack in on_rows(model)),
    *(attack for model in (*PUBLIC, *HISTORY) for attack in on_the_table(model)),
    *read_attacks(),
]


@pytest.fixture
def draft(report_2011):
    return make_project("well")


@pytest.fixture
def application():
    """A session of the application's account: it can take nobody else's part."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {APPLICATION}")
        yield
        cursor.execute(f"SET SESSION AUTHORIZATION DEFAULT; SET ROLE {APPLICATION}")


@contextmanager
def refused():
    """The block is refused for what it does, and not for a mistake of its own."""
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        yield
    assert_refusal(error.value)


def assert_refusal(error: DatabaseError) -> None:
    state = error.__cause__.sqlstate
    assert state == "42501" or not state.startswith("42"), error


def carry_out(attack: Attack) -> None:
    with connection.cursor() as cursor:
        cursor.execute(attack.sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_there_are_statements_for_every_public_table():
    assert len(ATTACKS) >= 100
    assert {table for table in EMPTY} <= {model._meta.db_table for model in (*PUBLIC, *HISTORY)}


def test_nothing_is_named_before(draft):
    assert [edition.number for edition in verify(with_derived=True)] == [1]


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_application_is_refused(draft, application, attack):
    if not attack.is_idle:
        with refused():
            carry_out(attack)
        return
    before = rules.installed()
    carry_out(attack)
    assert rules.installed() == before


@pytest.mark.parametrize("take", ["SET ROLE", "SET SESSION AUTHORIZATION"])
def test_application_cannot_take_the_owners_part(report_2011, take):
    given = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        given.pop(name, None)
    with psycopg.connect(**given | {"user": APPLICATION}) as session:
        assert session.execute("SELECT count(*) FROM records_edition").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(f"{take} {OWNER}")


@pytest.mark.soak
@pytest.mark.parametrize(
    "attack", [one for one in ATTACKS if one.is_data and not one.is_private], ids=str
)
def test_what_passes_without_triggers_is_named(draft, attack):
    with transaction.atomic():
        try:
            with transaction.atomic(), without_triggers():
                carry_out(attack)
        except DatabaseError as error:
            return assert_refusal(error)
        with pytest.raises(MismatchError):
            list(verify(with_derived=True))
        transaction.set_rollback(True)


@pytest.mark.soak
@pytest.mark.parametrize("attack", [one for one in ATTACKS if not one.is_private], ids=str)
def test_what_passes_as_the_owner_is_named(draft, attack):
    try:
        with transaction.atomic(), as_table_owner():
            carry_out(attack)
    except DatabaseError as error:
        return assert_refusal(error)
    with pytest.raises(MismatchError):
        list(verify(with_derived=True))
