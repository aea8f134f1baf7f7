"""What a published report leaves in its project, and taking that out together with the report.

A report made payments and results of its project, which stay when it is withdrawn alone. Whoever
asks for its withdrawal may have them taken out: a correction of the project is handed in, and the
withdrawal of the source of the report is asked for. The reviewer who withdraws the report publishes
the correction and withdraws the source with it.
"""

from programs.models import Payment, ProgressReport, Project, Result
from programs.progress import takeover
from records.models import Record, ReviewStep, Row, SourceVersion, State, User, kind_of
from records.registry.bundles import Leaving
from records.review import workflow


def left_by(report: ProgressReport) -> list[Row]:
    """The public payments and results of the project that a public report made."""
    made = {"project__code": report.project_code, "statement__source__code": report.code}
    return [
        row
        for model in (Payment, Result)
        for row in model.objects.as_of(None).filter(**made).select_related("project")
    ]


def take_out(report: ProgressReport, user: User, reason: str) -> None:
    """Hand in a correction of the project without what a public report made, and ask for the
    withdrawal of its source. ValidationError where the project is being corrected already."""
    project = Project.objects.published().with_rows().get(code=report.project_code)
    draft = workflow.start_correction(project, user, _reason(report) % {"reason": reason})
    draft = Project.objects.with_rows().get(pk=draft.pk)
    takeover.write(draft, takeover.removal_changes(draft, report))
    workflow.submit([draft], user, reason)
    workflow.ask_to_withdraw(_sources(report), user, reason)


def withdrawn_with(report: ProgressReport) -> list[Record]:
    """The submitted correction that takes out what a report made, and the public source of the
    report where its withdrawal is asked for."""
    named = {"code": report.project_code, "state": State.SUBMITTED}
    begins = _reason(report) % {"reason": ""}
    drafts = Project.objects.filter(**named, change_reason__startswith=begins)
    asked = ReviewStep.objects.standing_requests().newest_of(_sources(report))
    sources = (one for one in _sources(report) if (kind_of(one), one.code, one.version) in asked)
    return [*drafts, *sources]


def _sources(report: ProgressReport) -> list[SourceVersion]:
    made = SourceVersion.objects.published().filter(kind=SourceVersion.Kind.PROGRESS)
    return list(made.filter(code=report.code))


def _reason(report: ProgressReport) -> str:
    """The reason of the correction, but for the words of the user; known by its beginning."""
    return f"{report.code} – %(reason)s"


LEAVING = Leaving(ProgressReport, left_by, take_out, withdrawn_with)
