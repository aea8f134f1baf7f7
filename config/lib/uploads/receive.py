"""Documents and photographs that are sent in: known by their content, cleaned, or refused.

A name and a declared type are claims of the sender. Photographs lose what cameras write into
them, the place where they were taken above all.
"""

import io
import re
import threading
import zipfile
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.uploads import pdf, photographs
from config.lib.uploads.archives import DamagedArchiveError, LargeArchiveError, open_archive

MAX_DOCUMENT = 20 * 2**20  # bytes
LARGEST_LINKS = 2**20  # bytes of a part that lists what a document is linked to

PDF = "application/pdf"
OFFICE = {
    "word/document.xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    "xl/workbook.xml": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
}
MACROS = re.compile(r"vba|activex|macrosheets", re.IGNORECASE)
EMBEDDED = re.compile(r"/embeddings/|oleobject", re.IGNORECASE)
FETCHED = re.compile(rb"""relationships/(attachedTemplate|oleObject|frame)["']""")

ONE_AT_A_TIME = threading.Lock()  # a photograph of many pixels takes 250 MB while it is decoded


@dataclass(frozen=True)
class Received:
    """A file as it will be stored: its type by its content, and a small copy of a photograph."""

    content: bytes
    content_type: str
    ending: str
    preview: bytes = b""
    width: int | None = None
    height: int | None = None


def received(sent: bytes) -> Received:
    """The upload, ready to be stored. ValidationError unless it is a document or photograph."""
    if len(sent) > MAX_DOCUMENT:
        message = _("This file is larger than %(limit)s MB.")
        raise ValidationError(message % {"limit": MAX_DOCUMENT // 2**20})
    if sent.startswith(b"%PDF-"):
        pdf.refuse_active(sent)
        return Received(sent, PDF, "pdf")
    if sent.startswith(b"PK\x03\x04"):
        return _office(sent)
    return _photograph(sent)


def _office(sent: bytes) -> Received:
    try:
        with open_archive(io.BytesIO(sent)) as archive:
            _refuse_active(archive)
            names = set(archive.namelist())
    except DamagedArchiveError as error:
        raise _unknown() from error
    except LargeArchiveError as error:
        message = _("This document says that it unpacks to %(size)s MB, far more than is needed.")
        raise ValidationError(message % {"size": error.megabytes}) from error
    for part, (content_type, ending) in OFFICE.items():
        if part in names:
            return Received(sent, content_type, ending)
    raise _unknown()


def _refuse_active(archive: zipfile.ZipFile) -> None:
    """ValidationError for a document that runs something, carries other files, or fetches them."""
    names = archive.namelist()
    if any(MACROS.search(name) for name in names):
        raise ValidationError(_("This document contains macros. Save it without macros."))
    is_linked = (FETCHED.search(_links(archive, name)) for name in names if name.endswith(".rels"))
    if any(EMBEDDED.search(name) for name in names) or any(is_linked):
        raise ValidationError(
            _("This document contains another file, or fetches one. Save it without, or as PDF.")
        )


def _links(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as part:
            return part.read(LARGEST_LINKS)
    except (OSError, RuntimeError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise DamagedArchiveError from error


def _photograph(sent: bytes) -> Received:
    """A photograph upright and without metadata, and a small copy of it."""
    try:
        with ONE_AT_A_TIME, photographs.opened(sent) as image:
            kind = photographs.kind_of(image)
            upright = photographs.upright_without_metadata(image)
            content, size = photographs.encoded(upright, kind), upright.size
            preview = photographs.small_copy(upright)
    except ValidationError:
        raise
    except photographs.UNREADABLE as error:
        raise _unknown() from error
    return Received(content, *photographs.TYPES[kind], preview, *size)


def _unknown() -> ValidationError:
    return ValidationError(
        _(
            "This is none of what is kept here: a photograph (JPEG, PNG, WebP) or a document (PDF, "
            "Word .docx, Excel .xlsx)."
        )
    )
