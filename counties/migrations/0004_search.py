"""What the search box looks through in this room."""

from django.db import migrations

from records.migrations import operations as triggers


class Migration(migrations.Migration):
    dependencies = [("counties", "0003_assignments"), ("records", "0008_search")]

    operations = [
        *triggers.searched(
            "counties_province",
            titles="name,name_zh",
        ),
        *triggers.searched(
            "counties_county",
            titles="name,name_zh",
            texts="code,prefecture,prefecture_zh",
            refs="province_id:province",
        ),
    ]
