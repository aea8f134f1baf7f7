"""All checks of a few versions, asked in one question.

A check is asked again and again, of one version at a time, and nearly always finds nothing. So its
SQL is made once a day in each process, with a place for the ids of the versions; the database says
in one statement which checks find anything at all, and only these are asked for what they find.
"""

import datetime
from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.utils import timezone

from records.models import Record
from records.quality.registry import Check, Finding, Findings, Severity, registered, standing

MOST = 2048  # checks of a kind whose SQL is kept
IDS: list[int] = []  # the place of the ids among the parameters of a statement


class _IsAmong(models.Func):
    """SQL: whether the key of a version is one of the ids."""

    template = "%(expressions)s = ANY (%%s)"
    output_field = models.BooleanField()

    def as_sql(self, compiler, connection, **options):
        sql, parameters = super().as_sql(compiler, connection, **options)
        return sql, [*parameters, IDS]


def findings_about(versions: models.QuerySet, severity: Severity) -> Iterator[Finding]:
    """The findings of one severity about a few versions of one kind, draft or not, and their rows.
    Checks of rows of a kind that they do not have are not asked."""
    model = versions.model
    checks = [
        one for one in registered() if one.severity == severity and issubclass(model, one.kind)
    ]
    absent = set(model.row_models()).difference(versions.row_kinds())
    finding = _that_find(versions, [one for one in checks if not one.is_in_python], absent)
    for check in checks:
        if check.is_in_python or check.code in finding:
            batches = check.find(versions, standing(model))
            yield from Findings(
                check, [one for one in batches if one.model not in absent]
            ).at_once()


def _that_find(versions: models.QuerySet, checks: Sequence[Check], absent: set[type]) -> set[str]:
    """The codes of the checks that find anything."""
    parts: list[str] = []
    parameters: list[object] = []
    ids = list(versions.values_list("pk", flat=True))
    for place, check in enumerate(checks):
        for model, sql, of_sql in _batches(check, versions.model, timezone.localdate()):
            if model not in absent:
                parts.append(f"SELECT {place} WHERE EXISTS ({sql})")
                parameters += (ids if one is IDS else one for one in of_sql)
    if not ids or not parts:
        return set()
    with connections[versions.db].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        return {checks[place].code for (place,) in cursor}


@lru_cache(MOST)
def _batches(
    check: Check, model: type[Record], day: datetime.date
) -> list[tuple[type[models.Model], str, tuple]]:
    """Of each batch of rows that fail a check on this day: their kind, the SQL that finds any, and
    its parameters, of which IDS stands for the ids of the versions."""
    versions = model.objects.filter(_IsAmong("pk"))
    batches = []
    for batch in check.find(versions, standing(model)):
        try:
            sql, parameters = batch.rows.query.exists().sql_with_params()
        except EmptyResultSet:
            continue
        batches.append((batch.rows.model, sql, tuple(parameters)))
    return batches
