"""Photographs: upright, without metadata, and never larger in memory than is known beforehand."""

import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_PIXELS = 60_000_000
# Bytes of all pixels in memory; to write a WebP takes four times as much beside them.
MAX_DECODED = {"JPEG": 100_000_000, "PNG": 100_000_000, "WEBP": 50_000_000}
# Bytes of what a JPEG that comes in several passes keeps of each pixel until the last of them.
MAX_PASSES = 150_000_000
BYTES_OF_PASSES = 2  # for a colour of a pixel
PREVIEW = (960, 960)  # pixels, the longer side
QUALITY = 88
BYTES = {"1": 1, "L": 1, "P": 1, "LA": 4, "PA": 4, "RGB": 4, "RGBA": 4, "CMYK": 4, "YCbCr": 4}
TYPES = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}
UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


def opened(sent: bytes) -> Image.Image:
    """A photograph whose head is read and nothing else; one of `UNREADABLE` for what is none."""
    return Image.open(io.BytesIO(sent), formats=list(TYPES))


def kind_of(image: Image.Image) -> str:
    """One of TYPES. A camera may put further pictures behind the first one of a JPEG."""
    return "JPEG" if image.format == "MPO" else image.format


def upright_without_metadata(image: Image.Image) -> Image.Image:
    """The pixels, decoded. A JPEG with many is decoded smaller; ValidationError for others."""
    if _keeps_too_much(image):
        raise ValidationError(_("This photograph has too many pixels. Make it smaller."))
    if image.mode not in BYTES:
        raise ValidationError(
            _("This photograph has more than 8 bits for a colour. Save it with 8.")
        )
    if _too_large(image) and kind_of(image) == "JPEG":
        image.draft(None, (image.width // 2, image.height // 2))
    if _too_large(image):
        raise ValidationError(_("This photograph has too many pixels. Make it smaller."))
    ImageOps.exif_transpose(image, in_place=True)
    image.load()
    image.info.clear()  # no position, no camera, no owner, no hidden preview
    return image


def _keeps_too_much(image: Image.Image) -> bool:
    """Whether it is a progressive JPEG that takes several times its pixels to decode."""
    size = image.width * image.height * len(image.getbands()) * BYTES_OF_PASSES
    return "progressive" in image.info and size > MAX_PASSES


def _too_large(image: Image.Image) -> bool:
    pixels = image.width * image.height
    return pixels > MAX_PIXELS or pixels * BYTES[image.mode] > MAX_DECODED[kind_of(image)]


def encoded(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, quality=QUALITY, exif=b"")
    return out.getvalue()


def small_copy(image: Image.Image) -> bytes:
    """A JPEG of at most 960 pixels; `image` itself becomes small."""
    image.thumbnail(PREVIEW)
    return encoded(image.convert("RGB"), "JPEG")
