"""Rules of the database that are not those of the migrations are named, whatever they are."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from records.integrity.verification import rules
from records.integrity.verification.mismatch import MismatchError
from tests.database import as_superuser

pytestmark = pytest.mark.django_db


def test_sealed_rules_are_those_that_the_migrations_install():
    """After a change of the migrations: `manage.py seal_rules` on a freshly migrated database."""
    assert rules.verify_rules().endswith("as the code installs them")
    assert len(rules.installed()) > 500


NOTHING = "LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            "ALTER TABLE records_edition DISABLE TRIGGER ledger_chain",
            "trigger ledger_chain on records_edition, switched to D: it was added or changed",
        ),
        (
            "ALTER TABLE records_edition ENABLE REPLICA TRIGGER ledger_chain",
            "trigger ledger_chain on records_edition, switched to R",
        ),
        (
            "ALTER TABLE programs_allocation DISABLE TRIGGER ALL",
            "foreign key .* on programs_allocation, switched off",
        ),
        (
            "DROP TRIGGER ledger_track ON programs_project",
            "trigger ledger_track on programs_project: it is gone",
        ),
        (
            "DROP TRIGGER ledger_track ON programs_project; CREATE TRIGGER ledger_track "
            "AFTER DELETE ON programs_project FOR EACH ROW EXECUTE FUNCTION ledger_track()",
            "trigger ledger_track on programs_project: it was changed",
        ),
        (
            f"CREATE FUNCTION helper() RETURNS trigger {NOTHING}",
            r"function public.helper\(\): it was added",
        ),
        (
            f"CREATE FUNCTION ledger_past.helper() RETURNS trigger {NOTHING}",
            r"function ledger_past.helper\(\): it was added",
        ),
        (
            f"CREATE OR REPLACE FUNCTION ledger_append_only() RETURNS trigger {NOTHING}",
            r"function public.ledger_append_only\(\): it was changed",
        ),
        (
            "ALTER FUNCTION ledger_guard_edition() RESET search_path",
            r"function public.ledger_guard_edition\(\): it was changed",
        ),
        (
            "ALTER FUNCTION ledger_guard_edition() SECURITY DEFINER",
            r"function public.ledger_guard_edition\(\): it was changed",
        ),
        (
            "CREATE OR REPLACE VIEW ledger_past.counties_poorarea AS "
            "SELECT * FROM ledger_past.counties_poorarea",
            "view ledger_past.counties_poorarea: it was changed",
        ),
        (
            "DROP INDEX project_one_open",
            "unique index project_one_open on programs_project: it is gone",
        ),
        (
            "ALTER TABLE programs_project DROP CONSTRAINT project_state_fits_editions",
            "constraint project_state_fits_editions on programs_project: it is gone",
        ),
        (
            "CREATE RULE quiet AS ON DELETE TO records_edition DO INSTEAD NOTHING",
            "rewrite rule quiet on records_edition: it was added",
        ),
        (
            "CREATE POLICY few ON records_edition USING (false)",
            "policy few on records_edition: it was added",
        ),
        (
            "CREATE TABLE more (CHECK (true)) INHERITS (programs_project)",
            "child more of programs_project: it was added",
        ),
        (
            "CREATE FUNCTION ledger_past.seen() RETURNS event_trigger LANGUAGE plpgsql AS "
            "$$ BEGIN END $$; CREATE EVENT TRIGGER quiet ON sql_drop "
            "EXECUTE FUNCTION ledger_past.seen()",
            "event trigger quiet: it was added",
        ),
        (
            "ALTER ROLE CURRENT_USER SET session_replication_role = replica",
            "setting session_replication_role=replica: it was added",
        ),
    ],
)
def test_changed_rule_is_named(change, fault):
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(change)

        with pytest.raises(MismatchError, match=fault):
            rules.verify_rules()


def test_another_version_of_postgresql_compares_names(monkeypatch):
    """Each major version words a definition in its own way."""
    monkeypatch.setattr(rules, "_version", lambda: "99")
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(f"CREATE OR REPLACE FUNCTION ledger_append_only() RETURNS trigger {NOTHING}")

        assert rules.verify_rules().endswith("by name only on this version of PostgreSQL")

        cursor.execute("DROP TRIGGER ledger_track ON programs_project")
        with pytest.raises(MismatchError, match="trigger ledger_track on programs_project"):
            rules.verify_rules()


def test_no_rule_compares_a_column_that_may_be_empty_by_a_plain_sign():
    """NULL <> anything is not true: such a rule lets through what it should refuse."""
    files = settings.BASE_DIR.glob("*/migrations/*.sql")
    compared = re.findall(r"OLD\.(\w+) <> NEW\.\1\b", "".join(path.read_text() for path in files))
    fields = [one for model in apps.get_models() for one in model._meta.concrete_fields]

    assert "code" in compared
    assert set(compared) & {one.column for one in fields if one.null} == set()
