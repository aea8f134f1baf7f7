"""Small file systems in memory, which a test can fill and give room again."""

import os
import subprocess
from pathlib import Path

import pytest

LARGE = "4g"
PAGE = os.sysconf("SC_PAGE_SIZE")


class Disk:
    """Mounted at `place`, which is of this account; skips the test where that is not allowed."""

    def __init__(self, place: Path, account=None):
        self.place = place
        place.mkdir(exist_ok=True)
        owner = f",uid={account.uid},gid={account.gid}" if account else ""
        done = _mount("-t", "tmpfs", "-o", f"size={LARGE},mode=0700{owner}", "tmpfs", str(place))
        if done.returncode:
            pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")

    def fill(self) -> None:
        """From now on it has no room; others may be quicker to take what is left."""
        (self.place / "ballast").write_bytes(bytes(PAGE))  # the smallest disk has one page
        while os.statvfs(self.place).f_bavail:
            self._resize(str(self._used()))

    def make_room(self) -> None:
        self._resize(LARGE)
        (self.place / "ballast").unlink(missing_ok=True)

    def end(self) -> None:
        subprocess.run(["umount", str(self.place)], check=True)

    def _used(self) -> int:
        status = os.statvfs(self.place)
        return (status.f_blocks - status.f_bfree) * status.f_frsize

    def _resize(self, size: str) -> None:
        _mount("-o", f"remount,size={size}", str(self.place))


def _mount(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
