"""Plausible rows by the hundred thousand, copied from those of the report."""

from tests.benchmarks.ground import run_sql

FILL = """
DO $$
DECLARE
    project_columns text := (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
        WHERE attrelid = 'programs_project'::regclass AND attnum > 0 AND NOT attisdropped
          AND attname NOT IN ('id', 'code', 'year'));
    row_columns text := (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
        WHERE attrelid = 'programs_allocation'::regclass AND attnum > 0 AND NOT attisdropped
          AND attname NOT IN ('id', 'project_id', 'line', 'amount'));
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    EXECUTE format('INSERT INTO programs_project (code, year, %s)
        SELECT ''example-'' || n, 2002 + n %% 10, %s FROM programs_project,
        generate_series(1, {projects}) n WHERE code = ''2011-infrastructure''',
        project_columns, project_columns);
    EXECUTE format('INSERT INTO programs_allocation (project_id, line, %s)
        SELECT p.id, lines.number, %s FROM programs_allocation a, programs_project p,
        generate_series(1, {rows}) AS lines(number)
        WHERE p.code LIKE ''example-%%'' AND a.id = (SELECT min(id) FROM programs_allocation)',
        row_columns, 'a.' || replace(row_columns, ', ', ', a.'));
END $$
"""


def fill(projects: int, rows: int = 3) -> None:
    """`projects` published projects with `rows` allocations each, past every rule and trigger."""
    run_sql(FILL.format(projects=projects, rows=rows), "VACUUM ANALYZE")
