"""The source that a progress report makes: one statement for each of its figures.

It has the code of its report, and its statements keep their codes from version to version, since
what cites them does.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_noop, override

from config.lib.dates import format_partial_date
from programs.models import Period, ProgressReport, Project
from records.models import Measure, Source, SourceVersion, Statement, StatementVersion, Unit, User
from records.review.workflow import start_correction

TITLE = gettext_noop("Progress report, %(period)s of %(year)s: %(project)s")
WORK = gettext_noop("Physical progress of the project by %(day)s")
RECEIVED = gettext_noop("Received by %(day)s: %(money)s")
SPENT = gettext_noop("Spent by %(day)s: %(money)s")
RESULT = gettext_noop("%(indicator)s by %(day)s")
LANGUAGES = {"": "en", "_zh": "zh-hans"}
LONGEST = {"title": 200, "publisher": 120, "summary": 400, "period": 120}


def write_source(
    report: ProgressReport, project: Project, user: User, reason: str
) -> SourceVersion:
    """The draft of the source of a draft report, with a statement for each figure; the rows of the
    report cite them. ValidationError where another source has its code."""
    draft = _draft_of(report, user, reason)
    for name, value in _about(report, project).items():
        setattr(draft, name, value)
    draft.save()
    write_statements(draft, list(_stated(report)))
    _cite(report)
    return draft


def _draft_of(report: ProgressReport, user: User, reason: str) -> SourceVersion:
    versions = SourceVersion.objects.filter(code=report.code)
    newest = versions.order_by("version").last()
    if newest is None:
        return SourceVersion(code=report.code, change_reason=reason)
    if newest.kind != SourceVersion.Kind.PROGRESS:
        message = gettext("There is another source with the code “%(code)s” already.")
        raise ValidationError(message % {"code": report.code})
    return newest if newest.is_draft else start_correction(newest, user, reason)


def _about(report: ProgressReport, project: Project) -> dict[str, object]:
    values: dict[str, object] = {
        "kind": SourceVersion.Kind.PROGRESS,
        "published_on": timezone.localdate().isoformat(),
        "data_year": report.year,
    }
    author = project.implementer or project.organiser or project.county
    for suffix, language in LANGUAGES.items():
        with override(language):
            named = getattr(project, f"title{suffix}")
            title = _text(TITLE, report, project=named) if named else ""
            values[f"title{suffix}"] = cut("title", title)
            name = getattr(author, f"name{suffix}") if author else ""
            values[f"publisher{suffix}"] = cut("publisher", name)
    return values


def _stated(report: ProgressReport) -> Iterator[dict[str, object]]:
    """What each figure states: the values of its statement, in the order of the report."""
    yield _statement(
        report, "work", WORK, report.physical_percent, Unit.PERCENT, measure=Measure.SHARE
    )
    for row in report.reportedmoneys.order_by("line"):
        received, spent = row.received_to_date, row.spent_to_date
        code, money = f"money-{row.line}", {"money": row}
        yield _statement(report, f"{code}-received", RECEIVED, received, Unit.CNY, **money)
        yield _statement(report, f"{code}-spent", SPENT, spent, Unit.CNY, **money)
    for row in report.reportedresults.select_related("indicator").order_by("line"):
        unit, names = row.indicator.unit, {"indicator": row.indicator}
        yield _statement(report, f"result-{row.line}", RESULT, row.value, unit, **names)


def _statement(
    report: ProgressReport,
    code: str,
    summary: str,
    value: Decimal | None,
    unit: str,
    measure: str = Measure.STOCK,
    **names,
) -> dict[str, object]:
    values: dict[str, object] = {
        "code": code,
        "value": value,
        "unit": unit if value is not None else "",
        "measure": measure if value is not None else "",
        "year": report.year,
        "scope": report.scope,
    }
    for suffix, language in LANGUAGES.items():
        with override(language):
            words = {name: _name(row) for name, row in names.items()}
            day = format_partial_date(report.state_on)
            values[f"summary{suffix}"] = cut("summary", _text(summary, report, day=day, **words))
            values[f"period{suffix}"] = cut("period", str(report.period_name))
    return values


def _name(row) -> str:
    return str(getattr(row, "kind_and_level", row))


def _text(pattern: str, report: ProgressReport, **names) -> str:
    period = Period(report.period).label
    return gettext(pattern) % {"period": period, "year": report.year, **names}


def cut(field: str, text: str) -> str:
    return Truncator(text).chars(LONGEST[field])


def write_statements(draft: SourceVersion, stated: list[dict[str, object]]) -> None:
    """Bring the statements of the draft up to date, each under its code."""
    present = {row.code: row for row in draft.statements.all()}
    for position, values in enumerate(stated, start=1):
        row = present.pop(values["code"], None) or StatementVersion(document=draft)
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        if row.pk is None or before != values or row.position != position:
            row.position = position
            row.save()
    for row in present.values():
        row.delete()


def _cite(report: ProgressReport) -> None:
    """Let the report and its rows cite the statements of its source."""
    source = Source.objects.get(code=report.code)
    ids = dict(Statement.objects.filter(source=source).values_list("code", "pk"))
    ProgressReport.objects.filter(pk=report.pk).update(statement=ids["work"])
    report.statement_id = ids["work"]
    for row in report.reportedmoneys.all():
        row.statement_id = ids[f"money-{row.line}-received"]
        row.spent_statement_id = ids[f"money-{row.line}-spent"]
        row.save()
    for row in report.reportedresults.all():
        row.statement_id = ids[f"result-{row.line}"]
        row.save()
    report.attachments.update(statement=ids["work"])
