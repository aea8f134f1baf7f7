"""Stream whole records with their rows, however many there are.

Django's prefetching spends more time on each record than reading it takes, once there are nine
kinds of row. Here records and rows are read side by side in the same order instead: one query for
the records and one for each kind of row, whether there are two records or a million, and no more
than a few thousand rows in memory. Publishing, the public file of an edition and verification all
read contents here.
"""

from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter

from django.db.models import (
    BooleanField,
    CharField,
    Field,
    IntegerField,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
)

from config.lib.spreadsheets.export import CHUNK
from records.integrity.digest import content_fields, digest_of, is_empty, serialize_value
from records.models import (
    Edition,
    EditionEntry,
    Record,
    Row,
    Statement,
    StoredFile,
    kind_of,
    record_models,
)

NATURAL_KEYS = {Statement: ("source__code", "code"), StoredFile: ("digest",)}
ORDER = ("code", "version")
PLAIN = (CharField, TextField, IntegerField, BooleanField)  # content holds their values as they are
FEW = 500  # records held at a time with everything that they refer to


def contents(records: QuerySet, *extra: str) -> Iterator[tuple[list, dict[str, object]]]:
    """For each of `records`, in order of code and version: the values of `extra`, and the content
    that its digest covers."""
    model, kind = records.model, kind_of(records.model)
    row_kinds = [_Rows(row_model, records) for row_model in records.row_kinds()]
    names = ("code", "version", *extra)
    for pk, (code, version, *values), content in _values(
        model, records.order_by(*ORDER), "pk", names
    ):
        for rows in row_kinds:
            if row_contents := rows.of(pk):
                content[f"{rows.name}_rows"] = row_contents
        yield values, {"kind": kind, "code": code, "version": version, **content}


def digests(records: QuerySet, *extra: str) -> Iterator[tuple[list, str]]:
    """For each of `records`, in order of code and version: the values of `extra`, and the digest of
    its content."""
    return ((values, digest_of(content)) for values, content in contents(records, *extra))


def entry_digest(model: type[Record], edition: str) -> Subquery:
    """SQL: the digest of a version of `model` in the edition that its field `edition` names."""
    entries = EditionEntry.objects.order_by().filter(
        edition=OuterRef(edition),
        kind=kind_of(model),
        code=OuterRef("code"),
        version=OuterRef("version"),
    )
    return Subquery(entries.values("digest"))


def contents_of_edition(edition: Edition) -> Iterator[dict[str, object]]:
    """Everything that an edition published or withdrew, by kind, each record as its name and its
    content."""
    for kind in sorted(edition.entries.order_by().values_list("kind", flat=True).distinct()):
        records = record_models()[kind].objects.of_edition(edition.number)
        for (code, version), content in contents(records, "code", "version"):
            yield {"kind": kind, "code": code, "version": version, "content": content}


class _Rows:
    """The rows of one kind in the order of their records, taken record by record."""

    def __init__(self, model: type[Row], records: QuerySet):
        owner = model.belongs_to
        rows = model.objects.filter(**{f"{owner}__in": records.order_by()})
        order = (*(f"{owner}__{name}" for name in ORDER), "line")
        ordered = _values(model, rows.order_by(*order), f"{owner}_id", ())
        self.name = model._meta.model_name
        self.groups = groupby(ordered, key=itemgetter(0))
        self.following = next(self.groups, None)

    def of(self, owner: int) -> list[dict[str, object]]:
        """The contents of the rows of the record `owner`, which comes after the one before."""
        if self.following is None or self.following[0] != owner:
            return []
        row_contents = [content for _owner, _extra, content in self.following[1]]
        self.following = next(self.groups, None)
        return row_contents


def _values(model: type[Model], rows: QuerySet, key: str, extra: tuple[str, ...]):
    """For each row: its key, the values of `extra`, and its content."""
    fields = content_fields(model)
    plain = [field.name for field in fields if isinstance(field, PLAIN)]  # they come first
    paths = {field: _paths(field) for field in fields if field.name not in plain}
    names = dict.fromkeys([*plain, *(path for several in paths.values() for path in several)])
    names |= dict.fromkeys([key, *extra])
    places = {name: place for place, name in enumerate(names)}
    others = [(f, [places[path] for path in several]) for f, several in paths.items()]
    for row in rows.values_list(*names).iterator(CHUNK):
        stated = zip(plain, row, strict=False)
        content = {name: value for name, value in stated if value or not is_empty(value)}
        for field, at in others:
            if (last := row[at[-1]]) or not is_empty(last):
                content[field.name] = _serialize(field, [row[place] for place in at])
        yield row[places[key]], [row[places[name]] for name in extra], content


def _paths(field: Field) -> list[str]:
    """The lookup paths to the natural key that `field` refers to; or the field itself."""
    if not field.is_relation:
        return [field.name]
    target = field.related_model
    if issubclass(target, Row):
        owner = target.belongs_to
        parts = (f"{owner}__code", f"{owner}__version", "line")
    else:
        parts = NATURAL_KEYS.get(target, ("code",))
    return [f"{field.name}__{part}" for part in parts]


def _serialize(field: Field, values: list):
    """The value of `field` as text for the digest; a reference becomes its natural key."""
    return "/".join(map(str, values)) if field.is_relation else serialize_value(field, values[0])


def with_rows(records: QuerySet) -> Iterator[Record]:
    """Each of `records` in order, its rows of every kind read already, a few records at a time."""
    read = records.iterator(FEW)
    while few := list(islice(read, FEW)):
        for model in records.model.row_models():
            _attach(few, model)
        yield from few


def _attach(records: list[Record], model: type[Row]) -> None:
    owner = f"{model.belongs_to}_id"
    references = [
        f.name for f in model._meta.concrete_fields if f.many_to_one and f.name != model.belongs_to
    ]
    rows = model.objects.filter(**{f"{owner}__in": [record.pk for record in records]})
    by_record: dict[int, list[Row]] = {record.pk: [] for record in records}
    for row in rows.select_related("statement__source", *references).order_by("line"):
        by_record[getattr(row, owner)].append(row)
    for record in records:
        # Django's own cache of prefetched rows.
        cache = record.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[model.relation_name()] = by_record[record.pk]
