"""What the standing of a project means on a day: its queues, and how much of its time is gone.

Nothing here is stored by day. The days from which a project is late or behind time are kept
(`programs/models/standings.py`), and compared with the day of a page.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.models.standings import Standing

SOON = 30  # days before its planned end that a project is ending
NOTICE = 14  # days before it is due that a report is asked for


@dataclass(frozen=True)
class StandingQueue:
    """Projects that wait for the same thing; `condition` gives those of a day. Only some queues
    hold projects that are neither planned nor under way."""

    name: str
    title: str | Promise
    condition: Callable[[datetime.date], Q]
    is_of_open: bool = True

    @property
    def mark(self) -> str:
        """The annotation of `with_queues` that says whether a project is in it."""
        return f"in_{self.name}"


def with_queues(standings: QuerySet[Standing], day: datetime.date) -> QuerySet[Standing]:
    """The standings, each marked with the queues that it is in on `day`."""
    marks = {one.mark: ExpressionWrapper(one.condition(day), BooleanField()) for one in QUEUES}
    return standings.annotate(**marks)


def day_of(request) -> datetime.date:
    """The day by which a page reckons: that of the edition that is read, or today."""
    edition = request.edition
    return timezone.localdate(edition.published_at) if edition else timezone.localdate()


def quarter_of(day: datetime.date) -> datetime.date:
    """The first day of the quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _silent(day: datetime.date) -> Q:
    no_report = Q(reported_on=None) | Q(reported_on__lt=quarter_of(day))
    return Q(is_open=True, starts_on__lte=day) & no_report


def _within(days: int, name: str) -> Callable[[datetime.date], Q]:
    return lambda day: Q(**{f"{name}__range": (day, day + datetime.timedelta(days))})


BEHIND = StandingQueue("behind", _("spending behind time"), lambda day: Q(behind_on__lte=day))
QUEUES = (
    StandingQueue("late", _("report overdue"), lambda day: Q(due_on__lt=day), False),
    StandingQueue("due", _("report due within 14 days"), _within(NOTICE, "due_on"), False),
    BEHIND,
    StandingQueue(
        "waiting", _("allocated, nothing received for 90 days"), lambda day: Q(waiting_on__lte=day)
    ),
    StandingQueue("silent", _("no report this quarter"), _silent),
    StandingQueue(
        "ending",
        _("ending within 30 days"),
        lambda day: Q(is_open=True) & _within(SOON, "ends_on")(day),
    ),
    StandingQueue(
        "overdue", _("past its planned end"), lambda day: Q(is_open=True, ends_on__lt=day)
    ),
    StandingQueue(
        "overspent", _("more spent than there was"), lambda day: Q(is_overspent=True), False
    ),
)


def time_share(standing: Standing, day: datetime.date) -> int | None:
    """How much of its time is gone on `day`, in per cent; None where it has no term, or is over."""
    if not standing.is_open or standing.starts_on is None or standing.ends_on is None:
        return None
    length = (standing.ends_on - standing.starts_on).days + 1
    gone = (day - standing.starts_on).days + 1
    return max(0, min(100, round(100 * gone / length))) if length > 0 else None


def differing_standing() -> str | None:
    """The first project that does not stand as its rows say at the newest edition, or that has
    other than one standing; None where all do. Reads only."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERING)
        row = cursor.fetchone()
    return f"project {row[0]}" if row else None


def rebuild() -> None:
    """Let every project stand anew in every edition, as the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE programs_standing")
        cursor.execute("SELECT number FROM records_edition ORDER BY number")
        for (number,) in cursor.fetchall():
            cursor.execute("SELECT ledger_stand(%s)", [number])


_SAID = (
    "project_id, report_id, planned, allocated, received, spent, received_from, spent_from,"
    " spent_share, is_overspent, is_open, starts_on, ends_on, physical_percent, reported_on,"
    " due_on, behind_on, waiting_on"
)
_DIFFERING = f"""WITH newest AS (SELECT max(number) AS number FROM records_edition),
    made AS (SELECT {_SAID} FROM newest, ledger_standings(
        ARRAY(SELECT code FROM programs_project WHERE state = 'published'), number)),
    held AS (SELECT {_SAID} FROM programs_standing WHERE until IS NULL)
    SELECT p.code FROM ((TABLE made EXCEPT ALL TABLE held) UNION ALL
        (TABLE held EXCEPT ALL TABLE made)) AS differing
    JOIN programs_project p ON p.id = differing.project_id ORDER BY 1 LIMIT 1"""  # noqa: S608  # names of this module
