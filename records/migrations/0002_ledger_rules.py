"""The rules of the ledger in SQL, and the tables of this room that they guard."""

from pathlib import Path

from django.db import migrations

from records.migrations import operations as triggers

RULES = Path(__file__).with_suffix(".sql").read_text()

FUNCTIONS = (
    "ledger_guard_entries()",
    "ledger_guard_edition()",
    "ledger_guard_name()",
    "ledger_no_truncate()",
    "ledger_append_only()",
    "ledger_guard_row()",
    "ledger_guard_version()",
    "ledger_check_publisher(text, bigint, bigint)",
    "ledger_refuse(text)",
    "ledger_is_sealed(bigint)",
    "ledger_track()",
    "ledger_content(jsonb)",
    "ledger_acting_user()",
    "ledger_certain_period(text, text)",
    "ledger_in_order(text, text)",
    "ledger_last_day(text)",
    "ledger_first_day(text)",
)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.RunSQL(RULES, "".join(f"DROP FUNCTION {name};" for name in FUNCTIONS)),
        *triggers.append_only("records_edition"),
        *triggers.append_only("records_editionentry"),
        *triggers.append_only("records_changeevent"),
        *triggers.append_only("records_reviewstep"),
        *triggers.reference("records_source"),
        *triggers.reference("records_statement"),
        *triggers.reference("records_user", "username", secret=("password", "last_login")),
        triggers.tracked("records_staffcomment"),
        migrations.RunSQL(
            "CREATE TRIGGER ledger_chain BEFORE INSERT ON records_edition "
            "FOR EACH ROW EXECUTE FUNCTION ledger_guard_edition()",
            "DROP TRIGGER ledger_chain ON records_edition",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER ledger_entries AFTER INSERT ON records_editionentry "
            "REFERENCING NEW TABLE AS added "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard_entries()",
            "DROP TRIGGER ledger_entries ON records_editionentry",
        ),
    ]
