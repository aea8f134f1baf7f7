"""Made-up steps of projects, inspections with their findings, and decisions of meetings."""

from collections.abc import Mapping

from cadres.models import Decision, Meeting
from counties.models import County
from programs.demo.inserting import insert, listed
from programs.models import Inspection, InspectionFinding, Milestone, Status
from records.models import Statement

EVERY = 10  # projects, of which one is inspected
MEETINGS, DECISIONS = 2, 6  # a year, and of a meeting
# What is found, and what is to be done about it.
FOUND = (
    ("The accounts are behind.", "台账登记不及时。", "Bring them up to date.", "补齐台账。"),
    ("No notice board stands there.", "未设公示牌。", "Put up a board.", "按要求设立公示牌。"),
    ("The equipment lies idle.", "设备闲置。", "Put it to use.", "尽快投入使用。"),
)


def add_steps(bounds: dict[str, int], statement: Statement) -> None:
    """Approval and acceptance of every project that was not cancelled."""
    rows = f"""(SELECT p.id, p.year, p.status, line FROM programs_project p,
        generate_series(1, 2) line WHERE p.id BETWEEN {bounds["first"]} AND {bounds["last"]}
        AND p.status <> '{Status.CANCELLED}' ORDER BY p.id, line) d"""  # noqa: S608  # numbers
    is_over = f"(line = 1 OR status = '{Status.COMPLETED}')"
    insert(
        Milestone,
        {
            "project_id": "d.id",
            "line": "d.line",
            "statement_id": str(statement.pk),
            "kind": "CASE line WHEN 1 THEN 'approval' ELSE 'acceptance' END",
            "planned_on": "d.year || CASE line WHEN 1 THEN '-02' ELSE '-12' END",
            "actual_on": f"CASE WHEN {is_over} THEN d.year || "
            "CASE line WHEN 1 THEN '-02-15' ELSE '-11' END ELSE '' END",
            "document": "CASE line WHEN 1 THEN '' ELSE 'Example ' || d.year || '-' || d.id END",
        },
        rows,
    )


def add_inspections(bounds: dict[str, int], statement: Statement) -> None:
    """One for every tenth project, with two findings, of which most are closed."""
    own = f"p.id BETWEEN {bounds['first']} AND {bounds['last']} AND p.id % {EVERY} = 0"
    insert(
        Inspection,
        {
            "project_id": "p.id",
            "line": "1",
            "statement_id": str(statement.pk),
            "kind": "CASE WHEN p.id % 30 = 0 THEN 'special' ELSE 'routine' END",
            "inspected_on": "p.year || '-08'",
        },
        f"programs_project p WHERE {own} ORDER BY p.id",
    )
    rows = f"""(SELECT i.id AS inspection, p.id, p.year, l.line FROM programs_project p
        JOIN programs_inspection i ON i.project_id = p.id, generate_series(1, 2) l(line)
        WHERE {own} ORDER BY p.id, l.line) d
        JOIN {listed(FOUND)} w(number, finding, finding_zh, remedy, remedy_zh)
        ON w.number = 1 + (d.id / {EVERY} + line) % {len(FOUND)}"""  # noqa: S608
    is_closed = f"(line = 1 OR d.id / {EVERY} % 4 > 0)"
    insert(
        InspectionFinding,
        {
            "project_id": "d.id",
            "inspection_id": "d.inspection",
            "line": "d.line",
            "statement_id": str(statement.pk),
            "finding": "w.finding",
            "finding_zh": "w.finding_zh",
            "remedy": "w.remedy",
            "remedy_zh": "w.remedy_zh",
            "due_on": "d.year || '-10'",
            "closed_on": f"CASE WHEN {is_closed} THEN d.year || '-10' ELSE '' END",
            "outcome": f"CASE WHEN {is_closed} THEN 'Settled.' ELSE '' END",
            "outcome_zh": f"CASE WHEN {is_closed} THEN '已整改。' ELSE '' END",
        },
        rows,
    )


def add_meetings(years: range, statement: Statement, public: Mapping[str, object]) -> None:
    """Meetings of every year with decisions, of which every third is still open."""
    counties = list(County.objects.filter(code__startswith="E").order_by("code")[:DECISIONS])
    for year in years:
        for number in range(1, MEETINGS + 1):
            meeting = Meeting.objects.create(
                code=f"example-{year}-{number}",
                kind=Meeting.Kind.CONFERENCE,
                title=f"Example meeting {number} of {year}",
                title_zh=f"{year}年示例会议{number}",
                year=year,
                held_on=f"{year}-0{3 * number}",
                statement=statement,
                **public,
            )
            Decision.objects.bulk_create(_decisions(meeting, counties, statement))


def _decisions(meeting: Meeting, counties: list[County], statement: Statement) -> list[Decision]:
    return [
        Decision(
            meeting=meeting,
            line=line,
            decision=f"Example decision {line}.",
            decision_zh=f"示例决定事项{line}。",
            county=county,
            due_on=f"{meeting.year}-12",
            done_on="" if line % 3 == 0 else f"{meeting.year}-11",
            statement=statement,
        )
        for line, county in enumerate(counties, start=1)
    ]
