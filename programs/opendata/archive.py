"""A ZIP file that is sent while it is made, and comes out the same to the byte every time."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ENOUGH = 64 * 1024  # bytes gathered before they are sent
CHECKSUMS = "SHA256SUMS"


class _Outlet:
    """What ZipFile writes into: a file that only goes forward."""

    def __init__(self):
        self.parts: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here: what was written is taken when there is enough of it."""

    def take(self, least: int = ENOUGH) -> Iterator[bytes]:
        if self.size >= least:
            taken, self.parts, self.size = b"".join(self.parts), [], 0
            yield taken


def zipped(files: Iterable[tuple[str, Iterable[bytes]]], at: datetime.datetime) -> Iterator[bytes]:
    """A ZIP of `files` (name and content), all dated `at`, with their SHA-256 sums at the end in
    the form that `sha256sum -c` reads."""
    outlet, sums = _Outlet(), []
    with ZipFile(outlet, "w") as archive:
        for name, parts in files:
            digest = hashlib.sha256()
            with archive.open(_entry(name, at), "w", force_zip64=True) as entry:
                for part in parts:
                    digest.update(part)
                    entry.write(part)
                    yield from outlet.take()
            sums.append(f"{digest.hexdigest()}  {name}\n")
        archive.writestr(_entry(CHECKSUMS, at), "".join(sums))
    yield from outlet.take(least=0)


def _entry(name: str, at: datetime.datetime) -> ZipInfo:
    utc = at.astimezone(datetime.UTC)
    entry = ZipInfo(name, utc.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
