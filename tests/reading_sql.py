"""Statements of SQL that hold up those who write."""

import re
from collections.abc import Iterator

BODY = re.compile(r"(\$\w*\$).*?\1", re.DOTALL)  # of a function: runs later
COMMENT = re.compile(r"--[^\n]*")
ROWS = re.compile(r"\b(?:UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?(?:public\.)?(\w+)", re.IGNORECASE)
EMPTIED = re.compile(r"TRUNCATE\s+(?:TABLE\s+)?([\w.,\s]+)", re.IGNORECASE)
BLOCKING = {
    r"CREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)": "an index is made concurrently",
    r"DROP\s+INDEX\s+(?!CONCURRENTLY)": "an index is removed concurrently",
    r"REINDEX\b(?!.*CONCURRENTLY)": "REINDEX CONCURRENTLY",
    r"\bTYPE\s+\w+.*\bUSING\b|ALTER\s+COLUMN\s+\w+\s+(SET\s+DATA\s+)?TYPE": "a new column instead",
    r"SET\s+NOT\s+NULL": "NOT NULL reads every row",
    r"ADD\s+(CONSTRAINT\s+\w+\s+)?(CHECK|FOREIGN|UNIQUE|PRIMARY|EXCLUDE)(?!.*NOT\s+VALID)": (
        "a constraint is added as not valid"
    ),
    r"\bLOCK\s+TABLE\b|\bVACUUM\s+FULL\b|\bCLUSTER\b": "a whole table held",
    r"^SELECT\s+(public\.)?ledger_(?!describe)": (
        "what a function writes is filled in batches, in a migration that is not atomic"
    ),
}


def faults(sql: str, derived: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with some statements; rows of the tables `derived` may be changed."""
    plain = COMMENT.sub("", BODY.sub("", sql))
    for statement in plain.split(";"):
        one = " ".join(statement.split())
        if re.match(r"CREATE\s.*\bTRIGGER\b|COMMENT\b|(CREATE|ALTER|DROP)\s+FUNCTION", one, re.I):
            continue
        for pattern, advice in BLOCKING.items():
            if re.search(pattern, one, re.IGNORECASE):
                yield f"{one[:60]}: {advice}"
        if _changed_tables(one) - {*derived}:
            yield f"{one[:60]}: rows are changed in batches, in a migration that is not atomic"


def _changed_tables(statement: str) -> set[str]:
    emptied = EMPTIED.match(statement)
    names = emptied[1].split(",") if emptied else ROWS.findall(statement)
    return {name.strip().lower().removeprefix("public.") for name in names}
