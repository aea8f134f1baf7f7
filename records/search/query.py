"""Query the search index, with bounded work for every question, however common its words.

Of each kind the newest entries are looked at first. Where many of them match, the words are so
common that older ones need not be ranked. Where some do, the newest blocks of entries hold
enough. Only words rarer than that are looked for everywhere, which the index does fast. Either
way at most `MOST_RANKED` entries are ranked, and a count that stops there says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction

from records.search.tokens import Word

NEWEST = 1_000  # entries of a kind that are looked at first
COMMON = 200  # so many matches among them make words common
FREQUENT = 15  # so many make them frequent: then the newest blocks are looked at
BLOCK = 16_384  # rows of a block (ledger_block in 0008_search.sql)
MOST_RANKED = 500  # entries that are ranked
MOST_PLACES = 60  # provinces, counties or bodies that a word may name
WEIGHTS = "{0.1, 0.2, 0.6, 1.0}"  # stem in a text, word in a text, stem in a title, word in it

# Who is found by the name of what, step by step: counties by their province, then the rest.
NAMING = (("province",), ("county", "organisation"))

# Each names its kind as a value: only so the database knows that the index of this kind holds it.
_NEWEST = """
SELECT row_id, words FROM records_searchentry
WHERE kind = {kind} AND {edition} ORDER BY row_id DESC LIMIT %(newest)s
"""
_INDEXED = """
SELECT row_id, words FROM records_searchentry
WHERE kind = {kind} AND {edition} AND words @@ %(looked_for)s::tsquery LIMIT %(most)s
"""
_NEWEST_BLOCK = "SELECT max(row_id) / %(block)s FROM records_searchentry WHERE kind = %(kind)s"
_RANKED = """
(WITH looked_at AS MATERIALIZED ({looked_at})
SELECT {kind} AS kind, ARRAY(
    SELECT row_id FROM looked_at WHERE words @@ %(terms)s::tsquery
    ORDER BY ts_rank(%(weights)s, words, %(terms)s::tsquery, 1) DESC, row_id DESC) AS ids,
    (SELECT count(*) FROM looked_at) AS looked_at)
"""
_NAMED = """
(SELECT {kind} AS kind, row_id FROM records_searchentry
WHERE kind = {kind} AND {edition} AND words @@ %(terms)s::tsquery LIMIT %(most)s)
"""
_TODAY = "superseded_in IS NULL"
_THEN = "published_in <= %(edition)s AND (superseded_in IS NULL OR superseded_in > %(edition)s)"


@dataclass(frozen=True)
class Matches:
    """The rows of one kind that hold every word, best first; there may be more than these."""

    kind: str
    ids: list[int] = field(default_factory=list)
    is_more: bool = False

    @property
    def count(self) -> int:
        return len(self.ids)


def find(words: list[Word], kinds: list[str], edition: int | None) -> list[Matches]:
    """The rows that hold all of `words`, for each of `kinds` that has any, as of an edition."""
    if not words:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        # Only the index may find the rest: a plain scan has no bound.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = on")
        terms = terms_of(cursor, words, edition)
        found = _of_kinds(cursor, kinds, terms, edition)
    return [found[kind] for kind in kinds if found[kind].ids]


def terms_of(cursor, words: list[Word], edition: int | None) -> str:
    """A tsquery for rows that hold all of `words`, themselves or in the names of their places."""
    return " & ".join(_with_places(cursor, word, edition) for word in words)


def _with_places(cursor, word: Word, edition: int | None) -> str:
    """A tsquery for the word, or for references to rows that have it in their name."""
    terms = [word.term]
    for step in NAMING:
        given = {"most": MOST_PLACES, "terms": " | ".join(terms)}
        _execute(cursor, _NAMED, step, edition, given)
        terms += [f"'{row_id}{kind}'" for kind, row_id in cursor.fetchall()]
    return f"({' | '.join(terms)})"


def _of_kinds(cursor, kinds: list[str], terms: str, edition: int | None) -> dict[str, Matches]:
    given = {
        "terms": terms,
        "edition": edition,
        "newest": NEWEST,
        "most": MOST_RANKED + 1,
        "weights": WEIGHTS,
    }
    found, rarer = {}, []
    for kind, (newest, looked_at) in _ranked(cursor, kinds, _NEWEST, given).items():
        if looked_at < NEWEST:
            found[kind] = Matches(kind, newest)
        elif len(newest) >= COMMON:
            found[kind] = Matches(kind, newest, is_more=True)
        elif recent := _recent(cursor, kind, len(newest), given):
            found[kind] = recent
        else:
            rarer.append(kind)
    if rarer:
        given["looked_for"] = terms
        for kind, (ids, _looked_at) in _ranked(cursor, rarer, _INDEXED, given).items():
            found[kind] = Matches(kind, ids[:MOST_RANKED], is_more=len(ids) > MOST_RANKED)
    return found


def _recent(cursor, kind: str, matches: int, given: dict) -> Matches | None:
    """Of frequent words, those of the newest blocks; None where these do not hold enough."""
    if matches < FREQUENT:
        return None
    looked_for = f"({given['terms']}) & ({_newest_blocks(cursor, kind, matches)})"
    recent = _ranked(cursor, [kind], _INDEXED, {**given, "looked_for": looked_for})
    ids, _looked_at = recent[kind]
    return Matches(kind, ids[:MOST_RANKED], is_more=True) if len(ids) >= COMMON else None


def _newest_blocks(cursor, kind: str, matches: int) -> str:
    """A tsquery of the newest blocks that probably hold enough, if `NEWEST` rows hold `matches`."""
    cursor.execute(_NEWEST_BLOCK, {"kind": kind, "block": BLOCK})
    newest = cursor.fetchone()[0]
    enough = 2 + MOST_RANKED * NEWEST // (matches * BLOCK)  # the newest may be just begun
    return " | ".join(f"'{newest - back}block'" for back in range(min(enough, newest + 1)))


def _ranked(
    cursor, kinds: Iterable[str], looked_at: str, given: dict
) -> dict[str, tuple[list[int], int]]:
    """Matching rows of each kind, best first, and the number of rows looked at."""
    sql = _RANKED.replace("{looked_at}", looked_at)
    _execute(cursor, sql, kinds, given["edition"], given)
    return {kind: (ids, looked_at) for kind, ids, looked_at in cursor.fetchall()}


def _execute(cursor, sql: str, kinds: Iterable[str], edition: int | None, given: dict) -> None:
    """Ask the same of each kind, as of an edition (None is today), in one statement."""
    names = {f"kind_{place}": kind for place, kind in enumerate(kinds)}
    as_of = _TODAY if edition is None else _THEN
    parts = (sql.format(kind=f"%({name})s", edition=as_of) for name in names)
    cursor.execute(" UNION ALL ".join(parts), {**given, **names, "edition": edition})
