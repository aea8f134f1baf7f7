"""The entries of the made-up editions: SQL that tells each record letter by letter as `canonical`
does, so that a million digests take a minute."""


def _stated(column: str) -> str:
    """SQL: a text of a project as its content has it, nothing where it is empty."""
    return f"""CASE p.{column} WHEN '' THEN '' ELSE ',"{column}":"' || p.{column} || '"' END"""


def _rows(table: str, texts: str, before_line: str = "", joined: str = "") -> str:
    """SQL: the rows of each project in `table`, by project. `texts` are their columns in the order
    of the alphabet, `before_line` what stands between them and the line with those after it."""
    before, _line, after = texts.partition(" line ")
    parts = " || ".join(
        [
            *(_text(column) for column in before.split()),
            *([before_line] if before_line else []),
            """'"line":' || r.line || ','""",
            *(_text(column) for column in after.split()),
        ]
    )
    return f"""SELECT r.project_id, string_agg('{{' || {parts} ||
        '"statement":"example/made-up"}}', ',' ORDER BY r.line) AS told FROM {table} r {joined}
        WHERE r.project_id BETWEEN %(first)s AND %(last)s GROUP BY r.project_id"""  # noqa: S608


def _text(column: str) -> str:
    return f"""CASE r.{column} WHEN '' THEN '' ELSE '"{column}":"' || r.{column} || '",' END"""


MILESTONES = _rows("programs_milestone", "actual_on document kind line planned_on")
INSPECTIONS = _rows("programs_inspection", "inspected_on kind line ")
FINDINGS = _rows(
    "programs_inspectionfinding",
    "closed_on due_on finding finding_zh line outcome outcome_zh remedy remedy_zh",
    """'"inspection":"' || owner.code || '/1/' || i.line || '",'""",
    "JOIN programs_inspection i ON i.id = r.inspection_id "
    "JOIN programs_project owner ON owner.id = r.project_id",
)
PAYMENTS = """SELECT y.project_id, string_agg('{"allocation":"' || owner.code || '/1/' || a.line ||
    '","amount":"' || y.amount || '","line":' || y.line || ',"paid_on":"' || y.paid_on ||
    '","stage":"' || y.stage || '","statement":"example/made-up"}', ',' ORDER BY y.line) AS told
    FROM programs_payment y JOIN programs_allocation a ON a.id = y.allocation_id
    JOIN programs_project owner ON owner.id = y.project_id
    WHERE y.project_id BETWEEN %(first)s AND %(last)s GROUP BY y.project_id"""
ALLOCATIONS = """SELECT project_id, string_agg('{' ||
    coalesce('"allocated":"' || allocated || '",', '') || CASE allocated_qualifier WHEN '' THEN ''
    ELSE '"allocated_qualifier":"' || allocated_qualifier || '",' END ||
    '"kind":"' || kind || '",' ||
    CASE level WHEN '' THEN '' ELSE '"level":"' || level || '",' END || '"line":' || line ||
    CASE overspend_note WHEN '' THEN '' ELSE ',"overspend_note":"' || overspend_note || '"' END ||
    coalesce(',"planned":"' || planned || '"', '') ||
    coalesce(',"received":"' || received || '"', '') || ',"statement":"example/made-up"}',
    ',' ORDER BY line) AS told FROM programs_allocation
    WHERE project_id BETWEEN %(first)s AND %(last)s GROUP BY project_id"""
RESULTS = """SELECT project_id, string_agg('{"indicator":"' || i.code || '","line":' || line ||
    ',"statement":"example/made-up","value":"' || value || '"}', ','
    ORDER BY line) AS told FROM programs_result JOIN programs_indicator i ON i.id = indicator_id
    WHERE project_id BETWEEN %(first)s AND %(last)s GROUP BY project_id"""
ENTRIES = f"""INSERT INTO records_editionentry
    (edition_id, place, kind, code, version, action, reason, submitted_by_id, submitter, digest)
SELECT p.published_in_id, row_number() OVER (PARTITION BY p.published_in_id
    ORDER BY p.code COLLATE "C") - 1 + CASE p.published_in_id WHEN %(edition)s THEN %(before)s
    ELSE 0 END, 'project', p.code, 1, 'published', '', p.submitted_by_id, 'example-clerk',
    encode(sha256(convert_to('{{"allocation_rows":[' || a.told || '],"beneficiary_persons":' ||
    beneficiary_persons || ',"category":"' || category || '","code":"' || p.code || '"' ||
    coalesce(',"county":"' || c.code || '"', '') || {_stated("ends")} ||
    coalesce(',"inspection_rows":[' || i.told || ']', '') ||
    coalesce(',"inspectionfinding_rows":[' || f.told || ']', '') || ',"kind":"project"' ||
    coalesce(',"milestone_rows":[' || m.told || ']', '') ||
    coalesce(',"payment_rows":[' || y.told || ']', '') || {_stated("planned_ends")} ||
    {_stated("planned_starts")} || ',"program":"' || g.code ||
    '"' || coalesce(',"result_rows":[' || r.told || ']', '') || ',"scope":"' || scope || '"' ||
    {_stated("starts")} || ',"statement":"example/made-up"' || CASE status WHEN '' THEN '' ELSE
    ',"status":"' || status || '"' END || ',"title":"' || p.title || '","title_zh":"' ||
    p.title_zh || '"' || {_stated("town")} || {_stated("town_zh")} || ',"version":1' ||
    {_stated("village")} || {_stated("village_zh")} || ',"year":' || year || '}}', 'UTF8')), 'hex')
FROM programs_project p JOIN ({ALLOCATIONS}) a ON a.project_id = p.id
JOIN programs_program g ON g.id = p.program_id
LEFT JOIN ({RESULTS}) r ON r.project_id = p.id
LEFT JOIN ({MILESTONES}) m ON m.project_id = p.id
LEFT JOIN ({PAYMENTS}) y ON y.project_id = p.id
LEFT JOIN ({INSPECTIONS}) i ON i.project_id = p.id
LEFT JOIN ({FINDINGS}) f ON f.project_id = p.id
LEFT JOIN counties_county c ON c.id = p.county_id
WHERE p.id BETWEEN %(first)s AND %(last)s"""  # noqa: S608  # constants of this module only
ENTRY_TEXTS = """SELECT '{"action":"published","code":"' || code || '","digest":"' ||
    digest || '","kind":"' || kind || '","reason":"","submitted_by":"example-clerk",' ||
    '"submitter":"example-clerk","version":1}'
    FROM records_editionentry WHERE edition_id = %s ORDER BY place"""
