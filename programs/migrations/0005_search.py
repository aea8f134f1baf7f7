"""What the search box looks through in this room."""

from django.db import migrations

from records.migrations import operations as triggers


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_attachments"), ("records", "0008_search")]

    operations = [
        *triggers.searched(
            "programs_program",
            titles="name,name_zh",
            texts="code,summary,summary_zh",
        ),
        *triggers.searched(
            "programs_project",
            titles="title,title_zh",
            texts="code,year,place,place_zh,content,content_zh,performance_target,performance_target_zh,benefit_mechanism,benefit_mechanism_zh,outcome,outcome_zh,note,note_zh",
            refs="county_id:county,coordinator_id:organisation,implementer_id:organisation",
            versions=True,
        ),
        *triggers.searched(
            "programs_publication",
            titles="title,title_zh",
            texts="code,year,author,publisher,summary,summary_zh,bodies,bodies_zh",
            refs="organiser_id:organisation",
            versions=True,
        ),
        *triggers.searched(
            "programs_article",
            titles="title,title_zh",
            texts="code,body,body_zh",
            versions=True,
        ),
    ]
