"""The kinds of thing that the search box finds, in the order of the page, and how each is shown."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.utils.safestring import SafeString

from cadres.models import Cadre, Meeting, Organisation
from config.lib import dates
from config.lib.language import localized
from counties.models import County
from programs.models import Article, Program, Project, Publication
from records.models import Source, Statement
from records.search.highlight import marked, pattern, snippet
from records.search.query import Matches
from records.search.tokens import Word


@dataclass(frozen=True)
class Kind:
    """One kind: its model, its title and the texts that a snippet is cut from, each in the
    reader's language, and a line that says when and where."""

    model: type[Model]
    title: str
    texts: tuple[str, ...]
    about: Callable[[Model], list[object]]
    related: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)


PROJECT_TEXTS = ("place", "content", "outcome", "performance_target", "benefit_mechanism", "note")
ALL = (
    Kind(
        Project,
        "title",
        PROJECT_TEXTS,
        lambda row: [row.year, row.place_name, row.program],
        ("county", "program"),
    ),
    Kind(
        County, "name", (), lambda row: [row.prefecture_text, row.province, row.code], ("province",)
    ),
    Kind(Program, "name", ("summary",), lambda row: []),
    Kind(
        Cadre,
        "name",
        ("title", "note"),
        lambda row: [row.title_text, row.organisation],
        ("organisation",),
    ),
    Kind(Organisation, "name", ("note",), lambda row: [row.get_kind_display()]),
    Kind(Article, "title", ("body",), lambda row: [dates.format_partial_date(row.dated_on)]),
    Kind(
        Publication,
        "title",
        ("summary", "bodies"),
        lambda row: [row.year, row.get_kind_display(), row.organiser],
        ("organiser",),
    ),
    Kind(
        Meeting,
        "title",
        ("agenda", "participants"),
        lambda row: [row.year, row.get_kind_display(), row.place_text],
    ),
    Kind(
        Statement,
        "summary",
        ("place", "period", "note"),
        lambda row: [row.source, row.place_text],
        ("source",),
    ),
    Kind(Source, "title", ("publisher", "note"), lambda row: [row.publisher_text, row.data_year]),
)
KINDS = {kind.name: kind for kind in ALL}


@dataclass(frozen=True)
class Hit:
    """One thing found, as the page shows it."""

    address: str
    title: str
    about: str
    snippet: str


@dataclass(frozen=True)
class Group:
    """The things found of one kind; `hits` are those that this page shows."""

    kind: Kind
    found: Matches
    hits: list[Hit]

    @property
    def has_further(self) -> bool:
        return self.found.count > len(self.hits)


def group(found: Matches, ids: list[int], words: list[Word]) -> Group:
    """The rows `ids` of what was found, shown in their order."""
    kind, matches = KINDS[found.kind], pattern(words)
    rows = kind.model.objects.select_related(*kind.related).in_bulk(ids)
    return Group(kind, found, [_hit(kind, rows[pk], matches) for pk in ids if pk in rows])


def _hit(kind: Kind, row: Model, matches) -> Hit:
    texts = [localized(row, field) for field in kind.texts]
    about = [marked(str(part), matches) for part in kind.about(row) if part]
    return Hit(
        row.get_absolute_url(),
        marked(localized(row, kind.title), matches),
        SafeString(" · ".join(about)),
        snippet(texts, matches),
    )
