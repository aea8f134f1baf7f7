"""The rules of the ledger in SQL, and the tables of this room that they guard."""

from pathlib import Path

from django.db import migrations

from records.migrations import _operations as rules

SQL = (
    "chinese_order.sql",
    "rules.sql",
    "closed_years.sql",
    "accounts.sql",
    "answers.sql",
    "references.sql",
    "search.sql",
    "rights.sql",
    "staging.sql",
)
DEVICE_OWNER = ("records_user", "user_id")
BACKUP_OWNER = ("records_backupdevice", "device_id")
DEVICE_USE = ("throttling_failure_timestamp", "throttling_failure_count")


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("axes", "0010_accessattemptexpiration"),
    ]

    operations = [
        *(migrations.RunSQL(Path(__file__).with_name(name).read_text()) for name in SQL),
        *rules.append_only("records_edition"),
        *rules.append_only("records_editionentry"),
        *rules.append_only("records_editionbranch"),
        *rules.append_only("records_editiontimestamp"),
        *rules.append_only("records_changeevent"),
        *rules.append_only("records_reviewstep"),
        *rules.append_only("records_yearstep"),
        *rules.append_only("records_storedfile"),
        *rules.append_only("records_uploadedversion"),
        rules.files_by_digest("records_storedfile"),
        rules.signed_steps("records_reviewstep"),
        *rules.chained("records_edition"),
        rules.entries_announced("records_editionentry"),
        *rules.versions("records_sourceversion"),
        *rules.rows("records_statementversion", "records_sourceversion", "document_id"),
        *rules.rows("records_sourceattachment", "records_sourceversion", "document_id"),
        rules.rows_close_with_their_years(
            "records_statementversion", "records_sourceversion", "document_id"
        ),
        *rules.described("records_source", "records_sourceversion"),
        *rules.described_statements(),
        *rules.account("records_user", "username", secret=("password", "last_login")),
        *rules.roles_confirmed(),
        rules.tracked("records_staffcomment"),
        rules.tracked("records_secondfactorrule"),
        rules.tracked("records_user_groups", owner=DEVICE_OWNER),
        rules.tracked(
            "records_phone",
            owner=DEVICE_OWNER,
            secret=(*DEVICE_USE, "encrypted_key", "last_step", "drift"),
        ),
        rules.tracked("records_backupdevice", owner=DEVICE_OWNER, secret=DEVICE_USE),
        rules.tracked("records_backupcode", owner=BACKUP_OWNER, secret=("hash",)),
        rules.tracked("auth_group"),
        rules.tracked("auth_group_permissions", owner=("auth_group", "group_id")),
        *rules.sign_in_log(),
        rules.answers_released("records_feedback"),
        rules.tracked("records_feedback", secret=("message", "contact", "sender")),
        rules.tracked("records_upload", secret=("report", "faults", "done", "worked_at", "step")),
        *rules.searched_reference(
            "records_source", titles="title,title_zh", texts="code,publisher,publisher_zh,note,note_zh"
        ),
        *rules.searched_reference(
            "records_statement",
            titles="summary,summary_zh",
            texts="code,printed,place,place_zh,period,period_zh,note,note_zh",
        ),
    ]
