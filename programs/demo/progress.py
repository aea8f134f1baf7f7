"""Made-up payments and progress reports: of every tenth project that is under way."""

from programs.demo.inserting import insert
from programs.models import Payment, ProgressReport, ReportedMoney, Status
from records.models import State, Statement, User

EVERY = 10  # projects, of which one is reported on
SPENT = "round(a.allocated * 0.4, 2)"
TEXT = "Made up: the work goes on. 示例：工程按计划推进。"


def _reported(bounds: dict[str, int]) -> str:
    """SQL: which projects are reported on."""
    return f"""p.id IN (SELECT id FROM (
        SELECT id, row_number() OVER (ORDER BY id) AS place FROM programs_project
        WHERE id BETWEEN {bounds["first"]} AND {bounds["last"]} AND status = '{Status.UNDER_WAY}'
        ) under_way WHERE place % {EVERY} = 1)"""  # noqa: S608  # numbers


def add_payments(bounds: dict[str, int], statement: Statement) -> None:
    """Two fifths of every amount that was allocated are spent."""
    insert(
        Payment,
        {
            "project_id": "p.id",
            "line": "a.line",
            "statement_id": str(statement.pk),
            "allocation_id": "a.id",
            "stage": f"'{Payment.Stage.SPENT}'",
            "amount": SPENT,
            "paid_on": "p.year || '-07'",
        },
        "programs_project p JOIN programs_allocation a ON a.project_id = p.id"
        f" WHERE a.allocated IS NOT NULL AND {_reported(bounds)} ORDER BY p.id, a.line",
    )


def add_reports(bounds: dict[str, int], statement: Statement, clerk: User, edition: int) -> None:
    """A report of the third quarter of each of these projects, in edition number `edition`."""
    first, last = insert(
        ProgressReport,
        {
            "code": "p.code || '-' || p.year || '-q3'",
            "version": "1",
            "state": f"'{State.PUBLISHED}'",
            "published_in_id": str(edition),
            "submitted_by_id": str(clerk.pk),
            "submitted_at": "now()",
            "statement_id": str(statement.pk),
            "project_code": "p.code",
            "year": "p.year",
            "period": "'q3'",
            "state_on": "p.year || '-09-30'",
            "scope": "p.scope",
            "county_id": "p.county_id",
            "physical_percent": "30 + p.id % 50",
            "progress": f"'{TEXT}'",
            "progress_zh": f"'{TEXT}'",
        },
        f"programs_project p WHERE {_reported(bounds)} ORDER BY p.id",
    )
    insert(
        ReportedMoney,
        {
            "report_id": "r.id",
            "line": "a.line",
            "statement_id": str(statement.pk),
            "spent_statement_id": str(statement.pk),
            "kind": "a.kind",
            "level": "a.level",
            "allocation_line": "a.line",
            "spent_to_date": SPENT,
        },
        "programs_progressreport r JOIN programs_project p ON p.code = r.project_code"
        " AND p.version = 1 JOIN programs_allocation a ON a.project_id = p.id"
        f" WHERE a.allocated IS NOT NULL AND r.id BETWEEN {first} AND {last}"
        " ORDER BY r.id, a.line",
    )
