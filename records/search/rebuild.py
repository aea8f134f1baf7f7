"""Making the index anew, from the triggers that keep it up (0008_search.sql)."""

from django.db import connection, transaction


def rebuild() -> None:
    """Make every entry and known word anew; readers see the old ones until it is done."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT ledger_search_rebuild()")
