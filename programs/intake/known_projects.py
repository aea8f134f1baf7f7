"""What the ledger already holds of the rows of a notice: the same county, year and name."""

from programs.models import Project
from records.imports.notices.understanding import Notice
from records.imports.takeover.taker import keyed_lines
from records.models.records import OPEN_STATES, State

STANDING = (State.PUBLISHED, *OPEN_STATES)


def known(notice: Notice) -> dict[str, dict]:
    """By the key of a row: the newest version of the project of its name, year and county."""
    names = {line.name for line in notice.projects if line.name}
    codes = {line.county_code or notice.county_code for line in notice.projects}
    if not (names and notice.year and any(codes)):
        return {}
    projects = Project.objects.filter(
        year=notice.year, county__code__in=codes, title_zh__in=names, state__in=STANDING
    )
    held = {
        (one.county.code, one.title_zh): one
        for one in projects.select_related("county").order_by("code", "version")
    }
    return {
        key: _about(project)
        for key, line in keyed_lines(notice)
        if (project := held.get((line.county_code or notice.county_code, line.name)))
    }


def _about(project: Project) -> dict:
    return {
        "code": project.code,
        "version": project.version,
        "state": project.state,
        "pk": project.pk,
        "can_correct": project.state == State.PUBLISHED,
    }
