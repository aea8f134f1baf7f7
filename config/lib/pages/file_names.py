"""The names of downloads: which list, which filter, which edition, and the day it was taken.

A name has two spellings: in plain ASCII, which every system keeps, and in the reader's language.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.utils import timezone
from django.utils.translation import gettext as _

BETWEEN = "_"
LONGEST = 120  # characters; file systems take 255 bytes, and a Chinese character is three of them
LONGEST_OWN = 60
NOT_A_FILTER = ("page", "per_page", "sort", "format", "edition", "as_of")
UNSAFE = re.compile(r'[\s<>:"/\\|?*\x00-\x1f\x7f]+')  # in a name of a file, on some system


@dataclass(frozen=True)
class FileName:
    """The name of a file without its ending; `own` in the reader's language."""

    plain: str
    own: str = ""

    def attachment(self, form: str) -> str:
        """The header `Content-Disposition` of a file in this format (RFC 6266)."""
        header = f'attachment; filename="{self.plain}.{form}"'
        if not self.own or self.own == self.plain:
            return header
        return f"{header}; filename*=UTF-8''{quote(f'{self.own}.{form}')}"


def file_name(request, name: str, title: str = "", words: Iterable[str] = ()) -> FileName:
    """The name of a download of this page: `name` and the filters of the address, and in the
    reader's language `title` and the filters in `words`."""
    day, edition = timezone.localdate().isoformat(), request.edition_in_force()
    asked = [
        f"{key}-{value}"
        for key, values in request.GET.lists()
        if key not in NOT_A_FILTER
        for value in values
        if value
    ]
    numbered = [f"edition-{edition.number}"] if edition else []
    called = [_("edition %(number)s") % {"number": edition.number}] if edition else []
    plain = _joined((name, *asked), (*numbered, day), LONGEST, _plain)
    own = _joined((title, *words), (*called, day), LONGEST_OWN, _safe) if title else ""
    return FileName(plain, own if not own.isascii() else "")


def _joined(first: Iterable[str], last: Iterable[str], most: int, clean) -> str:
    """The parts of a name; a long list of filters is cut, edition and day never."""
    start = BETWEEN.join(filter(None, map(clean, first)))[:most].rstrip("-_.")
    return BETWEEN.join((start, *map(clean, last)))


def _plain(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z.]+", "-", text).strip("-.")


def _safe(text: str) -> str:
    return UNSAFE.sub("-", text).strip("-.")
