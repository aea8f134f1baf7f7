"""A ledger of national size, made up, for measuring: every name and source says that it is an
example. PostgreSQL makes the rows itself, so that a million projects take minutes.

The editions are sealed like any others: `verify_editions` finds every digest as it should be.
"""

from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from cadres.models import Meeting
from config.lib.spreadsheets.export import CHUNK
from counties.models import CountyVersion, Province
from programs.demo.entries import ENTRIES, ENTRY_TEXTS
from programs.demo.follow_up import add_inspections, add_meetings, add_steps
from programs.demo.inserting import insert, listed, run, texts
from programs.demo.progress import add_payments, add_reports
from programs.models import Allocation, ProgressReport, Project, Result, Status
from records.integrity.content import digests
from records.integrity.sealing import put_in_order, seal_texts
from records.models import (
    Edition,
    EditionBranch,
    EditionEntry,
    Qualifier,
    Record,
    Scope,
    Source,
    SourceVersion,
    State,
    Statement,
    StatementVersion,
    User,
    kind_of,
    record_models,
)

YEARS = range(2012, 2022)
PROVINCES, COUNTIES = 28, 832
MAINLAND = "7"  # codes below it
UNEVEN = 1.4  # 1 gives every province as many counties
LINES = 3  # allocations of a project
SOURCE, STATEMENT = "example", "made-up"
OVERSPENT = "Made up for measuring: 100 yuan more were received than allocated."
REASON = "Made up for measuring; states nothing. 为测试而编造的示例数据。"
# Programme, kind of work, and what its projects are called.
WORK = (
    ("relief-projects", "infrastructure", "Drinking water", "饮水工程"),
    ("relief-projects", "infrastructure", "Village road", "村道建设"),
    ("relief-projects", "farming", "Walnut orchard", "核桃种植"),
    ("relief-projects", "farming", "Sheep barn", "羊舍建设"),
    ("relief-projects", "education_training", "Training course", "技能培训"),
    ("industry", "industry", "Processing workshop", "加工车间"),
    ("industry", "industry", "Cold store", "冷库建设"),
    ("communication", "communication", "Broadband line", "宽带接入"),
    ("education", "student_aid", "Scholarships", "助学金"),
    ("education", "school_aid", "School equipment", "教学设备"),
    ("visits", "visits", "New Year visits", "春节慰问"),
)
STATUSES = (
    "",
    Status.SUPPORTED,
    Status.PLANNED,
    Status.UNDER_WAY,
    *(Status.COMPLETED,) * 4,
    Status.CANCELLED,
)
KINDS = ("industry_support", "donation", "donation", "other")
INDICATORS = ("jobs", "broadband-villages", "telephone-villages", "info-stations")

LEVELS = ("", "", "central", "central", "provincial", "municipal", "county")


def is_alone() -> bool:
    """Whether the ledger holds nothing beyond the founding report."""
    kinds = record_models().values()
    later = any(kind.objects.exclude(published_in=1).exists() for kind in kinds)
    return not later and Edition.objects.latest_number() == 1


def generate(projects: int, *, past_triggers: bool) -> None:
    """`projects` published projects with all that hangs on them, one edition a year.

    `past_triggers` needs the right to set session_replication_role and saves most of the time;
    without it every row passes the rules and leaves its event.
    """
    with transaction.atomic():
        newest = Edition.objects.hold_newest()
        statement, clerk, reviewer = _reference_data(newest.number + 1)
        run(
            "SELECT set_config('ledger.user_id', %s, true), set_config('ledger.reason', %s, true),"
            " setseed(0.2011)",
            [str(clerk.pk), REASON],
        )
        if past_triggers:
            run("SET LOCAL session_replication_role = replica")
        bounds = _projects(projects, newest.number, statement, clerk)
        _allocations(bounds, statement)
        _results(bounds, statement)
        add_steps(bounds, statement)
        add_inspections(bounds, statement)
        add_payments(bounds, statement)
        add_reports(bounds, statement, clerk, newest.number + len(YEARS) + 1)
        # Else the planner reads the rows of all projects anew for each project.
        run(
            "ANALYZE programs_project, programs_allocation, programs_result, programs_milestone,"
            " programs_inspection, programs_inspectionfinding, programs_payment"
        )
        run("SELECT set_config('ledger.user_id', %s, true)", [str(reviewer.pk)])
        _editions(bounds, newest, clerk, reviewer)
        if past_triggers:  # which let projects stand with each edition
            later = "SELECT number FROM records_edition WHERE number > %s ORDER BY number"
            run(f"SELECT ledger_stand(number) FROM ({later}) e", [newest.number])  # noqa: S608
        run("SET LOCAL session_replication_role = origin" if past_triggers else "SELECT 1")


