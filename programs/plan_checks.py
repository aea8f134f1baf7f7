"""Quality checks of the steps and plans of projects, and of what inspections found."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from config.lib.dates import certainly_before
from programs.models import InspectionFinding, Milestone, Project, with_unexplained_plans
from records.quality.populations import of_rows, of_versions
from records.quality.registry import Check, Offenders, Severity, nothing_stated, with_references

ACCEPTED = Q(kind=Milestone.Kind.ACCEPTANCE) & ~Q(actual_on="")


def plans_changed_without_reason(projects: QuerySet, beside: QuerySet):
    """Planned dates that were public, changed without a reason of their own."""
    rows = with_unexplained_plans(projects)
    yield Offenders(with_references(rows), "planned_ends", nothing_stated)


def accepted_before_completed(projects: QuerySet, beside: QuerySet):
    rows = Milestone.objects.filter(
        ACCEPTED, certainly_before("actual_on", "project__ends"), project__in=projects
    )
    yield Offenders(
        rows.select_related("project"),
        "actual_on",
        lambda row: {"found": row.actual_on, "expected": row.project.ends, "unit": "date"},
    )


def closed_before_inspected(projects: QuerySet, beside: QuerySet):
    rows = InspectionFinding.objects.filter(
        certainly_before("closed_on", "inspection__inspected_on"), project__in=projects
    )
    yield Offenders(
        rows.select_related("project", "inspection"),
        "closed_on",
        lambda row: {
            "found": row.closed_on,
            "expected": row.inspection.inspected_on,
            "unit": "date",
        },
    )


CHECKS = (
    Check(
        code="plan-changed-without-reason",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Plans changed without a reason"),
        rule=_(
            "Whoever changes a planned date that was public says why, in a new row under “Changes "
            "of plan”. A date that is only made more precise is no change."
        ),
        message=_(
            "A planned date that was public is another one now. Add a row under “Changes of plan” "
            "that says why."
        ),
        find=plans_changed_without_reason,
        populate=of_versions(Q(version__gt=1)),
        untestable=_("No project was published a second time: there is nothing to test."),
        reads=(),
    ),
    Check(
        code="closed-before-inspected",
        kind=Project,
        severity=Severity.BLOCKS,
        title=_("Findings closed before their inspection"),
        rule=_("What an inspection found is settled after the inspection."),
        message=_("Closed on %(found)s, before the inspection of %(expected)s."),
        find=closed_before_inspected,
        populate=of_rows(InspectionFinding, ~Q(closed_on="") & Q(inspection__isnull=False)),
        untestable=_("No finding of an inspection is closed: there is nothing to test."),
        reads=(),
    ),
    Check(
        code="accepted-before-completed",
        kind=Project,
        severity=Severity.WARNS,
        title=_("Projects accepted before they were completed"),
        rule=_("A project is accepted after its work was completed."),
        message=_("Accepted on %(found)s, before the actual end of %(expected)s."),
        find=accepted_before_completed,
        populate=of_rows(Milestone, ~Q(project__ends=""), among=ACCEPTED),
        untestable=_(
            "No project states both its completion and its acceptance: there is nothing to test."
        ),
        reads=(),
    ),
)
