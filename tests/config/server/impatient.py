"""gunicorn's settings of the site with small limits, so that tests reach them."""

from config.server import connection, worker
from config.server.gunicorn import *  # noqa: F403

connection.REQUEST_SECONDS = 1
connection.STALL_SECONDS = 2
connection.SPOOL_BYTES = 100_000
worker.LONGEST_WAIT = 2
worker_connections = 50
