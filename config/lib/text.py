"""Texts on their way into a file format."""

import re
import unicodedata

# What XML 1.0 has no way to write: control characters, halves of surrogates, non-characters.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legible(text: str) -> str:
    """`text` without the characters that no document can hold."""
    return _UNWRITABLE.sub("", str(text))


def width(text: str) -> int:
    """How wide a text is, in Latin letters: a Chinese character is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def shortened(text: str, most: int) -> str:
    """`text`, cut with an ellipsis where it is wider than `most` Latin letters."""
    if width(text) <= most:
        return text
    while width(text) >= most:
        text = text[:-1]
    return f"{text}…"


# What stays together on a line: a Latin word or one Chinese character, with the marks beside it.
_UNITS = re.compile(
    r"[（「“《]*(?:[^\s\u2e80-\uffff]+|[\u2e80-\uffff])[\s，。；：、）」”》！？]*|.", re.DOTALL
)


def wrapped(text: str, most: int, lines: int = 3) -> list[str]:
    """`text` in lines no wider than `most` Latin letters; the last of `lines` ends with an
    ellipsis where there is more."""
    filled = [""]
    for unit in _UNITS.findall(text):
        for piece in _pieces(unit, most):
            if filled[-1] and width(filled[-1] + piece.rstrip()) > most:
                filled.append("")
            filled[-1] += piece
    stripped = [line.strip() for line in filled if line.strip()]
    if len(stripped) > lines:
        stripped = [*stripped[: lines - 1], shortened("".join(stripped[lines - 1 :]), most)]
    return stripped


def _pieces(unit: str, most: int) -> list[str]:
    """A word that is wider than a line, cut."""
    if width(unit) <= most:
        return [unit]
    return [unit[start : start + most // 2] for start in range(0, len(unit), most // 2)]
