"""Processes that end together."""

import ctypes
import signal
import sys

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


def end_with_parent() -> None:
    """From now on this process is sent TERM whenever its parent ends, on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
