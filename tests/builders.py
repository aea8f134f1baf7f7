"""Plain builders: a saved draft with just enough in it to be published, changed as a test needs.

They stand on the 2011 report, for its programmes, counties, cadres and statements.
"""

from decimal import Decimal

from cadres.models import Cadre, Posting
from programs.models import Allocation, Indicator, Payment, Program, Project, Result
from records.models import Statement
from records.quality.registry import Findings, registered, standing


def statement(code: str = "relief-projects") -> Statement:
    return Statement.objects.get(source__code="report-2011", code=code)


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


def found(code: str, version) -> list[tuple]:
    """Where, field, found, expected and difference of a check's findings about one version."""
    (check,) = (check for check in registered() if check.code == code)
    only = type(version).objects.filter(pk=version.pk)
    findings = Findings(check, list(check.find(only, standing(type(version)))))
    return [(row.where, row.field, row.found, row.expected, row.difference) for row in findings]
