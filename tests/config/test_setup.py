"""Setting up the database: one process at a time, over two real connections."""

import threading

import pytest
from django.db import connection

from config.lib.setup import database_setup

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
