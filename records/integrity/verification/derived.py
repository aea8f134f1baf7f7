"""Derived data: what searches and totals read, against what the records say.

A room registers a comparison for each kind of data that it derives.
"""

from collections.abc import Callable

from django.db import connection

from records.integrity.verification.mismatch import MismatchError
from records.models import SearchEntry

# Gives the first row that differs, in words, or None.
Compare = Callable[[], str | None]
_comparisons: dict[str, Compare] = {}


def register(name: str, compare: Compare) -> None:
    """Compare the derived data `name` whenever derived data are verified."""
    _comparisons[name] = compare


def registered() -> list[str]:
    """The names of all kinds of derived data."""
    return list(_comparisons)


def verify_derived(name: str) -> str:
    """Recompute one kind of derived data."""
    difference = _comparisons[name]()
    if difference:
        raise MismatchError(f"{name}: {difference}")
    return f"{name}: as the records say"


_SEARCHED = """SELECT relname, tgargs, to_regclass('ledger_history.' || relname)::text
    FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE tgname LIKE 'ledger\\_search%'
    AND relnamespace = 'public'::regnamespace ORDER BY relname"""
_ENTRIES = "SELECT row_id, published_in, superseded_in, words FROM public.records_searchentry"
_MADE = """SELECT id, published_in_id, superseded_in_id,
    public.ledger_search_words(to_jsonb(t), %(titles)s, %(texts)s, %(refs)s)
    FROM {} t WHERE published_in_id IS NOT NULL"""
_DIFFERING = """SELECT row_id FROM ((({made}) EXCEPT ALL ({held})) UNION ALL
    (({held}) EXCEPT ALL ({made}))) AS differing (row_id) ORDER BY 1 LIMIT 1"""
_WORDS = """SELECT coalesce(word, lexeme) FROM (SELECT DISTINCT lexeme
    FROM public.records_searchentry, unnest(words) WHERE weights && ARRAY['A', 'C']
    AND public.ledger_is_known_word(lexeme)) entries
    FULL JOIN public.records_searchword ON word = lexeme
    WHERE word IS NULL OR lexeme IS NULL ORDER BY 1 LIMIT 1"""


def differing_search() -> str | None:
    """The first search entry, or word known to searches, that the public versions do not give."""
    with connection.cursor() as cursor:
        cursor.execute(_SEARCHED)
        searched = {table: (bytes(given), history) for table, given, history in cursor.fetchall()}
        kinds = []
        for table, (given, history) in searched.items():
            kind, titles, texts, refs = (part.decode() for part in given.split(b"\0")[:4])
            kinds.append(kind)
            made = _MADE.format(history or f"public.{table}")
            sql = _DIFFERING.format(made=made, held=f"{_ENTRIES} WHERE kind = %(kind)s")
            cursor.execute(sql, {"kind": kind, "titles": titles, "texts": texts, "refs": refs})
            if row := cursor.fetchone():
                return f"{kind} in row {row[0]}"
        unknown = SearchEntry.objects.exclude(kind__in=kinds).first()
        if unknown:
            return f"{unknown.kind} in row {unknown.row_id}"
        cursor.execute(_WORDS)
        word = cursor.fetchone()
    return f"the word “{word[0]}”" if word else None
