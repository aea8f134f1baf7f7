"""The rules of the ledger on the tables of this room, and what the search box looks through."""

from django.db import migrations

from records.migrations import _operations as rules

KINDS = ("organisation", "cadre")
OF_A_YEAR = ("selection", "posting", "assessment", "award", "meeting")


class Migration(migrations.Migration):
    dependencies = [("cadres", "0001_initial")]

    operations = [
        *(step for kind in KINDS for step in rules.versions(f"cadres_{kind}version")),
        *(
            step
            for kind in KINDS
            for step in rules.described(f"cadres_{kind}", f"cadres_{kind}version")
        ),
        *rules.versions("cadres_membership"),
        *(step for kind in OF_A_YEAR for step in rules.versions(f"cadres_{kind}")),
        *(rules.closes_with_its_year(f"cadres_{kind}") for kind in OF_A_YEAR),
        *rules.rows("cadres_awardattachment", "cadres_award", "award_id"),
        *rules.rows("cadres_meetingattachment", "cadres_meeting", "meeting_id"),
        *rules.searched_reference("cadres_organisation", titles="name,name_zh", texts="code,note,note_zh"),
        *rules.searched_reference(
            "cadres_cadre",
            titles="name,name_zh",
            texts="code,title,title_zh,note,note_zh",
            refs="organisation_id:organisation",
        ),
        *rules.searched(
            "cadres_meeting",
            titles="title,title_zh",
            texts="code,year,period,period_zh,place,place_zh,participants,participants_zh,"
            "subject,subject_zh,agenda,agenda_zh,speech,speech_zh,principles,principles_zh",
            refs="host_id:organisation",
        ),
    ]
