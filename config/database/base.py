"""Starts the embedded server at the first connection: a command without one needs no server."""

from pathlib import Path

from django.db.backends.postgresql import base
from psycopg.conninfo import conninfo_to_dict

from config.database import server as postgres


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes FOLDER and DURABLE from the settings; host, port and user come from the server."""

    def get_connection_params(self):
        folder, durable = Path(self.settings_dict["FOLDER"]), self.settings_dict["DURABLE"]
        server = conninfo_to_dict(postgres.start(folder, durable=durable))
        del server["dbname"]  # the tests' databases have names of their own
        return super().get_connection_params() | server
