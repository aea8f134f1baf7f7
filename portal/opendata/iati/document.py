"""The IATI document, streamed activity by activity."""

import datetime
from collections.abc import Iterator

from config.lib.moments import one_moment
from config.lib.spreadsheets.progress import counted
from portal.opendata.iati.activity import Setting, activity
from portal.opendata.iati.narratives import reporter
from portal.opendata.xml import DECLARATION, serialize
from programs.models import Project
from records.integrity.content import with_rows
from records.models import Edition

VERSION = "2.03"


def projects_of(edition: Edition):
    """The projects of an edition with their relations, but without their rows."""
    projects = Project.objects.as_of(edition.number).order_by("code")
    return projects.select_related(
        "county", "coordinator", "organiser", "implementer", "published_in", "statement__source"
    )


def document(projects, edition: Edition, site: str) -> Iterator[str]:
    """An IATI document of `projects`, which lie at the address `site`."""
    at = edition.published_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with one_moment():
        setting = Setting(reporter(), edition, site)
        yield f'{DECLARATION}<iati-activities version="{VERSION}" generated-datetime="{at}">\n'
        for project in counted(with_rows(projects)):
            yield serialize(activity(project, setting)) + "\n"
        yield "</iati-activities>\n"
