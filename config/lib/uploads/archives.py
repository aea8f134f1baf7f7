"""ZIP archives, as office documents are: known to be bearable before any part is unpacked."""

import io
import zipfile
from typing import BinaryIO

MAX_UNPACKED = 500 * 2**20  # bytes of all parts
MAX_RATIO = 200  # unpacked to packed; sheets of figures reach about 20
MAX_DIRECTORY = 2**20  # bytes of the list of parts: some ten thousand of them
SMALL = 2**20  # bytes below which a ratio says nothing
END, END_SIZE, LONGEST_COMMENT = b"PK\x05\x06", 22, 2**16


class DamagedArchiveError(Exception):
    """What is no ZIP archive, or one that contradicts itself."""


class LargeArchiveError(Exception):
    """An archive that says that it unpacks to `megabytes`, or that has too many parts."""

    def __init__(self, megabytes: int):
        super().__init__(megabytes)
        self.megabytes = megabytes


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """The archive, of a bearable size by what it says itself. What it says may be a lie: whoever
    unpacks a part stops at the size that it announced."""
    _refuse_long_directory(file)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise DamagedArchiveError from error
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, SMALL):
        raise LargeArchiveError(unpacked // 2**20)
    if len(parts) != len({part.filename for part in parts}):
        raise DamagedArchiveError
    return archive


def _refuse_long_directory(file: BinaryIO) -> None:
    """Before the list of parts is read: a few bytes of archive make much of it."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - END_SIZE - LONGEST_COMMENT))
    end = file.read()
    file.seek(0)
    place = end.rfind(END)
    if place < 0 or len(end) - place < END_SIZE:
        raise DamagedArchiveError
    length = int.from_bytes(end[place + 12 : place + 16], "little")
    if length > MAX_DIRECTORY:  # the long form of ZIP says 2**32 - 1 here
        raise LargeArchiveError(size // 2**20)
