"""What people are reminded of: submissions that wait for long, and readers' reports soon due."""

import datetime
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from records.models import Feedback, User, record_models
from records.models.feedback import TIME_TO_ANSWER
from records.notices.topics import News, Topic
from records.review.buttons import permission
from records.review.queues import MOST_COUNTED, QUEUES, decides, has_drafts

SOON = datetime.timedelta(days=5)
MOST_REPORTS = 50  # that one person is told of in one run


def _staff() -> Iterable[User]:
    return User.objects.filter(is_active=True, is_staff=True).order_by("pk")


def _page(name: str, *args) -> str:
    with override("en"):
        return reverse(name, args=args)


def _waiting_long(moment: datetime.datetime) -> Iterator[News]:
    """Once a week for each person, how many submissions have waited too long for a decision."""
    year, week, _day = localdate(moment).isocalendar()
    limit = moment - datetime.timedelta(days=settings.NOTICE_WAITING_DAYS)
    words = {"days": settings.NOTICE_WAITING_DAYS}
    for user in filter(decides, _staff()):
        if number := _number_waiting(user, limit):
            address = _page("admin:queue", "to-review")
            yield News(user, f"{year}-W{week:02}", address, {**words, "n": number})


def _number_waiting(user: User, limit: datetime.datetime) -> int:
    rows = QUEUES["to-review"].rows
    first, *rest = (
        rows(model, user).filter(submitted_at__lt=limit).order_by().values_list("pk")
        for model in record_models().values()
    )
    return len(first.union(*rest, all=True)[:MOST_COUNTED])


def _reports_due(moment: datetime.datetime) -> Iterator[News]:
    """Each report to those who answer it: when it came, when it is soon due, when it is overdue."""
    for user in _staff():
        if user.has_perm(permission("change", Feedback)):
            yield from _reports_of(user, moment)


def _reports_of(user: User, moment: datetime.datetime) -> Iterator[News]:
    reports = Feedback.objects.to_answer(user).order_by("received_at")
    if not has_drafts(user):  # whoever only decides is told of what is late
        reports = reports.filter(received_at__lt=moment - TIME_TO_ANSWER)
    for report in reports[:MOST_REPORTS]:
        address = _page("admin:records_feedback_change", report.pk)
        words = {"receipt": report.receipt, "due": localdate(report.due_at).isoformat()}
        yield News(user, f"{report.receipt}:{_urgency(report, moment)}", address, words)


def _urgency(report: Feedback, moment: datetime.datetime) -> str:
    if report.due_at < moment:
        return "overdue"
    return "soon" if report.due_at - SOON < moment else "new"


WAITING_LONG = Topic(
    "waiting-long",
    _("Waiting for a decision"),
    _("%(n)s submissions have waited for more than %(days)s days"),
    _waiting_long,
)
REPORTS_DUE = Topic(
    "reports-due",
    _("Readers’ reports"),
    _("Report %(receipt)s of a reader waits for an answer, due by %(due)s"),
    _reports_due,
)
