"""What the search box looks through in this room."""

from django.db import migrations

from records.migrations import operations as triggers


class Migration(migrations.Migration):
    dependencies = [("cadres", "0004_attachments"), ("records", "0008_search")]

    operations = [
        *triggers.searched(
            "cadres_organisation",
            titles="name,name_zh",
            texts="code,note,note_zh",
        ),
        *triggers.searched(
            "cadres_cadre",
            titles="name,name_zh",
            texts="code,title,title_zh,note,note_zh",
            refs="organisation_id:organisation",
        ),
        *triggers.searched(
            "cadres_meeting",
            titles="title,title_zh",
            texts="code,year,period,period_zh,place,place_zh,participants,participants_zh,agenda,agenda_zh",
            refs="host_id:organisation",
            versions=True,
        ),
    ]
