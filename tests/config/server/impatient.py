"""gunicorn's settings of the site with small limits, so that tests reach them."""

from config.server import connection
from config.server.gunicorn import *  # noqa: F403

connection.REQUEST_SECONDS = 1
connection.STALL_SECONDS = 2
connection.SPOOL_BYTES = 100_000
worker_connections = 50
