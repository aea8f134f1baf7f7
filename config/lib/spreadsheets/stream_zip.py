"""A ZIP file that is sent while it is made, and comes out the same to the byte every time."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ENOUGH = 64 * 1024  # bytes gathered before they are sent
CHECKSUMS = "SHA256SUMS"


class _Outlet:
    """A file for ZipFile to write into, without seeking."""

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


Files = Iterable[tuple[str, Iterable[bytes]]]  # name and content


def zipped(files: Files, at: datetime.datetime, *, is_long: bool = True) -> Iterator[bytes]:
    """A ZIP of `files`, all dated `at`; in the long form none of them is too large."""
    outlet = _Outlet()
    with ZipFile(outlet, "w") as archive:
        for name, parts in files:
            with archive.open(_entry(name, at), "w", force_zip64=is_long) as entry:
                for part in parts:
                    entry.write(part)
                    yield from outlet.take()
    yield from outlet.take(least=0)


def summed(files: Files) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The same files, and at the end their SHA-256 sums in the form that `sha256sum -c` reads."""
    sums: list[str] = []
    for name, parts in files:
        yield name, _summed(name, parts, sums)
    yield CHECKSUMS, ["".join(sums).encode()]


def _summed(name: str, parts: Iterable[bytes], sums: list[str]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
        yield part
    sums.append(f"{digest.hexdigest()}  {name}\n")


def _entry(name: str, at: datetime.datetime) -> ZipInfo:
    utc = at.astimezone(datetime.UTC)
    entry = ZipInfo(name, utc.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
