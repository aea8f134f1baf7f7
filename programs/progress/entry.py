"""Reports as clerks write them: the list of what is due, and one page to write a report on."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext

from config.lib.dates import FIRST_YEAR, LAST_YEAR
from config.lib.language import compose
from programs.models import Period, ProgressReport, Project, Standing
from programs.progress import due
from programs.progress.due import ProjectReports, ReportPeriod
from programs.progress.forms import ReportForms
from programs.totals.standings import NOTICE
from records.history.acting import acting
from records.integrity.db_errors import in_plain_words
from records.models import ReviewStep
from records.review.buttons import STEPS, permission, staff_address, take
from records.review.closing import closing_of, refuse_closed_years
from records.staff.changelist import StaffPaginator
from records.staff.unsaved import no_longer_draft

PER_PAGE = 50
WITH_PROJECT = ("project__program", "project__county")
MOST_SORTED = 5_000  # reports, the longest overdue, that the list sorts otherwise
# What the list can be sorted by, the other way round with a hyphen in front of it.
ORDERS = {
    "due": ("due_on",),
    "project": ("project__code",),
    "place": ("project__county__code", "due_on"),
    "report": ("reported_on", "due_on"),
}


def due_view(request, site):
    """The projects of the user's places with a report due soon or late: the oldest first."""
    if not request.user.has_perm(permission("view", ProgressReport)):
        raise PermissionDenied
    today = timezone.localdate()
    visible = Standing.objects.as_of(None).visible_to(request.user)
    order = request.GET.get("o", "due")
    rows = _sorted(due_soon(visible, today), order)
    page = StaffPaginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    reports = due.reports_of([one.project for one in page.object_list], today)
    context = {
        **site.each_context(request),
        "title": gettext("Progress reports that are due"),
        "opts": ProgressReport._meta,
        "page": page,
        "order": order,
        "orders": {name: f"-{name}" if order == name else name for name in ORDERS},
        "rows": report_rows(reports, request.user),
    }
    return TemplateResponse(request, "admin/programs/reports_due.html", context)


def due_soon(standings: QuerySet[Standing], today: datetime.date) -> QuerySet[Standing]:
    """Those of `standings` whose next report is due soon or late, the oldest first."""
    rows = standings.filter(due_on__lte=today + datetime.timedelta(NOTICE)).order_by("due_on", "id")
    return rows.select_related(*WITH_PROJECT)


def _sorted(standings: QuerySet[Standing], order: str) -> QuerySet[Standing]:
    """Those that are due first, in another order; Http404 for one that there is not."""
    name = order.removeprefix("-")
    if name not in ORDERS:
        raise Http404(gettext("The list has no such order."))
    if order == "due":
        return standings
    first = standings.values("pk")[:MOST_SORTED]
    columns = (F(column) for column in ORDERS[name])
    chosen = Standing.objects.filter(pk__in=first).select_related(*WITH_PROJECT)
    if order == name:
        return chosen.order_by(*(one.asc(nulls_last=True) for one in columns), "id")
    return chosen.order_by(*(one.desc(nulls_last=True) for one in columns), "-id")


def report_rows(reports: list[ProjectReports], user) -> list[dict]:
    """The projects with the report to write next, and how far it is."""
    codes = [due.report_code(one.project.code, one.next_due.period) for one in reports]
    begun = {one.code: one for one in ProgressReport.objects.open().filter(code__in=codes)}
    rows = []
    for code, one in zip(codes, reports, strict=True):
        report = begun.get(code)
        may_write = user.has_perm(permission("add", ProgressReport)) and user.may_work_on(
            one.project
        )
        rows.append(
            {
                "standing": one,
                "days_late": one.days_late,
                "period": _named(one.next_due.period),
                "due_on": one.next_due.due_on,
                "missing": len(one.missing),
                "begun": report,
                "address": may_write and entry_address(one.project, one.next_due.period),
            }
        )
    return rows


def _named(period: ReportPeriod) -> str:
    return ProgressReport(year=period.year, period=period.period).period_name


