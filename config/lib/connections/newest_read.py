"""The newest edition that any reader of this machine was shown, known to all processes of the site.

Each process looks at the ledger in its own moments, and may read another server than the next one.
With this number none of them shows a reader less than any of them has shown before.
"""

import fcntl
import mmap
import os
import struct
import tempfile
from threading import Lock

NUMBER = struct.Struct("q")
# Made when the site is loaded, before workers are forked: so they share both.
_memory = mmap.mmap(-1, NUMBER.size)
with tempfile.TemporaryFile() as _named:
    _file = os.dup(_named.fileno())  # the kernel drops its lock with a process
_lock = Lock()  # between threads, which a lock of a file does not keep apart


def newest_read() -> int:
    """0 before anything was shown."""
    return NUMBER.unpack_from(_memory)[0]


def on_read(edition: int) -> None:
    """Take note that a reader was shown edition number `edition`."""
    if edition <= newest_read():
        return
    with _lock:
        fcntl.lockf(_file, fcntl.LOCK_EX)
        NUMBER.pack_into(_memory, 0, max(edition, newest_read()))
        fcntl.lockf(_file, fcntl.LOCK_UN)
