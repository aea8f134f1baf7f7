"""Progress reports on the first page of a person: those that are due in the own places."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models import ProgressReport, Standing
from programs.progress.entry import due_soon
from records.models import User
from records.review.buttons import permission
from records.review.people.home_parts import HomePart

FIRST = 8  # reports that are listed


def _due_reports(user: User) -> dict | None:
    """What is due in the places that `user` works for, the longest overdue first."""
    if not (user.places and user.has_perm(permission("add", ProgressReport))):
        return None
    today = timezone.localdate()
    own = Standing.objects.as_of(None).of_places(user.places)
    rows = list(due_soon(own, today)[: FIRST + 1])
    return {"rows": rows[:FIRST], "is_more": len(rows) > FIRST, "today": today} if rows else None


DUE_REPORTS = HomePart(
    "due-reports",
    _("Progress reports that are due"),
    "admin/programs/due_part.html",
    _due_reports,
    order=10,
)