def entry_address(project: Project, period: ReportPeriod) -> str:
    """The page on which the report of a project and a period is written."""
    report = ProgressReport(project_code=project.code, year=period.year, period=period.period)
    return report.entry_address


def entry_view(request, code: str, year: int, period: str, site):
    """Write the report of a project and a period, and submit it."""
    project = _project(request.user, code)
    asked = _period(project, year, period)
    report = _report(project, asked)
    is_sent = request.method == "POST"
    if not is_sent and report.is_draft and (closing := closing_of(report)):
        messages.error(request, _closed(closing))
        return redirect("admin:programs_progressreport_due")
    forms = ReportForms(
        report,
        project,
        _last(report),
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
    )
    if not report.is_draft:
        if is_sent and forms.has_news:
            return no_longer_draft(request, report, forms.labels())
        return redirect(staff_address(report, "review" if report.is_open else "change"))
    if is_sent and forms.is_valid() and _save(request, forms):
        return redirect("admin:programs_progressreport_due")
    context = {
        **site.each_context(request),
        "title": compose(gettext("Report: %(period)s"), period=report.period_name),
        "opts": ProgressReport._meta,
        "project": project,
        "report": report,
        "forms": forms,
        "last": forms.last,
        "returned": ReviewStep.objects.last_return(report) if report.pk else None,
        "due": _due(project, asked),
    }
    return TemplateResponse(request, "admin/programs/report_entry.html", context)


def _project(user, code: str) -> Project:
    """The published project, 404 where the user may not see it; a report needs a clerk of it."""
    visible = Project.objects.published().visible_to(user).with_rows()
    project = get_object_or_404(visible.select_related("program", "county"), code=code)
    if not (user.has_perm(permission("add", ProgressReport)) and user.may_work_on(project)):
        raise PermissionDenied
    return project


def _period(project: Project, year: int, period: str) -> ReportPeriod:
    asked = ReportPeriod(year, period)
    is_a_period = period in Period.values and FIRST_YEAR <= year <= LAST_YEAR
    is_of_work = is_a_period and due.reports_on(project, asked)
    if not is_of_work or asked.first_day > timezone.localdate():
        raise Http404(gettext("This project has no report of this period."))
    return asked


def _report(project: Project, asked: ReportPeriod) -> ProgressReport:
    """The newest version of the report; a new draft, not saved yet, where there is none."""
    reports = ProgressReport.objects.filter(
        project_code=project.code, year=asked.year, period=asked.period
    )
    newest = reports.with_rows().order_by("version").last()
    return newest or ProgressReport(
        code=due.report_code(project.code, asked),
        project_code=project.code,
        year=asked.year,
        period=asked.period,
        state_on=min(asked.last_day, timezone.localdate()).isoformat(),
        scope=project.scope,
        county=project.county,
    )


def _last(report: ProgressReport) -> ProgressReport | None:
    """The report before, with its rows."""
    before = ProgressReport.objects.published().of_project(report.project_code)
    first, _last_day = report.days
    return before.filter(state_on__lt=first).with_rows().first()


def _due(project: Project, asked: ReportPeriod) -> due.DueReport:
    days = datetime.timedelta(days=due.days_to_report(project))
    return due.DueReport(asked, asked.last_day + days)


def _closed(closing) -> str:
    message = gettext("%(year)s was closed by %(user)s: an administrator must reopen it first.")
    return message % {"year": closing.year, "user": closing.by.public_name}


def _save(request, forms: ReportForms) -> bool:
    """Save the draft, then submit it if that was asked for. False, with the errors in the form and
    the draft kept, where it cannot be submitted."""
    reason = gettext("progress report")
    try:
        with in_plain_words(), acting(request.user, reason):
            refuse_closed_years([forms.report])
            report = forms.save()
    except ValidationError as error:
        forms.work.add_error(None, error)
        return False
    if "save" in request.POST:
        messages.success(request, gettext("Saved as a draft. It is not submitted yet."))
        return True
    try:
        take(STEPS["submit"], [report], request.user, reason)
    except ValidationError as error:
        forms.work.add_error(None, error)
        return False
    messages.success(request, gettext("Submitted. Another person checks it now."))
    return True
