"""The addresses of the API: a list and its single rows for every public kind."""

from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Path, Query, Schema
from ninja.decorators import decorate_view
from ninja.renderers import JSONRenderer
from pydantic import WithJsonSchema, create_model

from config.lib.reuse.licence import data_licence
from portal.opendata.api import answers, ledger
from portal.opendata.api.parameters import CODE, EDITION, described, list_parameters, refuse_others
from portal.opendata.api.problems import READABLE, Problem, RefusedError, problem_response
from portal.opendata.api.schemas import answer_schema, list_schema
from portal.opendata.conditional import by_edition
from records.registry.kinds import Kind, open_kinds

DESCRIPTION = """Everything public in this ledger, read only and without a key.

Null means that the source does not state it, never zero. Amounts of money and other exact numbers
are text with all their decimal places, in the unit of the field `unit`. Dates are as precise as
their source: 2011, 2011-04 or 2011-04-15. Codes come with their English and Chinese names.
`edition` or `as_of` reads the past. Every answer carries an ETag; send it back in If-None-Match
and nothing is sent twice. Messages come in the language of Accept-Language."""

LICENCE = data_licence()


class Renderer(JSONRenderer):
    json_dumps_params = READABLE


api = NinjaAPI(
    title="Fupin Ledger",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="openapi.json",
    renderer=Renderer(),
    openapi_extra={"info": {"license": {"name": LICENCE.code, "url": LICENCE.address}}}
    if LICENCE
    else {},
)
api.add_exception_handler(RefusedError, problem_response)


@api.exception_handler(Http404)
def not_found(request, exception):
    return problem_response(
        request, RefusedError(404, str(exception) or _("There is nothing at this address."))
    )


PROBLEMS = {404: Problem, 422: Problem}
EDITION_PARAMETERS = described("edition", EDITION)


def add_kind(kind: Kind) -> None:
    """The two addresses of a kind: its list, and one of its rows."""
    path, one = addresses_of(kind)
    add_list(kind, path, kind.label)
    add_item(kind, one, str(kind.model._meta.verbose_name))


def addresses_of(kind: Kind) -> tuple[str, str]:
    """Where the list of a kind is, and one of its rows by the parts of its key."""
    path = f"/{kind.plural.replace('_', '-')}"
    parts = {short(part): "int" if part == "line" else "slug" for part in kind.key}
    return path, "/".join([path, *(f"{{{type_}:{name}}}" for name, type_ in parts.items())])


def add_list(kind: Kind, path: str, names: str) -> None:
    parameters = list_parameters(kind)

    name = f"list_{kind.plural}"

    @api.get(
        path,
        response={200: list_schema(kind), **PROBLEMS},
        tags=[kind.plural],
        summary=f"List: {names}",
        operation_id=name,
        url_name=name,
    )
    @decorate_view(by_edition)
    def rows(request, query: Query[parameters]):
        refuse_others(request.GET, parameters.model_fields)
        return answers.page(request, kind)


def add_item(kind: Kind, path: str, one: str) -> None:
    key, name = key_schema(kind), f"get_{kind.plural}"

    @api.get(
        path,
        response={200: answer_schema(kind), **PROBLEMS},
        tags=[kind.plural],
        summary=f"One: {one}",
        operation_id=name,
        url_name=name,
    )
    @decorate_view(by_edition)
    def row(request, key: Path[key], query: Query[EDITION_PARAMETERS]):
        refuse_others(request.GET, EDITION)
        which = dict(zip(kind.key, key.model_dump().values(), strict=True))
        instance = get_object_or_404(answers.whole(kind, request), **which)
        edition = answers.edition_of(request)
        return {"edition": edition, "item": answers.item(kind, instance, request)}


def key_schema(kind: Kind) -> type[Schema]:
    """The parts of an address that name one row."""
    forms = {"line": (int, WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 9999}))}
    usual = (str, WithJsonSchema({"type": "string", "pattern": f"^{CODE}$"}))
    fields = {}
    for part in kind.key:
        of, form = forms.get(part, usual)
        fields[short(part)] = (Annotated[of, form], Field(...))
    return create_model(f"{kind.model.__name__}Key", __base__=Schema, **fields)


def short(path: str) -> str:
    """How an address calls a part of a key: "source" for statement__source__code."""
    steps = path.split("__")
    return steps[-2] if len(steps) > 1 and steps[-1] == "code" else steps[-1]


for kind in open_kinds():
    add_kind(kind)
api.add_router("", ledger.router)
