"""The registry of kinds: what each kind of public row is called, and where it is shown.

A room registers its kinds in its `kinds.py` when it is ready. Downloads, open data, the API, the
search box and the map of the site take their lists from here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from config.lib.spreadsheets.export import SheetColumn
from records.filters import SourceFilter
from records.models import (
    Edition,
    Record,
    Row,
    Source,
    SourceAttachment,
    SourceVersion,
    Statement,
    StatementVersion,
)
from records.registry.columns import Column, columns_of


@dataclass(frozen=True)
class Searched:
    """How the search box shows a kind: its title and the texts that a snippet is cut from, each in
    the reader's language, and a line that says when and where. Lower ranks come first."""

    rank: int
    title: str
    texts: tuple[str, ...] = ()
    about: Callable[[models.Model], list[object]] = lambda row: []
    related: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of public row. `plural` names its file, its table and its address in the API;
    `unique_by` is what names a row for good, where that is not its code, or its record and line.
    """

    model: type[models.Model]
    plural: str
    unique_by: tuple[str, ...] = ()
    is_open: bool = True  # part of the open data
    list_view: str = ""
    detail_view: str = ""
    filterset: type[FilterSet] | None = None  # of its list, and of its list in the API
    searched: Searched | None = None
    added: tuple[Column, ...] = ()  # columns that are no fields of the model
    in_lists: tuple[Column, ...] = ()  # more of them, in the download beside a list only
    import_title: str = ""  # of a kind whose records, with their rows, come in spreadsheets
    # Other headings of spreadsheets by the name of their column: what counties call it.
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    measured_by: str = ""  # the reference whose unit tells how figures of a spreadsheet are read

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def is_of_rows(self) -> bool:
        return issubclass(self.model, Row)

    @property
    def is_of_records(self) -> bool:
        return issubclass(self.model, Record)

    @property
    def key(self) -> tuple[str, ...]:
        if self.is_of_rows:
            return (f"{self.model.belongs_to}__code", "line")
        return self.unique_by or ("code",)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.model, self.added)

    @cached_property
    def sheet(self) -> tuple[SheetColumn, ...]:
        """The columns of its file in the open data."""
        return tuple(part for column in self.columns for part in column.sheet())

    @cached_property
    def named_sheet(self) -> tuple[SheetColumn, ...]:
        """The columns of its download beside a list: names beside codes."""
        columns = (*self.columns, *self.in_lists)
        return tuple(one for part in columns for one in part.sheet(is_named=True))

    def rows(self, edition: int | None) -> models.QuerySet:
        """The public rows of an edition (None is today) by their key."""
        return self.model.objects.as_of(edition).order_by(*self.key)


_registry: dict[type[models.Model], Kind] = {}


def register_kinds(*kinds: Kind) -> None:
    """Add the kinds of a room, when the room is ready."""
    _registry.update((kind.model, kind) for kind in kinds)


def all_kinds() -> Iterator[Kind]:
    """Every kind: reference data first, then records, then rows of records."""
    return iter(sorted(_registry.values(), key=lambda kind: (kind.is_of_rows, kind.is_of_records)))


def open_kinds() -> list[Kind]:
    """The kinds that are open data, in the order of `all_kinds`."""
    return [kind for kind in all_kinds() if kind.is_open]


def kind_for(model: type[models.Model]) -> Kind:
    return _registry[model]


KINDS = (
    Kind(
        Source,
        "sources",
        list_view="source_list",
        detail_view="source_detail",
        filterset=SourceFilter,
        searched=Searched(
            10, "title", ("publisher", "note"), lambda row: [row.publisher_text, row.data_year]
        ),
    ),
    Kind(
        Statement,
        "statements",
        unique_by=("source__code", "code"),
        detail_view="statement_detail",
        searched=Searched(
            9,
            "summary",
            ("place", "period", "note"),
            lambda row: [row.source, row.place_text],
            ("source",),
        ),
    ),
    Kind(
        SourceVersion,
        "sources",
        is_open=False,
        import_title=_("Sources with their statements and stated totals"),
    ),
    Kind(StatementVersion, "statements", is_open=False),
    Kind(SourceAttachment, "source_attachments"),
    Kind(
        Edition,
        "editions",
        unique_by=("number",),
        is_open=False,
        list_view="edition_list",
        detail_view="edition_detail",
    ),
)
