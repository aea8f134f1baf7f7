"""Copies of a running PostgreSQL server: independent ones, and replicas that follow it."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from config.database import server
from config.database.home import APPLICATION, SUPERUSER, Home, find_home


class CopyFailedError(Exception):
    pass


def copy_server(
    source: Home, folder: Path, *, follows: bool, durable: bool = True, log: Path | None = None
) -> Home:
    """Copy a server while it runs, and start the copy, which is a replica where it follows; its
    write-ahead log in a folder of its own, where `log` is given."""
    copy = find_home(folder)
    shutil.rmtree(copy.data, ignore_errors=True)
    done = server.run(
        source,
        "pg_basebackup",
        *("-h", source.sockets, "-U", SUPERUSER, "-D", copy.data),
        *("-X", "stream", "-c", "fast", *(["-R"] if follows else [])),
        *(["--waldir", log] if log else []),
    )
    if done.returncode or server.pg_ctl_start(copy, durable).returncode:
        raise CopyFailedError(done.stdout or server.end_of_log(copy))
    return copy


@contextmanager
def on_server(home: Home, database: str) -> Iterator[None]:
    """Send the queries of this thread to another server, as the application."""
    usual = connections[DEFAULT_DB_ALIAS]
    place = {"HOST": str(home.sockets), "PORT": "5432", "NAME": database, "USER": APPLICATION}
    other = DatabaseWrapper({**usual.settings_dict, **place, "OPTIONS": {}}, DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = usual


def stop(home: Home) -> None:
    """As a crash does; nothing where it does not run."""
    server.run(home, "pg_ctl", "-D", home.data, "-w", "-m", "immediate", "stop")


def promote(home: Home) -> None:
    server.run(home, "pg_ctl", "-D", home.data, "-w", "promote")


def suspend(home: Home) -> list[int]:
    """Stop all processes of a server where they are; those that `resume` wakes."""
    first = server.read_pid(home)
    pids = [first, *children(first)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    return pids


def resume(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGCONT)


def children(parent: int) -> list[int]:
    """Linux says them in a file."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in listed.split()]
