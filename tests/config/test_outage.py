"""Which errors say that the database does not answer, and what the log keeps of them."""

import logging
import sys

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from procrastinate.exceptions import ConnectorException, UniqueViolation

from config.outage import WithoutTraceback, is_of_server, is_outage, is_read_only


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
        (psycopg.errors.SerializationFailure(), True),  # a conflict with what a replica replays
        (psycopg.errors.ReadOnlySqlTransaction(), True),
        (psycopg.errors.QueryCanceled(), False),  # takes as long elsewhere
        (psycopg.errors.UndefinedTable(), False),
    ],
)
def test_another_server_is_asked_for_what_it_may_answer(cause, expected):
    assert is_of_server(caused(OperationalError(), cause)) is expected
