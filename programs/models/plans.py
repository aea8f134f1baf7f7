"""How the plan of a project changed from one published version to the next, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from programs.models.milestones import Milestone, PlanChange
from programs.models.projects import Project

MOST_VERSIONS = 40  # of one project, that are looked back at
PLANNED = ("planned_starts", "planned_ends")


@dataclass(frozen=True)
class ChangedDate:
    """A planned date that an edition changed; `after` is empty where it was given up."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangedPlan:
    """What an edition changed of a plan, and the reasons that it gave."""

    edition: int
    dates: tuple[ChangedDate, ...]
    reasons: tuple[PlanChange, ...]


def changed_plans(project: Project, edition: int | None) -> list[ChangedPlan]:
    """The changes of the plan of `project` up to edition number `edition` (None is today), newest
    first: three queries, or one where there is only one version."""
    versions = Project.objects.filter(code=project.code, published_in__isnull=False)
    if edition is not None:
        versions = versions.filter(published_in__lte=edition)
    versions = list(versions.order_by("-version")[:MOST_VERSIONS])
    if len(versions) < 2:
        return []
    dates = {version.pk: _dates_of_term(version) for version in versions}
    for row in Milestone.objects.filter(project__in=versions).exclude(planned_on=""):
        dates[row.project_id][row.line] = (str(row), row.planned_on)
    reasons = PlanChange.objects.filter(project__in=versions).select_related("statement__source")
    reasons = list(reasons.order_by("line"))
    pairs = pairwise(versions)
    changes = (_change(after, before, dates, reasons) for after, before in pairs)
    return [change for change in changes if change.dates]


def _dates_of_term(version: Project) -> dict[object, tuple[str, str]]:
    """The planned dates of a version by name, each with what it is called; those not stated are
    left out."""
    fields = version._meta.get_field
    return {
        name: (str(fields(name).verbose_name), getattr(version, name))
        for name in PLANNED
        if getattr(version, name)
    }


def _change(after, before, dates, reasons) -> ChangedPlan:
    earlier = {row.line for row in reasons if row.project_id == before.pk}
    own = [row for row in reasons if row.project_id == after.pk and row.line not in earlier]
    changed = _changed_dates(dates[before.pk], dates[after.pk])
    return ChangedPlan(after.published_in_id, tuple(changed), tuple(own))


def _changed_dates(before, after) -> Iterator[ChangedDate]:
    for key, (name, old) in before.items():
        _name, new = after.get(key, ("", ""))
        if not new.startswith(old):
            yield ChangedDate(name, old, new)


def with_unexplained_plans(projects: QuerySet) -> QuerySet:
    """The versions among `projects` that change a planned date of the version published before
    them, and add no reason. `before` of each is the id of that version.

    A date that is only made more precise, as 2012 to 2012-06, is no change of plan."""
    before = Project.objects.filter(
        code=OuterRef("code"), version__lt=OuterRef("version"), published_in__isnull=False
    ).order_by("-version")
    terms = {f"before_{name}": Subquery(before.values(name)[:1]) for name in PLANNED}
    compared = projects.filter(version__gt=1).annotate(
        before=Subquery(before.values("pk")[:1]), **terms
    )
    old_reasons = PlanChange.objects.filter(
        project=OuterRef(OuterRef("before")), line=OuterRef("line")
    )
    new_reasons = PlanChange.objects.filter(~Exists(old_reasons), project=OuterRef("pk"))
    changed = Exists(_dropped_milestones())
    for name in PLANNED:
        kept = Q(**{f"{name}__startswith": F(f"before_{name}")})
        changed |= Q(before__isnull=False) & ~kept
    return compared.filter(changed & ~Exists(new_reasons))


def _dropped_milestones() -> QuerySet:
    """Planned dates of milestones in the version before, which are other dates now, or none."""
    now = Milestone.objects.filter(
        project=OuterRef(OuterRef("pk")),
        line=OuterRef("line"),
        planned_on__startswith=OuterRef("planned_on"),
    )
    planned = Milestone.objects.exclude(planned_on="")
    return planned.filter(~Exists(now), project=OuterRef("before"))
