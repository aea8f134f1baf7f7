"""Split a reader's question into words, as `ledger_words` in the database does."""

import re
import unicodedata
from dataclasses import dataclass

from django.db import connection

LONGEST = 200  # characters of a question that are read
MOST = 8  # words of a question that are looked for
SHORTEST_BEGINNING = 3  # from so many letters on a word may be the beginning of another

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_WORDS = re.compile(f"[a-z0-9]+|[{HAN}]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
# Words that nearly every English text holds; they are passed over beside others.
_SMALL = {
    "a",
    "an",
    "and",
    "at",
    "by",
    "for",
    "from",
    "in",
    "is",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
}

_STEMS = """
SELECT given, (ts_lexize('english_stem', given))[1],
       EXISTS (SELECT FROM records_searchword WHERE word = given)
FROM unnest(%s::text[]) AS given
"""


@dataclass(frozen=True)
class Word:
    """One word of a question: `text` as typed, its English `stem` ("" for Chinese), and whether
    some text holds it as it stands. Where none does, it may be the beginning of a word."""

    text: str
    stem: str = ""
    is_known: bool = False

    @property
    def is_chinese(self) -> bool:
        return not self.text.isascii()

    @property
    def may_be_beginning(self) -> bool:
        is_word = self.text.isascii() and not self.text.isdigit()
        return is_word and not self.is_known and len(self.text) >= SHORTEST_BEGINNING

    @property
    def pieces(self) -> list[str]:
        """Every two neighbouring characters of a Chinese word; the word itself otherwise."""
        if not self.is_chinese or len(self.text) < 3:
            return [self.text]
        return [self.text[i : i + 2] for i in range(len(self.text) - 1)]

    @property
    def term(self) -> str:
        """The word for PostgreSQL's tsquery. Only letters, digits and Chinese are ever in it."""
        if self.is_chinese:
            ending = ":*" if len(self.text) == 1 else ""
            return "(" + " & ".join(f"'{piece}'{ending}" for piece in self.pieces) + ")"
        beginning = ":*" if self.may_be_beginning else ""
        stem = f" | '{self.stem}'" if self.stem else ""
        return f"('{self.text}'{beginning}{stem})"


def plain(text: str) -> str:
    """Small letters without accents, full-width forms as plain ones."""
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).lower()


def words_of(question: str) -> list[Word]:
    """The different words of a question, at most `MOST`, in its order."""
    words = list(dict.fromkeys(_WORDS.findall(plain(question[:LONGEST]))))
    telling = [word for word in words if word not in _SMALL] or words
    return with_stems(telling[:MOST])


def with_stems(texts: list[str]) -> list[Word]:
    """The words with their English stems, by the database's own stemmer."""
    latin = [text for text in texts if text.isascii()]
    if not latin:
        return [Word(text) for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, [latin])
        about = {text: (stem or "", is_known) for text, stem, is_known in cursor.fetchall()}
    return [Word(text, *about.get(text, ())) for text in texts]
