"""How the search page shows what was found, kind by kind."""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.safestring import SafeString

from config.lib.language import localized
from records.registry.kinds import Kind, all_kinds
from records.search.highlight import marked, pattern, snippet
from records.search.query import Matches
from records.search.tokens import Word


@dataclass(frozen=True)
class Hit:
    """One thing found, as the page shows it."""

    address: str
    title: str
    about: str
    snippet: str


@dataclass(frozen=True)
class HitGroup:
    """The things found of one kind; `hits` are those that this page shows."""

    kind: Kind
    found: Matches
    hits: list[Hit]

    @property
    def has_further(self) -> bool:
        return self.found.count > len(self.hits)


def searched_kinds() -> dict[str, Kind]:
    """The kinds that the search box finds, by name, in the order of the page."""
    found = [kind for kind in all_kinds() if kind.searched]
    return {kind.name: kind for kind in sorted(found, key=lambda kind: kind.searched.rank)}


def group(found: Matches, ids: list[int], words: list[Word]) -> HitGroup:
    """The rows `ids` of what was found, shown in their order."""
    kind, matches = searched_kinds()[found.kind], pattern(words)
    rows = kind.model.objects.select_related(*kind.searched.related).in_bulk(ids)
    return HitGroup(kind, found, [_hit(kind, rows[pk], matches) for pk in ids if pk in rows])


def _hit(kind: Kind, row: Model, matches) -> Hit:
    texts = [localized(row, field) for field in kind.searched.texts]
    about = [marked(str(part), matches) for part in kind.searched.about(row) if part]
    return Hit(
        row.get_absolute_url(),
        marked(localized(row, kind.searched.title), matches),
        SafeString(" · ".join(about)),
        snippet(texts, matches),
    )
