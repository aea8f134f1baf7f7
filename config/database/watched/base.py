"""Statements on a server that has fallen silent end; see config/lib/connections/watch.py."""

from functools import partial

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from django.utils.asyncio import async_unsafe

from config.database.pooled.base import CursorsOfTransactions
from config.lib.connections.interruptible import InterruptibleConnection
from config.lib.connections.probes import CONNECT_SECONDS
from config.lib.connections.watch import silence


class DatabaseWrapper(CursorsOfTransactions, base.DatabaseWrapper):
    def get_connection_params(self):
        return {"connect_timeout": CONNECT_SECONDS, **super().get_connection_params()}

    @async_unsafe
    def get_new_connection(self, conn_params):
        self.isolation_level = IsolationLevel.READ_COMMITTED
        connection = InterruptibleConnection.connect(**conn_params)
        connection.reason_to_stop = partial(silence, self.alias)
        return connection
