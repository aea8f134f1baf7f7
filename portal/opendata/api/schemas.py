"""Response schemas of the API: one for every public kind, made from its columns."""

import datetime
from functools import cache
from typing import Annotated

from django.db.models import Model
from ninja import Field, Schema
from pydantic import StringConstraints, create_model

from config.lib.dates import PARTIAL_DATE
from config.lib.language import bilingual
from records.models import Record
from records.registry.columns import Column
from records.registry.kinds import Kind, kind_for


class Named(Schema):
    """A code with its names; a name that no source gives is null."""

    code: str
    name: str | None
    name_zh: str | None


class Stated(Schema):
    """A statement of a source, and the address of the page that shows it."""

    source: str
    code: str
    address: str


class EditionRead(Schema):
    """The edition that the data are of."""

    number: int
    published_at: datetime.datetime
    digest: str


TYPES = {
    "text": str,
    "integer": int,
    "boolean": bool,
    "date": Annotated[str, StringConstraints(pattern=PARTIAL_DATE)],
    "choice": Named,
    "choices": list[Named],
    "reference": Named,
    "statement": Stated,
}


@cache
def item_schema(kind: Kind) -> type[Schema]:
    """One row of a kind: null is what the source does not state."""
    fields = {column.name: _field(column) for column in kind.columns}
    if hasattr(kind.model, "get_absolute_url"):
        fields["address"] = (str, Field(description="The page on this site."))
    for part in parts_of(kind.model):
        names = part.model._meta.verbose_name_plural
        fields[part.plural] = (list[item_schema(part)], Field(description=bilingual(names)[0]))
    return create_model(_title(kind), __base__=Schema, **fields)


def parts_of(model: type[Model]) -> dict[Kind, str]:
    """The tables whose rows are shown with a row of `model`, and what it calls these rows."""
    parts = model.row_models() if issubclass(model, Record) else ()
    return {kind_for(part): part.relation_name() for part in parts}


@cache
def answer_schema(kind: Kind) -> type[Schema]:
    """One row with the edition that it was read in."""
    return _with_edition(f"{_title(kind)}Answer", item=(item_schema(kind), ...))


@cache
def list_schema(kind: Kind) -> type[Schema]:
    """A page of rows with the edition that they were read in."""
    return page_of(item_schema(kind), f"{_title(kind)}List")


def page_of(item: type[Schema], name: str) -> type[Schema]:
    """A page of `item`, with the address of the next one."""
    total = "How many rows there are on all pages; told on the first page only."
    return _with_edition(
        name,
        count=(int | None, Field(description=total)),
        next=(str | None, Field(description="The address of the next page; null on the last.")),
        items=(list[item], ...),
    )


def _with_edition(name: str, **fields) -> type[Schema]:
    edition = (EditionRead | None, Field(description="Null before anything was published."))
    return create_model(name, __base__=Schema, edition=edition, **fields)


def _title(kind: Kind) -> str:
    return kind.model.__name__


def _field(column: Column):
    kind = TYPES.get(column.type) or _decimal(column.stored.decimal_places)
    words = (column.names[0], bilingual(column.field.help_text)[0])
    description = ". ".join(word for word in words if word)
    return (kind if column.is_required else kind | None, Field(description=description))


def _decimal(places: int):
    """An exact number: text, since JSON's own numbers lose digits in many programs."""
    return Annotated[str, StringConstraints(pattern=rf"^-?[0-9]+\.[0-9]{{{places}}}$")]
