"""Documents and photographs that are sent in: known by their content, cleaned, or refused.

A name and a declared type are claims of the sender. Photographs lose what cameras write into
them, the place where they were taken above all.
"""

import io
import zipfile
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_DOCUMENT = 20 * 2**20  # bytes
MAX_PIXELS = 60_000_000
PREVIEW = (960, 960)  # pixels, the longer side
QUALITY = 88

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
PHOTOGRAPHS = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
}


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
        return Received(sent, PDF, "pdf")
    if sent.startswith(b"PK\x03\x04"):
        return _office(sent)
    return _photograph(sent)


def _office(sent: bytes) -> Received:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(sent)).namelist())
    except zipfile.BadZipFile as error:
        raise _unknown() from error
    if any("vba" in name.lower() or "activex" in name.lower() for name in names):
        raise ValidationError(_("This document contains macros. Save it without macros."))
    for part, (content_type, ending) in OFFICE.items():
        if part in names:
            return Received(sent, content_type, ending)
    raise _unknown()


def _photograph(sent: bytes) -> Received:
    """A photograph upright and without metadata, and a small copy of it."""
    try:
        with Image.open(io.BytesIO(sent), formats=list(PHOTOGRAPHS)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("This photograph has too many pixels. Make it smaller."))
            kind = image.format
            upright = ImageOps.exif_transpose(image)
            upright.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _unknown() from error
    content_type, ending = PHOTOGRAPHS[kind]
    small = upright.copy()
    small.thumbnail(PREVIEW)
    return Received(
        _without_metadata(upright, kind),
        content_type,
        ending,
        _without_metadata(small.convert("RGB"), "JPEG"),
        *upright.size,
    )


def _without_metadata(image: Image.Image, kind: str) -> bytes:
    """The pixels alone: no position, no camera, no owner, no hidden preview."""
    plain = Image.new(image.mode, image.size)
    if image.mode == "P":
        plain.putpalette(image.getpalette() or [])
    plain.paste(image)
    out = io.BytesIO()
    plain.save(out, kind, quality=QUALITY, optimize=True)
    return out.getvalue()


def _unknown() -> ValidationError:
    return ValidationError(
        _(
            "This is none of what is kept here: a photograph (JPEG, PNG, WebP) or a document (PDF, "
            "Word .docx, Excel .xlsx)."
        )
    )
