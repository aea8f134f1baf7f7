"""Events of progress reports tell of drafts, and become public with an edition only: the index that
answers records/ledger_state.py leaves them out, in the same words."""

from django.db import migrations

REVIEWED = (
    "cadres_assessment",
    "cadres_award",
    "cadres_cadreversion",
    "cadres_meeting",
    "cadres_membership",
    "cadres_organisationversion",
    "cadres_posting",
    "cadres_selection",
    "counties_countyversion",
    "counties_poorareaversion",
    "counties_provinceversion",
    "programs_article",
    "programs_indicatorversion",
    "programs_programversion",
    "programs_progressreport",
    "programs_project",
    "programs_publication",
    "records_sourceversion",
)
LIVE = "owner_table NOT IN ({})".format(", ".join(f"'{table}'" for table in REVIEWED))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("programs", "0009_reporting_terms_valid")]

    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS event_live_anew",
                "CREATE INDEX CONCURRENTLY event_live_anew ON records_changeevent (id) "
                f"WHERE {LIVE}",
                "DROP INDEX CONCURRENTLY IF EXISTS event_live",
                "ALTER INDEX event_live_anew RENAME TO event_live",
            ],
            migrations.RunSQL.noop,
        )
    ]
