"""The fonts of documents and pictures, and what they cannot draw.

They come with packages, so that no machine needs Chinese fonts of its own. The first is that of
documents; the others stand in for rare characters. All together hold about 2,300 of the 70,000
characters beyond the basic plane: for the rest a font would show an empty box without a word.
"""

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

import pylopdf_fonts_jp
import pylopdf_fonts_zh_cn
import pylopdf_fonts_zh_tw

PACKAGES = (pylopdf_fonts_zh_cn, pylopdf_fonts_zh_tw, pylopdf_fonts_jp)
FOLDERS = tuple(Path(package.__file__).parent for package in PACKAGES)
SANS = tuple(font for folder in FOLDERS for font in sorted(folder.glob("NotoSans*.otf")))
SPELLED_OUT = re.compile(r"\[U\+[0-9A-F]{4,6}\]")
# Pictographs, which no text font holds, with what joins and colours them.
_PICTOGRAPHS = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
_JOINERS = re.compile("[\u200d\ufe0f\U0001f3fb-\U0001f3ff]")
_FULL = (3, 10)  # the table of a font that goes beyond the basic plane


def spelled_out(text: str, *fonts: Path) -> str:
    """`text` with every pictograph as its name, and every other character that `fonts` (all, where
    none is given) cannot draw as its number in Unicode: [U+20BB7]."""
    named = _PICTOGRAPHS.sub(lambda match: f"[{_name(match[0])}]", _JOINERS.sub("", text))
    return named.translate({one: f"[U+{one:04X}]" for one in _missing(named, *(fonts or SANS))})


def font_for(text: str) -> Path:
    """The first font that can draw all of a text; that of documents where none can."""
    return next((font for font in SANS if not _missing(text, font)), SANS[0])


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):X}").lower()


def _missing(text: str, *fonts: Path) -> set[int]:
    """The characters of a text that no font draws. Those that nobody sees are none of them, nor
    those that are drawn as another that they stand for: U+F907 as 龜."""
    points = set() if text.isascii() else set(map(ord, text)) - _held(fonts)
    seen = {one for one in points if unicodedata.category(chr(one))[0] not in "CMZ"}
    return {one for one in seen if ord(_canonical(chr(one))[0]) not in _held(fonts)}


def _canonical(letter: str) -> str:
    return unicodedata.normalize("NFC", letter)


@cache
def _held(fonts: tuple[Path, ...]) -> frozenset[int]:
    return frozenset().union(*map(code_points, fonts))


@cache
def code_points(font: Path) -> frozenset[int]:
    """The characters that an OpenType font holds, by its `cmap` table (ISO/IEC 14496-22, 5.2.1)."""
    content = font.read_bytes()
    (count,) = struct.unpack_from(">H", content, 4)
    tables = (struct.unpack_from(">4sLLL", content, 12 + 16 * number) for number in range(count))
    start = next(offset for tag, _sum, offset, _length in tables if tag == b"cmap")
    (count,) = struct.unpack_from(">H", content, start + 2)
    parts = (struct.unpack_from(">HHL", content, start + 4 + 8 * at) for at in range(count))
    part = next(start + offset for *kind, offset in parts if tuple(kind) == _FULL)
    (groups,) = struct.unpack_from(">L", content, part + 12)
    return frozenset(
        point
        for at in range(groups)
        for first, last, _glyph in [struct.unpack_from(">LLL", content, part + 16 + 12 * at)]
        for point in range(first, last + 1)
    )
