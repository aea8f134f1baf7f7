"""Old sign-ins and files that nothing names may be erased by the owner of the tables."""

from pathlib import Path

from django.db import migrations

BACK = """
DROP FUNCTION public.ledger_guard_retention CASCADE;
DROP FUNCTION public.ledger_track_erasure CASCADE;
DROP TRIGGER ledger_guard ON public.axes_accesslog;
CREATE TRIGGER ledger_guard BEFORE UPDATE OR DELETE ON public.axes_accesslog
    FOR EACH ROW EXECUTE FUNCTION public.ledger_guard_sign_in();
DROP TRIGGER ledger_append_only ON public.axes_accessfailurelog;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON public.axes_accessfailurelog
    FOR EACH ROW EXECUTE FUNCTION public.ledger_append_only();
DROP TRIGGER ledger_append_only ON public.records_storedfile;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON public.records_storedfile
    FOR EACH ROW EXECUTE FUNCTION public.ledger_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0013_references_in_sets'),
    ]

    operations = [
        migrations.RunSQL(Path(__file__).with_name("retention.sql").read_text(), BACK),
    ]
