"""Starts the embedded server at the first connection: a command without one needs no server."""

from pathlib import Path

from django.db.backends.postgresql import base, creation
from psycopg.conninfo import conninfo_to_dict

from config.database import server as postgres
from config.database.home import OWNER


class DatabaseCreation(creation.DatabaseCreation):
    """The tests sign in as the superuser, and make databases that the owner of the tables owns."""

    def sql_table_creation_suffix(self):
        return f"WITH OWNER {OWNER}"


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes FOLDER and DURABLE from the settings; host and port come from the server."""

    creation_class = DatabaseCreation

    def get_connection_params(self):
        folder, durable = Path(self.settings_dict["FOLDER"]), self.settings_dict["DURABLE"]
        server = conninfo_to_dict(postgres.start(folder, durable=durable))
        del server["dbname"], server["user"]  # given by the settings
        return super().get_connection_params() | server
