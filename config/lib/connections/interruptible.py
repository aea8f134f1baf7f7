"""Connections that stop waiting for a server that says nothing.

A suspended server, or one behind a network that drops everything, answers neither yes nor no: its
kernel acknowledges what is sent, so no time limit of TCP or of PostgreSQL ever ends the wait.
"""

from collections.abc import Callable

import psycopg


class SilentServerError(psycopg.OperationalError):
    """The server has not answered in time. It has no SQLSTATE, as a lost connection has none."""


class InterruptibleConnection(psycopg.Connection):
    """Asks `reason_to_stop` while it waits, some ten times a second; where that gives a reason, the
    connection is closed and SilentServerError raised."""

    reason_to_stop: Callable[[], str] = staticmethod(lambda: "")

    def wait(self, generator, *args, **kwargs):
        try:
            return super().wait(self._interruptible(generator), *args, **kwargs)
        except SilentServerError:
            self.close()
            raise

    def _interruptible(self, generator):
        is_ready = None
        while True:
            try:
                wanted = generator.send(is_ready)
            except StopIteration as end:
                return end.value
            is_ready = yield wanted
            if not is_ready and (reason := self.reason_to_stop()):
                raise SilentServerError(reason)
