"""Which errors say that the database does not answer, and what the log keeps of them."""

import errno
import logging
import sys

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from procrastinate.exceptions import ConnectorException, UniqueViolation

from config.outage import WithoutTraceback, is_full, is_of_server, is_outage, is_read_only


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("connection refused"),
        caused(OperationalError(), psycopg.OperationalError("server closed the connection")),
        caused(OperationalError(), psycopg.errors.AdminShutdown()),
        caused(OperationalError(), psycopg.errors.CannotConnectNow()),
        caused(OperationalError(), psycopg.errors.TooManyConnections()),
        caused(InterfaceError(), psycopg.InterfaceError("the connection is closed")),
        psycopg.errors.CannotConnectNow(),
        caused(ConnectorException(), psycopg.OperationalError("server closed the connection")),
    ],
)
def test_lost_connection_is_an_outage(error):
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError(),
        caused(DatabaseError(), psycopg.DatabaseError()),
        caused(OperationalError(), psycopg.errors.QueryCanceled()),
        caused(OperationalError(), psycopg.errors.DeadlockDetected()),
        caused(OperationalError(), psycopg.errors.DiskFull()),
        caused(ConnectorException(), psycopg.errors.UndefinedTable()),
        UniqueViolation(constraint_name="x", queueing_lock="y"),
    ],
)
def test_refused_statement_is_no_outage(error):
    assert not is_outage(error)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (caused(OperationalError(), psycopg.errors.DiskFull()), True),
        (caused(ConnectorException(), psycopg.errors.DiskFull()), True),
        (psycopg.errors.DiskFull(), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.ENOENT, "No such file"), False),
        (caused(OperationalError(), psycopg.OperationalError("gone")), False),
        (None, False),
    ],
)
def test_disk_without_room_is_known(error, expected):
    assert is_full(error) is expected


def test_outage_is_one_line_of_the_log():
    error = OperationalError("connection failed\n\tIs the server running?")
    record = logging.LogRecord("django", 40, "", 1, "503: /", (), (type(error), error, None))

    WithoutTraceback().filter(record)

    assert record.getMessage() == "503: /: connection failed Is the server running?"


@pytest.mark.parametrize(
    ("error", "has_traceback"), [(OperationalError("gone"), False), (ValueError("wrong"), True)]
)
def test_log_keeps_no_traceback_of_an_outage(error, has_traceback):
    try:
        raise error
    except (OperationalError, ValueError):
        record = logging.LogRecord("django", 40, "", 1, "%s: %s", ("503", "/"), sys.exc_info())

    assert WithoutTraceback().filter(record)

    assert bool(record.exc_info) is has_traceback
    assert record.getMessage() == ("503: /" if has_traceback else "503: /: gone")


def test_replica_that_is_to_be_written_is_read_only():
    assert is_read_only(caused(DatabaseError(), psycopg.errors.ReadOnlySqlTransaction()))
    assert is_read_only(psycopg.errors.ReadOnlySqlTransaction())
    assert not is_read_only(caused(DatabaseError(), psycopg.DatabaseError()))
    assert not is_read_only(None)


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.DiskFull(), True),
        (psycopg.errors.SerializationFailure(), True),  # a conflict with what a replica replays
        (psycopg.errors.ReadOnlySqlTransaction(), True),
        (psycopg.errors.QueryCanceled(), False),  # takes as long elsewhere
        (psycopg.errors.UndefinedTable(), False),
    ],
)
def test_another_server_is_asked_for_what_it_may_answer(cause, expected):
    assert is_of_server(caused(OperationalError(), cause)) is expected
