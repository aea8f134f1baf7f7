"""Projects on the first page of a person: what the person can begin, and the progress reports that
are due in the own places."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models import ProgressReport, Project, Standing
from programs.progress import due
from programs.progress.entry import due_soon, report_rows
from records.models import User
from records.review.buttons import permission
from records.review.people.home_parts import HomePart

FIRST = 8  # reports that are listed


def _begin(user: User) -> dict | None:
    """The pages on which `user` begins something new."""
    if not (user.places and user.has_perm(permission("add", Project))):
        return None
    pages = (
        ("programs_project_add", _("New project")),
        ("programs_project_begin_year", _("Begin a year")),
    )
    return {"links": [(reverse(f"admin:{page}"), label) for page, label in pages]}


def _due_reports(user: User) -> dict | None:
    """What is due in the places that `user` works for, the longest overdue first, each with the
    page on which it is written."""
    if not (user.places and user.has_perm(permission("add", ProgressReport))):
        return None
    today = timezone.localdate()
    own = Standing.objects.as_of(None).of_places(user.places)
    standings = list(due_soon(own, today)[: FIRST + 1])
    if not standings:
        return None
    reports = due.reports_of([one.project for one in standings[:FIRST]], today)
    rows = report_rows(reports, user)
    waiting = sum(1 for row in rows if not row["begun"])  # what is begun waits in its own place
    return {"rows": rows, "is_more": len(standings) > FIRST, "waiting": waiting}


BEGIN = HomePart("begin", _("To begin"), "admin/programs/begin_part.html", _begin, order=5)
DUE_REPORTS = HomePart(
    "due-reports",
    _("Progress reports that are due"),
    "admin/programs/due_part.html",
    _due_reports,
    order=10,
)
