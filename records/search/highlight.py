"""Snippets: a piece of a matching text with the matched words marked."""

import re

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from config.lib.language import in_language_of, with_language
from config.lib.text import legible
from records.search.tokens import Word

BEFORE, AFTER = 60, 140  # characters of a text around its first match


def pattern(words: list[Word]) -> re.Pattern:
    """Matches the words in a text as the index does: by beginning, stem, or pair of characters."""
    ways = [way for word in words for way in _ways(word)]
    return re.compile("|".join(sorted(ways, key=len, reverse=True)), re.IGNORECASE)


def marked(text: str, matches: re.Pattern) -> SafeString:
    """`text` as HTML in its language, with every match in <mark>."""
    pieces, end = [], 0
    for match in matches.finditer(text):
        pieces += [
            conditional_escape(text[end : match.start()]),
            "<mark>",
            conditional_escape(match[0]),
            "</mark>",
        ]
        end = match.end()
    html = mark_safe("".join([*pieces, conditional_escape(text[end:])]))  # noqa: S308
    return with_language(text, html)


def snippet(texts: list[str], matches: re.Pattern) -> SafeString:
    """The surroundings of the first match in `texts`, or their beginning; marked."""
    texts = [in_language_of(text, " ".join(legible(text).split())) for text in texts if text]
    first = next(((text, match) for text in texts if (match := matches.search(text))), None)
    text, start = (first[0], first[1].start()) if first else (texts[0] if texts else "", 0)
    begin, end = max(start - BEFORE, 0), start + AFTER
    begin = text.find(" ", begin, start) + 1 or begin if begin else 0
    cut = ("… " if begin else "") + text[begin:end] + (" …" if end < len(text) else "")
    return marked(in_language_of(text, cut), matches)


def _ways(word: Word) -> list[str]:
    if word.is_chinese:
        return [word.text, *word.pieces]
    if len(word.text) < 3:
        return [rf"\b{word.text}\b"]
    beginnings = {word.text, word.stem.rstrip("i") or word.text}
    return [rf"\b{beginning}\w*" for beginning in beginnings if len(beginning) > 2]
