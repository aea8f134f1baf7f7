"""Timestamps: each is of its edition's digest, and was signed by the authority."""

from django.conf import settings

from config.lib.spreadsheets.export import CHUNK
from records.integrity.timestamps import TimestampError, check
from records.integrity.verification.mismatch import MismatchError
from records.models import EditionTimestamp


def verify_timestamps(since: int) -> str:
    """Check the timestamps of editions beyond `since`; says what was checked."""
    count = 0
    stored = EditionTimestamp.objects.filter(edition__gt=since).select_related("edition")
    for stamp in stored.order_by("edition_id").iterator(CHUNK):
        name = f"edition {stamp.edition_id}: its timestamp"
        try:
            stamped_at = check(bytes(stamp.token), stamp.edition.digest)
        except TimestampError as error:
            raise MismatchError(f"{name}: {error}") from error
        if stamped_at != stamp.stamped_at:
            raise MismatchError(f"{name} says another time")
        count += 1
    signed = (
        "signed by the authority" if settings.TIMESTAMP_CERTIFICATES else "signature not checked"
    )
    return f"timestamps: {count}, each of its edition's digest, {signed}"
