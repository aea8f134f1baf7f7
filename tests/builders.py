"""Plain builders: a saved draft with just enough in it to be published, changed as a test needs.

They stand on the 2011 report, for its programmes, counties, cadres and statements.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import transaction
from django.db.models import Model

from cadres.models import Cadre, Posting
from config.lib.caching import clear_caches
from config.lib.connections.table_owner import as_owner
from programs.demo import ledger
from programs.models import (
    Allocation,
    Indicator,
    Payment,
    Period,
    Program,
    ProgressReport,
    Project,
    ReportedMoney,
    Result,
)
from records.integrity.digest import content_fields, is_empty, serialize_value
from records.models import Edition, Record, Stable, Statement, StatementVersion, User, kind_of
from records.models.references import versions_of
from records.quality.registry import Findings, registered, standing
from records.review import workflow
from records.review.copying import next_version


def statement(code: str = "relief-projects") -> Statement:
    return Statement.objects.get(source__code="report-2011", code=code)


def publish(*versions: Record, reason: str = "checked") -> Edition:
    """Publish drafts as one edition, handed in by one made-up person and checked by another."""
    clerk, reviewer = (
        User.objects.get_or_create(username=name)[0] for name in ("entering", "checking")
    )
    workflow.submit(versions, clerk)
    return workflow.publish(versions, reviewer, reason)


def withdraw(version: Record, user: User, reason: str) -> Edition:
    """Withdraw a public version, as one made-up person asks and `user` does."""
    asking, _is_new = User.objects.get_or_create(username="asking")
    workflow.ask_to_withdraw([version], asking, reason)
    return workflow.withdraw([version], user, reason)


def draft_reference(model: type[Stable], code: str, **content) -> Record:
    """A draft of reference data: of its first version, or of a correction of the public one. Of a
    statement, "source/code", the draft is one of its source."""
    source, _slash, part = code.rpartition("/")
    draft = _next_draft(versions_of(model), source or part)
    target = draft
    if source:
        target = draft.statements.filter(code=part).first()
        target = target or StatementVersion(document=draft, code=part)
    for name, value in content.items():
        setattr(target, name, value)
    target.save()
    return draft


def _next_draft(kind: type[Record], code: str) -> Record:
    public = kind.objects.published().filter(code=code).first()
    if public is None:
        return kind(code=code)
    return next_version(public, "corrected")


def publish_reference(model: type[Stable], code: str, **content) -> Stable:
    """A row of reference data that says `content`, new or corrected, in an edition of its own."""
    publish(draft_reference(model, code, **content))
    source, _slash, part = code.rpartition("/")
    return model.objects.get(code=part, **({"source__code": source} if source else {}))


def generate_example(projects: int, *, past_triggers: bool = True) -> None:
    """Made-up published projects, as the owner of the tables loads them."""
    with as_owner():
        ledger.generate(projects, past_triggers=past_triggers)


@contextmanager
def example_ledger(projects: int) -> Iterator[None]:
    """Inside the block the ledger holds made-up published projects too."""
    with transaction.atomic():
        generate_example(projects)
        yield
        transaction.set_rollback(True)
    clear_caches()  # the next example has editions of the same numbers


def make_project(code: str = "well", **changes) -> Project:
    given = {
        "title": "Wells",
        "title_zh": "水井",
        "program": Program.objects.get(code="relief-projects"),
        "category": "infrastructure",
        "year": 2013,
        "statement": statement(),
    }
    return Project.objects.create(code=code, **{**given, **changes})


def make_allocation(project: Project, **changes) -> Allocation:
    given = {"kind": "relief_fund", "allocated": Decimal(1000), "statement": project.statement}
    return Allocation.objects.create(project=project, **{**given, **changes})


def make_payment(allocation: Allocation, **changes) -> Payment:
    given = {
        "stage": "received",
        "amount": Decimal(100),
        "paid_on": "2013-05",
        "statement": allocation.statement,
    }
    project = allocation.project
    return Payment.objects.create(project=project, allocation=allocation, **{**given, **changes})


def make_report(project: Project, period: str = "q1", **changes) -> ProgressReport:
    """A draft of a report of `project` on the last day of a period, with its kinds of money."""
    year = changes.pop("year", project.year)
    given = {
        "code": f"{project.code}-{year}-{period}",
        "project_code": project.code,
        "year": year,
        "period": period,
        "state_on": Period(period).last_day(year).isoformat(),
        "scope": project.scope,
        "county": project.county,
        "physical_percent": Decimal(25),
        "progress_zh": "按计划推进。",
    }
    return ProgressReport.objects.create(**{**given, **changes})


def report_money(report: ProgressReport, received=None, spent=None, **changes) -> ReportedMoney:
    given = {"kind": "relief_fund", "received_to_date": received, "spent_to_date": spent}
    return ReportedMoney.objects.create(report=report, **{**given, **changes})


def make_result(project: Project, indicator: str = "telephone-share", **changes) -> Result:
    given = {
        "indicator": Indicator.objects.get(code=indicator),
        "value": Decimal("33.3"),
        "statement": statement("telephone-share-after"),
    }
    return Result.objects.create(project=project, **{**given, **changes})


def make_posting(code: str = "posting", **changes) -> Posting:
    given = {
        "year": 2012,
        "cadre": Cadre.objects.get(code="li-yikai"),
        "starts": "2012-01-01",
        "statement": statement("cadres-award"),
    }
    return Posting.objects.create(code=code, **{**given, **changes})


def finds(code: str, version) -> list[tuple]:
    """What the check `code` finds of a version: where, field, value, expected and difference."""
    (check,) = (check for check in registered() if check.code == code)
    only = type(version).objects.filter(pk=version.pk)
    findings = Findings(check, list(check.find(only, standing(type(version)))))
    return [(row.where, row.field, row.found, row.expected, row.difference) for row in findings]


def content_of(version) -> dict[str, object]:
    """The content of one version by the recipe of `records.integrity.digest`, a field and a row
    at a time: what `records.integrity.content` reads for many at once."""
    content = _values(version)
    for row in version.rows():
        content.setdefault(f"{row._meta.model_name}_rows", []).append(_values(row))
    return {"kind": kind_of(version), "code": version.code, "version": version.version, **content}


def _values(row) -> dict[str, object]:
    values = {
        field.name: _value(field, getattr(row, field.name)) for field in content_fields(type(row))
    }
    return {name: value for name, value in values.items() if not is_empty(value)}


def _value(field, value):
    if isinstance(value, Model):
        return "/".join(str(part) for part in value.natural_key())
    return serialize_value(field, value)
