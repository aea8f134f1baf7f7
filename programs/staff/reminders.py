"""What people are reminded of: progress reports that are due soon, and late."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from programs.models import ProgressReport, Standing
from programs.progress.entry import due_soon
from records.models import User
from records.notices.topics import News, Topic
from records.review.buttons import permission

MOST = 50  # reports that one person is told of in one run


def _due(moment: datetime.datetime) -> Iterator[News]:
    """Each report to the clerks of its place: once when it is due soon, once when it is late."""
    today = localdate(moment)
    with override("en"):
        address = reverse("admin:programs_progressreport_due")
    for user in User.objects.filter(is_active=True, is_staff=True).order_by("pk"):
        if user.places and user.has_perm(permission("add", ProgressReport)):
            own = Standing.objects.as_of(None).of_places(user.places)
            for standing in due_soon(own, today)[:MOST]:
                yield _news(user, standing, today, address)


def _news(user: User, standing: Standing, today: datetime.date, address: str) -> News:
    project, due_on = standing.project, standing.due_on
    urgency = "late" if due_on < today else "soon"
    titles = {"en": project.title or project.title_zh, "zh-hans": project.title_zh or project.title}
    words = {"project": titles, "due": due_on.isoformat()}
    return News(user, f"{project.code}-{due_on}:{urgency}", address, words)


PROGRESS_DUE = Topic(
    "progress-due",
    _("Progress reports"),
    _("The progress report of %(project)s is due by %(due)s"),
    _due,
)
