"""Projects stand anew with each edition from now on, and as they stood in those before: one edition
after the other, since a trigger on editions holds up whoever publishes until its migration ends."""

from django.db import migrations, transaction

# None stands anew twice: an edition that changed no project leaves nothing, and costs nothing.
MISSING = """SELECT number FROM records_edition WHERE number >
    (SELECT coalesce(max(since), 0) FROM programs_standing) ORDER BY number"""
# A ledger that was made from an unreleased version may have it.
TRIGGER = """CREATE OR REPLACE TRIGGER ledger_stand AFTER INSERT ON records_edition
    FOR EACH ROW EXECUTE FUNCTION ledger_stand_with_edition()"""


def begin(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        _fill(cursor)
        with transaction.atomic(schema_editor.connection.alias):
            cursor.execute("SET LOCAL lock_timeout = '300ms'")
            cursor.execute(TRIGGER)
            _fill(cursor)  # what was published meanwhile


def end(apps, schema_editor):
    schema_editor.execute("DROP TRIGGER ledger_stand ON records_edition")


def _fill(cursor) -> None:
    cursor.execute(MISSING)
    for (number,) in cursor.fetchall():
        cursor.execute("SELECT ledger_stand(%s)", [number])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("programs", "0016_references_in_sets")]

    operations = [migrations.RunPython(begin, end)]
