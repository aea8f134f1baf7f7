"""Texts on their way into the ledger: mended or refused, alike in forms and in files.

What no page, document or download can show as it was written is not taken in. What programs leave
behind without a meaning of its own, as a vertical tab of Word, becomes what it stands for.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

MAX_TEXT = 10_000  # characters of a text without a limit of its own; no cell holds 32,768

_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_WITHOUT_MEANING = re.compile("[\u200b\u2060\ufeff]")  # a space of no width, a byte order mark
# Control characters, halves of surrogates, what turns the direction of a text, annotations, tags
# that nobody sees, lost letters, and characters that will never be any.
_REFUSED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    "\ufff9-\ufffb\ufffd\U000e0000-\U000e007f"
    + "".join(chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_VARIATIONS = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def is_text(field: models.Field) -> bool:
    """Whether people write what they like into a field."""
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def clean_text(field: models.Field, given: str) -> str:
    """`given` as the field keeps it. ValidationError for characters that no format can hold, and
    for a text without a limit of its own that is longer than 10,000 characters."""
    is_long = isinstance(field, models.TextField)
    text = _WITHOUT_MEANING.sub("", _BREAKS.sub("\n" if is_long else " ", given))
    if refused := _REFUSED.search(text):
        message = _(
            "After “%(before)s” stands a character that cannot be shown (U+%(code)s). Delete it."
        )
        before = text[: refused.start()][-10:].strip()
        raise ValidationError(message % {"before": before, "code": f"{ord(refused[0]):04X}"})
    if is_long and field.max_length is None and len(text) > MAX_TEXT:
        raise ValidationError(
            _("This text has %(count)s characters; at most %(limit)s can be kept.")
            % {"count": len(text), "limit": MAX_TEXT}
        )
    return "" if all(map(_is_unseen, text)) else text


def _is_unseen(letter: str) -> bool:
    is_blank = unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp", "Zs")
    return is_blank or letter in _UNSEEN or bool(_VARIATIONS.match(letter))
