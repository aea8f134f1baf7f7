"""Sharing the jobs of a verification between processes that read one state of the database."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context

from django.db import connection, connections

from config.lib.moments import export_snapshot, one_moment

# A function of a module, and its arguments: other processes get both by pickle.
Job = tuple
# Gives the results of jobs in the order of the jobs, whichever was done first.
Run = Callable[[Iterable[Job]], Iterator]


@contextmanager
def sharing(processes: int) -> Iterator[Run]:
    """One moment of the database, and what runs jobs in it. An error comes where its job stands in
    the order, so it is the same for any number of processes.

    Inside a transaction jobs stay in this process: no other sees what was not committed.
    """
    if processes < 2 or connection.in_atomic_block:
        with one_moment():
            yield lambda jobs: (function(*given) for function, *given in jobs)
        return
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("fork"), initializer=_leave_inherited_connections
    )
    try:
        pool.submit(os.getpid).result()  # the first job forks all of them
        with one_moment():
            yield partial(pool.map, partial(_run, export_snapshot()))
    finally:
        pool.shutdown(cancel_futures=True)


_inherited = []  # kept: one that is let go says goodbye to the server in the name of its owner


def _leave_inherited_connections() -> None:
    """Connections that were open before the fork are the parent's; this process opens its own."""
    for alias in connections:
        _inherited.append(connections[alias])
        del connections[alias]


def _run(snapshot: str, job: Job):
    """Do a job in a process of its own, in the moment of the one that shares."""
    function, *given = job
    with one_moment(snapshot):
        return function(*given)
