"""Tell the database who changes something and why, for its triggers to record."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def acting(user, reason: str = ""):
    """A transaction whose every change is recorded as done by `user` for `reason`.

    Bulk writes, COPY and raw SQL inside it are recorded alike: triggers read two settings of
    the transaction. A nested block restores the outer user and reason when it ends.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('ledger.user_id', true), current_setting('ledger.reason', true)"
        )
        outer = cursor.fetchone()
        _set(cursor, str(user.pk), reason)
        yield
        _set(cursor, *(value or "" for value in outer))


def _set(cursor, user_id: str, reason: str) -> None:
    cursor.execute(
        "SELECT set_config('ledger.user_id', %s, true), set_config('ledger.reason', %s, true)",
        [user_id, reason],
    )
