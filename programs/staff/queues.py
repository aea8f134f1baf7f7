"""The queues of what was decided or found, and is still to be done."""

from django.db.models import F, QuerySet, Value
from django.db.models.functions import NullIf
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadres.models import Decision
from config.lib.dates import certainly_past, format_partial_date, is_past
from programs.models import InspectionFinding
from records.models import Row, User
from records.review.buttons import permission
from records.review.queues import Pressing, Queue


def _unsettled(model: type[Row], user: User) -> QuerySet:
    """What is public, open, and to be done in the places of `user`."""
    rows = model.objects.visible_to(user).as_of(None).unsettled()
    return rows if user.has_perm(permission("view", model)) else rows.none()


def _overdue(model: type[Row], user: User) -> QuerySet:
    return _unsettled(model, user).filter(certainly_past("due_on", timezone.localdate()))


def _due(_model: type[Row]):
    """Soonest first."""
    return NullIf(F("due_on"), Value(""))


def _models() -> dict[str, type[Row]]:
    return {"decision": Decision, "inspectionfinding": InspectionFinding}


def _who_and_when(rows: list[Row]) -> dict[Row, list[str]]:
    """By whom and by when each of `rows` is to be done."""
    today = timezone.localdate()
    return {row: [*_parties(row), *_due_in_words(row, today)] for row in rows}


def _parties(row: Row) -> list[str]:
    parties = (
        [row.responsible]
        if isinstance(row, InspectionFinding)
        else [row.organisation, row.cadre, row.county]
    )
    return [str(party) for party in parties if party]


def _due_in_words(row: Row, today) -> list[str]:
    if not row.due_on:
        return []
    message = _("overdue since %(date)s") if is_past(row.due_on, today) else _("due %(date)s")
    return [message % {"date": format_partial_date(row.due_on)}]


QUEUES = tuple(
    Queue(
        name,
        title,
        explanation,
        rows,
        models=_models,
        details=_who_and_when,
        details_label=gettext_lazy("Who, and by when"),
        since=_due,
        pressing=pressing,
    )
    for name, title, explanation, rows, pressing in (
        (
            "overdue-follow-up",
            gettext_lazy("Decisions and findings overdue"),
            gettext_lazy(
                "Decisions of meetings and findings of inspections whose due date has passed. "
                "Correct the meeting or the project to say when and how each was settled."
            ),
            _overdue,
            Pressing.NOW,
        ),
        (
            "follow-up",
            gettext_lazy("Decisions and findings still open"),
            gettext_lazy(
                "Decisions of meetings and findings of inspections that are to be settled. "
                "Correct the meeting or the project to say when and how each was settled."
            ),
            _unsettled,
            Pressing.IN_HAND,
        ),
    )
)
