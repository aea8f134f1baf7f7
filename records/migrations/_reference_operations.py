"""Migration operations for reference data, whose rules answer each statement once
(`references_in_sets.sql`). They take the place of those of `_operations` for new migrations.

A new kind of reference data takes `described` and, where the search box finds it,
`searched_reference`. After columns were added to its table and to that of its versions, the same
migration takes `described_anew`, for statements `described_statements_anew`: the views are made
anew, and the rules need nothing, since they look the columns up.

Frozen: migrations import it, so it is never edited once a release carries them.
"""

from django.db.migrations import RunSQL

from records.migrations import _operations as rules

described_anew = rules.described_anew
SCHEMAS = ("ledger_past", "ledger_history", "ledger_latest")
# The tables in which a trigger of a statement sees its rows.
SEEN = {
    "insert": "NEW TABLE AS given",
    "update": "OLD TABLE AS before NEW TABLE AS given",
    "delete": "OLD TABLE AS before",
}


def described(table: str, versions: str) -> list[RunSQL]:
    """`table` holds reference data that says what its versions in the table `versions` say."""
    views = f"SELECT public.ledger_describe('{table}', '{versions}')"
    return [
        RunSQL(views, _drop_views(table)),
        *_of_statements(versions, "publish", "ledger_publish_references", table),
        *_of_statements(table, "guard", "ledger_guard_references"),
        rules.not_emptied(table),
    ]


def described_statements_anew() -> RunSQL:
    """The views of statements that got new columns, which their versions have too."""
    views = _drop_views("records_statement")
    return RunSQL(f"{views}; SELECT public.ledger_describe_statements()", RunSQL.noop)


def searched_reference(table: str, *, titles: str, texts: str = "", refs: str = "") -> list[RunSQL]:
    """The search box looks through these columns of every public version of what `table` holds,
    which is empty as yet; `refs` as "county_id:county"."""
    kind = table.partition("_")[2]
    index = (
        f"CREATE INDEX search_{kind} ON public.records_searchentry USING gin (words) "
        f"WHERE kind = '{kind}'"
    )
    return [
        *_searched(table, titles, texts, refs),
        RunSQL(index, f"DROP INDEX public.search_{kind}"),
    ]


def described_in_sets(table: str, versions: str) -> list[RunSQL]:
    """The rules of `_operations.described` answer each statement once from now on."""
    return [
        _ended(versions, "publish"),
        *_of_statements(versions, "publish", "ledger_publish_references", table),
        _ended(table, "guard"),
        *_of_statements(table, "guard", "ledger_guard_references"),
    ]


def statements_in_sets() -> list[RunSQL]:
    """The same of `_operations.described_statements`."""
    table, versions = "records_statement", "records_statementversion"
    return [
        _ended(versions, "publish"),
        *_of_statements(versions, "publish", "ledger_publish_statements"),
        _ended(table, "guard"),
        *_of_statements(table, "guard", "ledger_guard_references", "source_id"),
    ]


def searched_in_sets(table: str, *, titles: str, texts: str = "", refs: str = "") -> list[RunSQL]:
    """The same of `_operations.searched_reference`, which had these columns."""
    return [_ended(table, "search"), *_searched(table, titles, texts, refs)]


def _searched(table: str, titles: str, texts: str, refs: str) -> list[RunSQL]:
    kind = table.partition("_")[2]
    return _of_statements(table, "search", "ledger_search_references", kind, titles, texts, refs)


def _of_statements(table: str, name: str, function: str, *arguments: str) -> list[RunSQL]:
    """Triggers that see all rows of a statement: PostgreSQL wants one for each verb."""
    values = ", ".join(f"'{argument}'" for argument in arguments)
    return [
        RunSQL(
            f"CREATE TRIGGER ledger_{name}_{verb} AFTER {verb.upper()} ON public.{table} "
            f"REFERENCING {seen} FOR EACH STATEMENT EXECUTE FUNCTION public.{function}({values})",
            f"DROP TRIGGER ledger_{name}_{verb} ON public.{table}",
        )
        for verb, seen in SEEN.items()
    ]


def _ended(table: str, name: str) -> RunSQL:
    """The trigger that was called for each row. It does not come back: its function goes, too."""
    return RunSQL(f"DROP TRIGGER ledger_{name} ON public.{table}")


def _drop_views(table: str) -> str:
    return "; ".join(f"DROP VIEW {schema}.{table}" for schema in SCHEMAS)
