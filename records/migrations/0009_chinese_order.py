"""Chinese texts in order, by a function that an index can hold: PostgreSQL's own convert_to is not
known to be unchanging, since encodings can be redefined."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0008_search")]

    operations = [
        migrations.RunSQL(
            "CREATE FUNCTION ledger_chinese_order(given text) RETURNS bytea "
            "LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN convert_to(given, 'GB18030')",
            "DROP FUNCTION ledger_chinese_order(text)",
        ),
    ]
