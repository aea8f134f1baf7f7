"""Rebuild the index that triggers keep up to date."""

from django.db import connection, transaction


def rebuild() -> None:
    """Rebuild all entries and known words; readers see the old ones until it commits."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT ledger_search_rebuild()")
