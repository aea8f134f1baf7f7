"""The steps of a project on its page, from approval to acceptance, and what inspections found."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from config.lib.dates import is_past
from programs.models import Inspection, InspectionFinding, Milestone, Project, Status

OVER = (Status.COMPLETED, Status.CANCELLED)


@dataclass(frozen=True)
class Step:
    """A step with its dates and document, as far as they are stated. It is late where its planned
    date has passed, and no source says that it was taken."""

    name: str
    planned: str
    actual: str
    document: str
    row: Milestone | None
    is_late: bool


@dataclass(frozen=True)
class FollowUp:
    """A finding, and whether it is still open after its due date."""

    row: InspectionFinding
    is_late: bool


@dataclass(frozen=True)
class Inspected:
    """An inspection with its findings, open ones first."""

    row: Inspection
    findings: list[FollowUp]


def steps(project: Project, day: datetime.date) -> list[Step]:
    """The steps of a project whose rows are fetched, in the order in which they are taken, as seen
    on `day`."""
    by_kind: dict[str, list[Milestone]] = {}
    for row in project.milestones.all():
        by_kind.setdefault(row.kind, []).append(row)
    found = []
    for kind in Milestone.Kind:
        rows = sorted(by_kind.get(kind, ()), key=lambda row: (row.planned_on, row.line))
        if kind in Milestone.SINGLE:
            found += _single(project, kind, next(iter(rows), None), day)
        else:
            found += [
                _step(project, row, (row.planned_on, row.actual_on), row.document, day)
                for row in rows
            ]
    return found


def _single(project, kind, row, day) -> Iterator[Step]:
    """A step of which the project itself holds the dates or the document."""
    if kind in Milestone.OF_TERM:
        dates = tuple(getattr(project, name) for name in Milestone.OF_TERM[kind])
        document = row.document if row else ""
    else:
        dates = (row.planned_on, row.actual_on) if row else ("", "")
        document = project.approval_document
    if row or document or any(dates):
        yield _step(project, row or Milestone(kind=kind), dates, document, day)


def _step(project, row, dates, document, day) -> Step:
    planned, actual = dates
    is_late = not actual and project.status not in OVER and is_past(planned, day)
    known = row if row.pk else None
    return Step(row.get_kind_display(), planned, actual, document, known, is_late)


def inspected(project: Project, day: datetime.date) -> list[Inspected]:
    """The inspections of a project whose rows are fetched, newest first, as seen on `day`."""
    findings = sorted(project.inspectionfindings.all(), key=lambda row: (row.is_closed, row.line))
    inspections = sorted(project.inspections.all(), key=lambda row: row.inspected_on, reverse=True)
    return [
        Inspected(
            inspection,
            [
                FollowUp(row, not row.is_closed and is_past(row.due_on, day))
                for row in findings
                if row.inspection_id == inspection.pk
            ],
        )
        for inspection in inspections
    ]
