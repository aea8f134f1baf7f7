"""The parts of zipped workbooks: unpacked within bounds, read as XML that declares nothing."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree import ElementTree

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.spreadsheets.raw_sheets import refuse, unreadable
from config.lib.uploads.archives import DamagedArchiveError, LargeArchiveError, open_archive

PART = 2**18  # bytes that are unpacked at once
MAX_TREE = 20 * 2**20  # bytes of a part that is read as a whole
MACROS = re.compile(r"vba|macrosheets|activeX|^(Basic|Scripts)/", re.IGNORECASE)
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)")
LONGEST_DECLARATION = 16  # bytes that may stand in the piece before


def open_parts(file: BinaryIO) -> zipfile.ZipFile:
    """The parts of a zipped workbook, once the size that they announce is known to be bearable.
    ValidationError for what is none, or runs something."""
    try:
        parts = open_archive(file)
    except DamagedArchiveError as error:
        raise unreadable() from error
    except LargeArchiveError as error:
        message = _(
            "This workbook says that it unpacks to %(size)s MB, far more than figures need."
        )
        raise ValidationError(message % {"size": error.megabytes}) from error
    if any(MACROS.search(name) for name in parts.namelist()):
        refuse(_("This workbook contains macros. Save it as .xlsx, without macros."))
    return parts


def unpacked(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part in pieces, never more than it announced: a size may be a lie."""
    try:
        left = parts.getinfo(name).file_size
        with parts.open(name) as part:
            while left >= 0 and (piece := part.read(PART)):
                left -= len(piece)
                yield piece
    except (KeyError, OSError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise unreadable() from error
    if left < 0:
        raise unreadable()


def read_tree(parts: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A part as a whole, at most 20 MB of it."""
    if name not in parts.namelist() or parts.getinfo(name).file_size > MAX_TREE:
        raise unreadable()
    content = b"".join(unpacked(parts, name))
    if DECLARATION.search(content):
        raise unreadable()
    try:
        return ElementTree.fromstring(content)  # noqa: S314  # it declares no entity, as just seen
    except ElementTree.ParseError as error:
        raise unreadable() from error


def events_of(parts: zipfile.ZipFile, name: str) -> Iterator[tuple[str, ElementTree.Element]]:
    """The starts and ends of the elements of a part, while it is unpacked."""
    parser = ElementTree.XMLPullParser(("start", "end"))
    rest = b""
    try:
        for piece in unpacked(parts, name):
            if DECLARATION.search(rest + piece):
                raise unreadable()
            rest = piece[-LONGEST_DECLARATION:]
            parser.feed(piece)
            yield from parser.read_events()  # type: ignore[misc]
        parser.close()
        yield from parser.read_events()  # type: ignore[misc]
    except ElementTree.ParseError as error:
        raise unreadable() from error
