"""Rebuild the index that triggers keep up to date."""

from django.db import connection, transaction


def rebuild() -> None:
    """Make every entry and known word anew; readers see the old ones until it is done."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT ledger_search_rebuild()")
