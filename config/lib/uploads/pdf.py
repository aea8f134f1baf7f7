"""PDF documents: those that run something, or carry other files, are refused."""

import re
import zlib
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_UNPACKED = 50 * 2**20  # bytes of the streams that hold objects
STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# Short names need their value behind them: three letters occur by chance in packed pictures.
ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm)(?![A-Za-z0-9])"
    rb"|/(JS|XFA)\s*(\(|<|\[|\d+\s+\d+\s+R)"
)
ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")


def refuse_active(sent: bytes) -> None:
    """ValidationError for a PDF with scripts, actions or files in it, or one that cannot be looked
    through."""
    if ENCRYPTED.search(_plain(sent)):
        raise ValidationError(
            _("This PDF is encrypted and cannot be looked through. Save it without a password.")
        )
    if any(ACTIVE.search(_plain(part)) for part in (sent, *_object_streams(sent))):
        raise ValidationError(
            _(
                "This PDF contains a script, a form that sends data, or another file. Print it to "
                "a new PDF and send that."
            )
        )


def _plain(part: bytes) -> bytes:
    """Names may be spelled in numbers: /#4AS is /JS."""
    return ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), part)


def _object_streams(sent: bytes) -> Iterator[bytes]:
    """The packed streams that hold objects, each as far as it is allowed to unpack."""
    left = MAX_UNPACKED
    for stream in STREAM.finditer(sent):
        try:
            unpacked = zlib.decompressobj().decompress(sent[stream.end() :], left)
        except zlib.error:
            continue
        left -= len(unpacked)
        if left <= 0:
            raise ValidationError(_("This PDF unpacks to far more than documents need."))
        yield unpacked
