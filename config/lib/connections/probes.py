"""One server of the database, asked how it is through a connection of its own."""

import datetime
import math
import time
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.utils.module_loading import import_string

from config.lib.connections.interruptible import InterruptibleConnection, SilentServerError

CONNECT_SECONDS = 2  # for a connection; libpq takes no less
ANSWER_SECONDS = 2.0
OF_DJANGO = ("context", "cursor_factory", "prepare_threshold", "connect_timeout")
QUESTION = """SELECT (SELECT system_identifier FROM pg_control_system()),
    pg_postmaster_start_time(), pg_is_in_recovery(),
    coalesce({edition}, 0),
    coalesce(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
        ELSE pg_current_wal_flush_lsn() END - '0/0', 0)::bigint"""


def question() -> str:
    """`settings.LEDGER_EDITION` names the SQL of the newest edition, since this package knows no
    tables."""
    return QUESTION.format(edition=import_string(settings.LEDGER_EDITION))


@dataclass(frozen=True)
class Answer:
    """What a server says of itself: the cluster that it is or copies, since when it runs, whether
    it is a standby, the newest edition it has, and how many bytes of the log it has written or
    replayed."""

    system: int
    started_at: datetime.datetime
    is_standby: bool
    edition: int
    position: int


class Probe:
    """`answer` is what the server said last, None where it did not answer; then `error` says why.
    `failed_at` is the moment of the last failure, by the monotonic clock."""

    def __init__(self, parameters: dict[str, Any]):
        self.parameters = {k: value for k, value in parameters.items() if k not in OF_DJANGO}
        self.answer: Answer | None = None
        self.error = ""
        self.is_silent = False
        self.failed_at = -math.inf
        self._connection: InterruptibleConnection | None = None

    def ask(self) -> None:
        try:
            self.answer = self._asked()
        except psycopg.Error as error:
            self.close()
            self.answer = None
            self.error = str(error).partition("\n")[0]
            self.is_silent = isinstance(error, SilentServerError | psycopg.errors.ConnectionTimeout)
            self.failed_at = time.monotonic()
        else:
            self.error, self.is_silent = "", False

    def _asked(self) -> Answer:
        if self._connection is None:
            self._connection = InterruptibleConnection.connect(
                **self.parameters, connect_timeout=CONNECT_SECONDS, autocommit=True
            )
        begun = time.monotonic()

        def reason_to_stop() -> str:
            is_late = time.monotonic() - begun > ANSWER_SECONDS
            return f"no answer in {ANSWER_SECONDS:g} seconds" if is_late else ""

        self._connection.reason_to_stop = reason_to_stop
        return Answer(*self._connection.execute(question()).fetchone())

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
