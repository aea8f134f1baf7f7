"""Serialize rows: codes with both names, exact numbers as text, null for not stated."""

from decimal import Decimal

from django.db.models import Model, Prefetch, QuerySet

from portal.opendata.api.parameters import beyond, filtered, key_pattern, page_asked_for
from portal.opendata.api.schemas import parts_of
from portal.opendata.conditional import edition_read
from records.registry.columns import Column, naming_fields
from records.registry.kinds import Kind


def edition_of(request) -> dict[str, object] | None:
    edition = edition_read(request)
    if edition is None:
        return None
    return {
        "number": edition.number,
        "published_at": edition.published_at,
        "digest": edition.digest,
    }


def page(request, kind: Kind) -> dict[str, object]:
    """A page of the rows that the query string asks for."""
    size, after = page_asked_for(key_pattern(kind), request.GET)
    rows = filtered(kind, whole(kind, request), request.GET)
    batch = list(rows.filter(beyond(kind.key, after))[: size + 1])
    following = batch[size - 1] if len(batch) > size else None
    return {
        "edition": edition_of(request),
        "count": None if after else rows.count(),
        "next": following and next_address(request, key_of(kind, following)),
        "items": [item(kind, row, request) for row in batch[:size]],
    }


def whole(kind: Kind, request) -> QuerySet:
    """The rows of the edition that is read, with everything that an answer shows of them."""
    edition = request.edition.number if request.edition else None
    children = (
        Prefetch(name, _joined(part, part.model.objects.order_by(*part.key)), in_list(name))
        for part, name in parts_of(kind.model).items()
    )
    return _joined(kind, kind.rows(edition)).prefetch_related(*children)


def in_list(relation: str) -> str:
    """Where a row holds the rows of a relation as a plain list: Django would make a query of them
    for every row that it asks, even where all are there already."""
    return f"listed_{relation}"


def _joined(kind: Kind, rows: QuerySet) -> QuerySet:
    paths = [f"{c.path}__source" for c in kind.columns if c.type == "statement"]
    paths += [c.path for c in kind.columns if c.type == "reference"]
    paths += [c.path.rpartition("__")[0] for c in kind.columns if "__" in c.path]
    return rows.select_related(*dict.fromkeys(paths)) if paths else rows


def key_of(kind: Kind, row: Model) -> str:
    """The key of a row, as the parameter `after` takes it."""
    return "/".join(str(_walk(row, path)) for path in kind.key)


def _walk(row: Model, path: str):
    for step in path.split("__"):
        row = getattr(row, step)
    return row


def next_address(request, after: str) -> str:
    query = request.GET.copy()
    query["after"] = after
    return request.build_absolute_uri(f"{request.path}?{query.urlencode(safe='/')}")


def item(kind: Kind, row: Model, request) -> dict[str, object]:
    """One row with its parts."""
    answer: dict[str, object] = {c.name: value(c, c.value(row), request) for c in kind.columns}
    if hasattr(row, "get_absolute_url"):
        answer["address"] = request.build_absolute_uri(row.get_absolute_url())
    for part, name in parts_of(kind.model).items():
        answer[part.plural] = [item(part, child, request) for child in getattr(row, in_list(name))]
    return answer


def value(column: Column, content, request):
    """A value as JSON holds it; None where it is empty."""
    if content is None or content == "":
        return None
    if column.type == "statement":
        return stated(content, request)
    if column.type == "reference":
        return named(content)
    if column.type == "choices":
        return [of_code(column, code) for code in content]
    if column.type == "choice":
        return of_code(column, content)
    if column.type == "decimal":
        return format_exact(content, column.stored.decimal_places)
    return content


def stated(statement, request) -> dict[str, str] | None:
    """A statement as the API names it."""
    if statement is None:
        return None
    address = request.build_absolute_uri(statement.get_absolute_url())
    return {"source": statement.source.code, "code": statement.code, "address": address}


def named(target: Model | None) -> dict[str, str | None] | None:
    """Something with a code, and what it is called."""
    if target is None:
        return None
    names = [getattr(target, field) for field in naming_fields(type(target))]
    return _named(target.code, *names)


def of_code(column: Column, code: str) -> dict[str, str | None]:
    return _named(code, *column.labels[code])


def _named(code: str, name: str = "", name_zh: str = "") -> dict[str, str | None]:
    return {"code": code, "name": name or None, "name_zh": name_zh or None}


def format_exact(number: Decimal, places: int) -> str:
    return f"{number:.{places}f}"
