"""The worker of the site, run until it has nothing left to do."""

from concurrent.futures import ThreadPoolExecutor

from django.core.management import call_command
from django.db import connections


def work() -> None:
    """In a thread of its own: browser tests may keep an event loop in this one, and it has its
    own."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_work).result()


def _work() -> None:
    try:
        call_command("work", until_empty=True)
    finally:
        connections.close_all()
