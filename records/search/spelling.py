"""Spelling: other wordings of a question that matches nothing."""

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import product

from django.db.models import Q
from django.db.models.functions import Length, Right

from records.models import SearchWord
from records.search.tokens import Word, with_stems

MOST_CANDIDATES = 5_000
ALIKE = 0.72  # of difflib's measure, where 1 is the same word
SHORTEST = 4  # letters of a word that may be mistyped
CLOSEST = 2  # proposals for each word
MOST_PROPOSALS = 6


def proposals(words: list[Word]) -> Iterator[list[Word]]:
    """Other wordings of a question, the likeliest first."""
    ways = [_ways(word) for word in words]
    alternatives = [wording for wording in product(*ways) if wording != tuple(_as_typed(words))]
    for wording in alternatives[:MOST_PROPOSALS]:
        yield with_stems([text for texts in wording for text in texts])


def _as_typed(words: list[Word]) -> list[tuple[str, ...]]:
    return [(word.text,) for word in words]


def _ways(word: Word) -> list[tuple[str, ...]]:
    """The likely meanings of a word, each as one or two words."""
    if word.is_chinese:
        return _chinese_ways(word.text)
    if _is_known(word.text):
        return [(word.text,)]
    return [(meant,) for meant in _close(word.text)] or [(word.text,)]


def _chinese_ways(text: str) -> list[tuple[str, ...]]:
    """The word, then the parts left when one of its characters is removed."""
    if len(text) < 3:
        return [(text,)]
    halves = [(text[:i], text[i + 1 :]) for i in reversed(range(len(text)))]
    shortened = [tuple(half for half in pair if len(half) > 1) or pair for pair in halves]
    return [(text,), *dict.fromkeys(shortened)]


def _is_known(text: str) -> bool:
    return not text.isalpha() or SearchWord.objects.filter(word__startswith=text).exists()


def _close(text: str) -> list[str]:
    """Known words that look like `text`; the first two or the last two letters are right."""
    if len(text) < SHORTEST:
        return []
    known = SearchWord.objects.annotate(length=Length("word"), end=Right("word", 2))
    near = known.filter(
        Q(word__startswith=text[:2]) | Q(end=text[-2:]),
        length__range=(len(text) - 2, len(text) + 2),
    )
    candidates = near.order_by("word").values_list("word", flat=True)[:MOST_CANDIDATES]
    return get_close_matches(text, list(candidates), CLOSEST, ALIKE)
