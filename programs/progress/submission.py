"""A progress report with what comes with it: its source, and the correction of its project.

The three are handed in, returned, previewed and published together, in one edition
(`records/registry/bundles.py`).
"""

from collections.abc import Iterable, Iterator, Sequence

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import StrIndex
from django.utils.translation import gettext as _

from programs.models import ProgressReport, Project
from programs.progress import statements, takeover
from records.models import Record, ReviewStep, SourceVersion, User, kind_of
from records.registry.bundles import Bundle
from records.review import workflow


def companions(versions: Sequence[Record]) -> Iterator[Record]:
    """The open reports, sources and corrections that belong to any of `versions`."""
    reports = [one.pk for one in versions if isinstance(one, ProgressReport)]
    if reports:
        yield from (
            part for _one, part in held(ProgressReport.objects.open().filter(pk__in=reports))
        )
    projects = {one.code: one for one in versions if isinstance(one, Project)}
    sources = {one.code for one in versions if isinstance(one, SourceVersion)}
    if projects or sources:
        named = Q(code__in=sources) | Q(project_code__in=projects, project_version__isnull=False)
        for report in ProgressReport.objects.open().filter(named):
            project = projects.get(report.project_code)
            if report.code in sources or (project and _is_made_by(project, report)):
                yield report


def held(reports: Iterable[ProgressReport]) -> Iterator[tuple[ProgressReport, Record]]:
    """Each report with its open source, and with the open correction of its project."""
    by_code = {report.code: report for report in reports}
    taken = {one.project_code: one for one in by_code.values() if one.project_version is not None}
    sources = SourceVersion.objects.open().filter(kind=SourceVersion.Kind.PROGRESS)
    for source in sources.filter(code__in=by_code):
        yield by_code[source.code], source
    for project in Project.objects.open().filter(code__in=taken):
        if _is_made_by(project, taken[project.code]):
            yield taken[project.code], project


def is_held(model: type[Record]) -> Q | None:
    """The sources and corrections of reports that are in the same state."""
    reports = ProgressReport.objects.filter(state=OuterRef("state"))
    if model is SourceVersion:
        return Q(kind=SourceVersion.Kind.PROGRESS) & Exists(reports.filter(code=OuterRef("code")))
    if model is Project:
        taken = reports.filter(project_code=OuterRef("code"), project_version=OuterRef("version"))
        named = taken.alias(named_at=StrIndex(OuterRef("change_reason"), F("code")))
        return Q(Exists(named.filter(named_at__gt=0)))
    return None


def _is_made_by(project: Project, report: ProgressReport) -> bool:
    """Whether a version of a project is the correction that a report made: not one that somebody
    began under the same number, after that was deleted."""
    is_named = report.code in project.change_reason
    return is_named and project.version == report.project_version


def project_of(report: ProgressReport) -> Project:
    """The project that the public reads. ValidationError where there is none, or elsewhere."""
    project = Project.objects.published().with_rows().filter(code=report.project_code).first()
    if project is None:
        message = _("There is no published project “%(code)s” to report on.")
        raise ValidationError({"project_code": message % {"code": report.project_code}})
    if (project.scope, project.county_id) != (report.scope, report.county_id):
        message = _("A report has the place of its project: %(place)s.")
        raise ValidationError(message % {"place": project.place_name})
    return project


def prepare(report: ProgressReport, user: User, reason: str) -> None:
    """Make the source of a draft report, and the correction of its project where that says
    something else. ValidationError where the project is missing or corrected by others."""
    project = project_of(report)
    _refuse_second(report)
    reason = reason or str(report)
    statements.write_source(report, project, user, reason)
    own = _own_correction(report)
    base = own or project
    if changes := takeover.row_changes(base, report):
        draft = own or _correct(project, report, user, reason)
        takeover.write(draft, changes)
        own = draft
    ProgressReport.objects.filter(pk=report.pk).update(project_version=own and own.version)
    report.project_version = own and own.version


def _refuse_second(report: ProgressReport) -> None:
    """ValidationError where the public reads another report of the same project and period."""
    same = {name: getattr(report, name) for name in ("project_code", "year", "period")}
    if ProgressReport.objects.published().filter(**same).exclude(code=report.code).exists():
        raise ValidationError(_("This project has a report of this period already."))


def _own_correction(report: ProgressReport) -> Project | None:
    """The draft of the project that an earlier submission of this report made."""
    if report.project_version is None:
        return None
    drafts = Project.objects.open().filter(code=report.project_code).with_rows()
    return next((draft for draft in drafts if _is_made_by(draft, report)), None)


def _correct(project: Project, report: ProgressReport, user: User, reason: str) -> Project:
    """Open a correction of the project. ValidationError names who corrects it already."""
    other = Project.objects.open().filter(code=project.code).first()
    if other is None:
        why = _("Progress report %(code)s: %(reason)s")
        return workflow.start_correction(
            project, user, why % {"code": report.code, "reason": reason}
        )
    steps = ReviewStep.objects.filter(kind=kind_of(other), code=other.code, version=other.version)
    step = steps.order_by("pk").last()
    message = _(
        "The figures of this report change the project, but %(user)s is correcting it in version "
        "%(version)s. Ask for that version to be published or deleted, then submit this report "
        "again."
    )
    names = {"user": step.by.public_name if step else "", "version": other.version}
    raise ValidationError(message % names)


BUNDLE = Bundle(ProgressReport, prepare, companions, held, is_held)
