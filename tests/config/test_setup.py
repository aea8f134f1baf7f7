"""Setting up the database: one process at a time, over two real connections."""

import re
import threading

import pytest
from django.db import connection

from config.lib.setup import SETUP_LOCK, database_setup
from config.settings import BASE_DIR

pytestmark = pytest.mark.django_db(transaction=True)


def test_second_process_waits_for_the_first():
    order, is_waiting = [], threading.Event()

    def second():
        is_waiting.set()
        with database_setup():
            order.append("second")
        connection.close()

    with database_setup(), database_setup():  # the same one may take it again
        thread = threading.Thread(target=second)
        thread.start()
        is_waiting.wait()
        thread.join(0.5)
        order.append("first")
    thread.join()

    assert order == ["first", "second"]


def test_lock_is_free_after_an_error():
    with pytest.raises(ValueError, match="wrong"), database_setup():
        raise ValueError("wrong")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        assert cursor.fetchone() == (0,)


def test_nobody_else_takes_the_lock():
    """A worker that adds up tallies inside its transaction did: `migrate` waited for that
    transaction, to build an index, and it for `migrate`."""
    code = [
        path.read_text()
        for suffix in ("py", "sql")
        for path in BASE_DIR.glob(f"*/**/*.{suffix}")
        if path.parts[len(BASE_DIR.parts)] in ("config", "records", "programs")
    ]

    assert sum(len(re.findall(str(SETUP_LOCK), text)) for text in code) == 1
