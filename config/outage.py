"""Errors of a database that is unreachable, full or too slow, and a short log entry for each."""

import errno
import logging

import psycopg
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, InterfaceError, OperationalError
from procrastinate.exceptions import ConnectorException

CONNECTION_FAILURES = ("08", "53300", "57P")  # SQLSTATEs, or how they begin
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def is_outage(error: BaseException | None) -> bool:
    """Whether the database cannot be reached; a slow or refused statement is none. The error is
    Django's, psycopg's, or that of the queue of background work."""
    if isinstance(error, ConnectorException):
        error = error.__cause__ or error.__context__
    elif isinstance(error, OperationalError | InterfaceError):
        error = error.__cause__ or psycopg.OperationalError()
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(CONNECTION_FAILURES)


def is_full(error: BaseException | None) -> bool:
    """Whether a disk has no room: one of the database, or the one of temporary files."""
    return _is_full_database(error) or (isinstance(error, OSError) and error.errno in NO_ROOM)


def _is_full_database(error: BaseException | None) -> bool:
    cause = error.__cause__ if isinstance(error, DatabaseError | ConnectorException) else error
    return isinstance(cause, psycopg.errors.DiskFull)


def is_too_slow(error: BaseException | None) -> bool:
    """Whether the database gave a statement up because its time was over."""
    return isinstance(error, OperationalError) and isinstance(
        error.__cause__, psycopg.errors.QueryCanceled
    )


def is_read_only(error: BaseException | None) -> bool:
    """Whether the database refuses to be written at all, as a replica does."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else error
    return isinstance(cause, psycopg.errors.ReadOnlySqlTransaction)


def is_of_server(error: BaseException | None) -> bool:
    """Whether another server may answer: this one is lost or full, is a replica that was to be
    written, or ended a statement that stood in the way of what it replays. Not what takes too long:
    it would take as long there."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else error
    has_conflict = isinstance(cause, psycopg.errors.SerializationFailure)
    is_lost = is_outage(error) or _is_full_database(error)
    return is_lost or is_read_only(error) or has_conflict


class WithoutTraceback(logging.Filter):
    """One line for each of these errors, and for a name that nobody serves: a traceback would say
    nothing more."""

    def filter(self, record):
        error = record.exc_info and record.exc_info[1]
        if is_outage(error) or is_full(error) or is_too_slow(error):
            words = f"{record.getMessage()}: {error}".split()  # libpq says it in two lines
            record.msg, record.args = " ".join(words), ()
            record.exc_info = record.exc_text = None
        elif isinstance(error, DisallowedHost):  # the line has its words
            record.exc_info = record.exc_text = None
        return True
