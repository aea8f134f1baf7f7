"""Each transaction may be given another session of the database, so nothing may outlive one."""

from django.conf import settings
from django.db.backends.postgresql import base


class CursorsOfTransactions:
    """Reads large results with a cursor of the server inside a transaction, where it ends with it;
    outside of one as any other result, where there is a pool."""

    def chunked_cursor(self):
        if settings.DATABASE_POOLED and not self.in_atomic_block:
            return self.cursor()
        return super().chunked_cursor()


class DatabaseWrapper(CursorsOfTransactions, base.DatabaseWrapper):
    pass
