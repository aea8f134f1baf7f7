"""Response schemas of the API: one for every public table, made from its columns."""

import datetime
from functools import cache
from typing import Annotated

from django.db.models import Model
from ninja import Field, Schema
from pydantic import StringConstraints, create_model

from config.lib.dates import PARTIAL_DATE
from counties.models import County, Designation
from portal.opendata.datasets import Column, Table, both, table_of
from records.models import Record


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
    "date": Annotated[str, StringConstraints(pattern=PARTIAL_DATE)],
    "choice": Named,
    "choices": list[Named],
    "reference": Named,
    "statement": Stated,
}


@cache
def item_schema(table: Table) -> type[Schema]:
    """One row of a table: null is what the source does not state."""
    fields = {column.name: _field(column) for column in table.columns}
    if hasattr(table.model, "get_absolute_url"):
        fields["address"] = (str, Field(description="The page on this site."))
    for part in parts_of(table.model):
        names = part.model._meta.verbose_name_plural
        fields[part.name] = (list[item_schema(part)], Field(description=both(names)[0]))
    return create_model(_title(table), __base__=Schema, **fields)


def parts_of(model: type[Model]) -> dict[Table, str]:
    """The tables whose rows come with a row of `model`, and its names for these rows."""
    if issubclass(model, Record):
        return {table_of(part): part.relation_name() for part in model.row_models()}
    return {table_of(Designation): "designations"} if model is County else {}


@cache
def answer_schema(table: Table) -> type[Schema]:
    """One row with the edition that it was read in."""
    return _with_edition(f"{_title(table)}Answer", item=(item_schema(table), ...))


@cache
def list_schema(table: Table) -> type[Schema]:
    """A page of rows with the edition that they were read in."""
    return page_of(item_schema(table), f"{_title(table)}List")


def page_of(item: type[Schema], name: str) -> type[Schema]:
    """A page of `item`, with the address of the next one."""
    total = "How many rows there are on all pages; given on the first page only."
    return _with_edition(
        name,
        count=(int | None, Field(description=total)),
        next=(str | None, Field(description="The address of the next page; null on the last.")),
        items=(list[item], ...),
    )


def _with_edition(name: str, **fields) -> type[Schema]:
    edition = (EditionRead | None, Field(description="Null before anything was published."))
    return create_model(name, __base__=Schema, edition=edition, **fields)


def _title(table: Table) -> str:
    return table.model.__name__


def _field(column: Column):
    kind = TYPES.get(column.kind) or _decimal(column.stored.decimal_places)
    words = (column.names[0], both(column.field.help_text)[0])
    description = ". ".join(word for word in words if word)
    return (kind if column.is_required else kind | None, Field(description=description))


def _decimal(places: int):
    """An exact number: text, since JSON's own numbers lose digits in many programs."""
    return Annotated[str, StringConstraints(pattern=rf"^-?[0-9]+\.[0-9]{{{places}}}$")]