def may_pass_triggers() -> bool:
    """Whether this account of the database may leave triggers out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        return cursor.fetchone()[0]


def _reference_data(edition: int):
    """The statement that all figures cite, and two accounts; reference data that is not there yet
    becomes public with edition number `edition`."""
    clerk, reviewer = (
        User.objects.get_or_create(username=name, defaults={"is_active": False})[0]
        for name in ("example-clerk", "example-reviewer")
    )
    if not Source.objects.filter(code=SOURCE).exists():
        public = {
            "state": State.PUBLISHED,
            "published_in_id": edition,
            "submitted_by": clerk,
            "submitted_at": timezone.now(),
        }
        _source(public)
        _places(public)
        add_meetings(YEARS, Statement.objects.get(source__code=SOURCE, code=STATEMENT), public)
    return Statement.objects.get(source__code=SOURCE, code=STATEMENT), clerk, reviewer


def _source(public: dict[str, object]) -> None:
    texts = {"title": "Example data", "title_zh": "示例数据", "note": REASON}
    document = SourceVersion.objects.create(code=SOURCE, kind="report", **texts, **public)
    StatementVersion.objects.create(
        document=document, line=1, code=STATEMENT, summary=REASON, summary_zh=REASON
    )


def _places(public: dict[str, object]) -> None:
    """Counties E1001 on, which no list of divisions knows. They lie in real provinces, more of them
    in the west, so that the map of places has something to show."""
    statement = Statement.objects.get(source__code=SOURCE, code=STATEMENT)
    provinces = list(Province.objects.filter(code__lt=MAINLAND).order_by("-code")[:PROVINCES])
    counties = [
        CountyVersion(
            code=f"E{1000 + n}",
            name=f"Example county {n}",
            name_zh=f"示例县{n}",
            division="county",
            province=provinces[int(len(provinces) * ((n - 1) / COUNTIES) ** UNEVEN)],
            statement=statement,
            **public,
        )
        for n in range(1, COUNTIES + 1)
    ]
    CountyVersion.objects.bulk_create(counties, batch_size=CHUNK)


def _projects(count: int, edition: int, statement: Statement, clerk: User) -> dict[str, int]:
    """The first and the last id of what was inserted; a year after the other, as time goes."""
    by_year = f"(n - 1) * {len(YEARS)} / {count}"
    drawn = f"""SELECT n, {by_year} AS nth, 1 + floor(random() * {len(WORK)})::int AS work,
        1 + floor(power(random(), 1.3) * {COUNTIES})::int AS county, random() AS where_at,
        1 + floor(random() * {len(STATUSES)})::int AS status, random() AS people
        FROM generate_series(1, {count}) n"""  # noqa: S608  # numbers only
    picked = f"""({drawn}) d
        CROSS JOIN LATERAL (SELECT where_at > 0.3 AS is_placed, {YEARS[0]} + d.nth AS year_of) y
        JOIN {listed(WORK)} w(number, program, category, name, name_zh)
        ON w.number = d.work JOIN {listed([(s,) for s in STATUSES])} s(number, status)
        ON s.number = d.status JOIN programs_program g ON g.code = w.program
        JOIN counties_county c ON c.code = 'E' || (1000 + d.county) ORDER BY d.n"""
    first, last = insert(
        Project,
        {
            "code": "'example-' || lpad(d.n::text, 8, '0')",
            "version": "1",
            "state": f"'{State.PUBLISHED}'",
            "published_in_id": f"{edition} + 1 + d.nth",
            "submitted_by_id": str(clerk.pk),
            "submitted_at": "now()",
            "statement_id": str(statement.pk),
            "title": "w.name || ', example project ' || d.n",
            "title_zh": "w.name_zh || '示例项目' || d.n",
            "program_id": "g.id",
            "category": "w.category",
            "year": f"{YEARS[0]} + d.nth",
            "status": "s.status",
            "scope": f"CASE WHEN where_at < 0.01 THEN '{Scope.NATIONAL}' WHEN where_at < 0.03 "
            f"THEN '{Scope.DESIGNATED}' ELSE '{Scope.COUNTY}' END",
            "county_id": "CASE WHEN where_at > 0.05 THEN c.id END",
            "beneficiary_persons": "(10 + 2000 * people * people)::int",
            "town": "CASE WHEN is_placed THEN 'Example town ' || 1 + d.n % 20 ELSE '' END",
            "town_zh": "CASE WHEN is_placed THEN '示例镇' || 1 + d.n % 20 ELSE '' END",
            "village": "CASE WHEN is_placed THEN 'Example village ' || 1 + d.n % 90 ELSE '' END",
            "village_zh": "CASE WHEN is_placed THEN '示例村' || 1 + d.n % 90 ELSE '' END",
            "planned_starts": "year_of || '-03'",
            "planned_ends": "year_of || '-11'",
            "starts": f"CASE s.status WHEN '{Status.COMPLETED}' THEN year_of || '-04' ELSE '' END",
            "ends": f"CASE s.status WHEN '{Status.COMPLETED}' THEN year_of || '-10' ELSE '' END",
        },
        picked,
    )
    return {"first": first, "last": last}


def _allocations(bounds: dict[str, int], statement: Statement) -> None:
    """Three a project: relief funds, local investment, and one of another kind."""
    lines = f"""(SELECT p.id, line, random() AS luck,
        round(power(10, 3.3 + 1.2 * (random() + random() + random()))::numeric, -2) AS much,
        1 + floor(random() * {len(KINDS)})::int AS other,
        1 + floor(random() * {len(LEVELS)})::int AS from_level
        FROM programs_project p, generate_series(1, {LINES}) line
        WHERE p.id BETWEEN {bounds["first"]} AND {bounds["last"]} ORDER BY p.id, line) d"""  # noqa: S608
    allocated = "CASE WHEN luck > 0.03 THEN much END"
    insert(
        Allocation,
        {
            "project_id": "d.id",
            "line": "d.line",
            "statement_id": str(statement.pk),
            "kind": "CASE line WHEN 1 THEN 'relief_fund' WHEN 2 THEN 'local_counterpart' ELSE "
            f"(ARRAY[{texts(KINDS)}])[other] END",
            "level": f"(ARRAY[{texts(LEVELS)}])[from_level]",
            "planned": "CASE WHEN luck > 0.6 THEN much + 1000 END",
            "allocated": allocated,
            "allocated_qualifier": f"CASE WHEN luck > 0.9 THEN '{Qualifier.ABOUT}' ELSE '' END",
            "received": "CASE WHEN luck > 0.995 THEN much + 100 WHEN luck > 0.5 THEN much - 100 "
            "END",
            "overspend_note": f"CASE WHEN luck > 0.995 THEN '{OVERSPENT}' ELSE '' END",
        },
        lines,
    )


def _results(bounds: dict[str, int], statement: Statement) -> None:
    """One for every fourth project."""
    rows = f"""programs_project p JOIN {listed([(code,) for code in INDICATORS])}
        x(number, code) ON x.number = 1 + p.id % {len(INDICATORS)}
        JOIN programs_indicator i ON i.code = x.code
        WHERE p.id BETWEEN {bounds["first"]} AND {bounds["last"]} AND p.id % 4 = 0"""
    insert(
        Result,
        {
            "project_id": "p.id",
            "line": "1",
            "statement_id": str(statement.pk),
            "indicator_id": "i.id",
            "qualifier": "''",
            "value": "1 + p.id % 97",
        },
        rows,
    )


def _editions(bounds: dict[str, int], newest: Edition, clerk: User, reviewer: User) -> None:
    """The entries of all editions at once, then the editions, each on the one before."""
    run("SET CONSTRAINTS ALL DEFERRED")
    first = newest.number + 1
    others = _entries(first, clerk, SourceVersion, CountyVersion, Meeting)
    kind, projects = kind_of(Project), Project.objects.of_edition(first).count()
    before = sum(entry.kind < kind for entry in others)
    for entry in others[before:]:
        entry.place += projects
    EditionEntry.objects.bulk_create(others)
    reports = _entries(first + len(YEARS), clerk, ProgressReport)
    EditionEntry.objects.bulk_create(reports, batch_size=CHUNK)
    run(ENTRIES, {**bounds, "edition": first, "before": before})
    previous = newest
    for number in range(first, first + len(YEARS) + bool(reports)):
        previous = _edition(number, previous, reviewer)


def _entries(edition: int, clerk: User, *models: type[Record]) -> list[EditionEntry]:
    """The entries, in order, of what an edition publishes of these kinds."""
    entries = [
        EditionEntry(
            edition_id=edition,
            kind=kind_of(model),
            code=code,
            version=1,
            action=EditionEntry.Action.PUBLISHED,
            submitted_by=clerk,
            submitter=clerk.public_name,
            digest=digest,
        )
        for model in models
        for (code,), digest in digests(model.objects.of_edition(edition), "code")
    ]
    put_in_order(entries)
    return entries


def _edition(number: int, previous: Edition, reviewer: User) -> Edition:
    edition = Edition(
        number=number,
        published_at=Edition.objects.clock(),
        published_by=reviewer,
        publisher=reviewer.public_name,
        reason=REASON,
        record_count=EditionEntry.objects.filter(edition_id=number).count(),
        previous_digest=previous.digest,
    )
    branches = seal_texts(edition, _entry_texts(number))
    edition.save(force_insert=True)
    EditionBranch.objects.bulk_create(branches)
    return edition


def _entry_texts(edition: int) -> Iterator[str]:
    """The canonical texts of the entries, written by SQL and read a few at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(ENTRY_TEXTS, [edition])
        while rows := cursor.fetchmany(CHUNK):
            yield from (text for (text,) in rows)
