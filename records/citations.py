"""Citations of a statement: every public row of every kind that names it as its source.

A statement of a large ledger is cited by a million rows. So a page asks for counts by kind and the
first few rows of each, in one query for all kinds, and for the rest page by page.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Count, F, Model, Q, QuerySet, Value
from django.utils.text import capfirst

from records.models import (
    Disagreement,
    QualifiedFigure,
    Record,
    Row,
    Stable,
    Statement,
    StoredFile,
    kind_of,
)

FEW = 3  # rows of each kind beside a statement
MORE = 10  # rows of each kind on the page of a statement


@dataclass(frozen=True)
class CitingKind:
    """One kind of row that cites statements, by one field or several."""

    model: type[Model]
    fields: tuple[str, ...]

    @property
    def name(self) -> str:
        is_record = issubclass(self.model, Record)
        return kind_of(self.model) if is_record else str(self.model._meta.model_name)

    @property
    def label(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    def public(self, edition: int | None) -> QuerySet:
        """The rows that the public reads."""
        return self.model.objects.as_of(edition)

    def citing(self, statements: QuerySet, edition: int | None) -> QuerySet:
        """The public rows that cite one of `statements`, in order of their records."""
        cites = Q()
        for field in self.fields:
            cites |= Q(**{f"{field}__in": statements})
        return self.public(edition).filter(cites).order_by(*self._order())

    def with_subjects(self, rows: QuerySet) -> QuerySet:
        """The same rows, with all relations that their names and addresses need."""
        paths = ["statement__source", *_references(self.model)]
        if issubclass(self.model, Row):
            owner = self.model.belongs_to
            paths += [f"{owner}__{name}" for name in _references(self.model.owner_model())]
        return rows.select_related(*paths)

    def counts(self, statements: Collection[int], edition: int | None) -> Iterator[QuerySet]:
        """For each field: kind, statement, number of public rows that cite it, and the ids of the
        first few. A row that cites a statement twice counts once."""
        for place, field in enumerate(self.fields):
            rows = self.public(edition).filter(**{f"{field}__in": statements}).order_by()
            for earlier in self.fields[:place]:
                rows = rows.exclude(**{earlier: F(field)})
            named = rows.annotate(citing=Value(self.name, CharField()), cited=F(f"{field}_id"))
            ids = ArrayAgg("pk", order_by="pk")
            counted = named.values("citing", "cited").annotate(citations=Count("pk"), all_ids=ids)
            first = counted.annotate(first_ids=F("all_ids")[0:FEW])
            yield first.values_list("citing", "cited", "citations", "first_ids")

    def _order(self) -> tuple[str, ...]:
        if issubclass(self.model, Row):
            owner = self.model.belongs_to
            return (f"{owner}__code", f"{owner}__version", "line")
        return ("code", "pk")


@dataclass(frozen=True)
class Citation:
    """The number of rows of one kind that cite a statement, and their first few subjects."""

    kind: CitingKind
    count: int
    subjects: tuple[Model, ...]

    @property
    def has_more(self) -> bool:
        """Whether there are rows of further records."""
        return self.count > len(self.subjects)


@dataclass(frozen=True)
class CitingRow:
    """A row that cites a statement, with its figures, and how they differ from what is stated."""

    subject: Model
    row: Model
    figures: tuple[QualifiedFigure, ...]
    disagreement: Disagreement | None

    @property
    def is_part(self) -> bool:
        """Whether it is a line of a record and not the record itself."""
        return self.row is not self.subject


@dataclass(frozen=True)
class CitingGroup:
    """The number of rows of one kind that cite a statement, and the first of them."""

    kind: CitingKind
    count: int
    rows: tuple[CitingRow, ...]

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


@cache
def citing_kinds() -> dict[str, CitingKind]:
    """Every kind of row that cites statements, by its short name."""
    fields: dict[type[Model], tuple[str, ...]] = {}
    for relation in Statement._meta.related_objects:
        model = relation.related_model
        if issubclass(model, Stable):
            continue  # it cites what its versions cite
        fields[model] = (*fields.get(model, ()), relation.field.name)
    return {kind.name: kind for kind in (CitingKind(*item) for item in fields.items())}


def citations(statements: Collection[int], edition: int | None) -> dict[int, list[Citation]]:
    """For each statement id that something public cites: the counts by kind."""
    counted = _counts(statements, edition)
    ids: dict[str, set[int]] = {}
    for name, _statement, _count, first in counted:
        ids.setdefault(name, set()).update(first)
    rows = {name: _rows_by_id(citing_kinds()[name], wanted) for name, wanted in ids.items()}
    merged: dict[tuple[int, str], Citation] = {}
    for name, statement, count, first in counted:
        before = merged.get((statement, name))
        subjects = (*(before.subjects if before else ()), *(rows[name][pk] for pk in first))
        merged[statement, name] = Citation(
            citing_kinds()[name],
            count + (before.count if before else 0),
            tuple(dict.fromkeys(map(subject_of, subjects)))[:FEW],
        )
    by_statement: dict[int, list[Citation]] = {}
    for (statement, _name), citation in merged.items():
        by_statement.setdefault(statement, []).append(citation)
    return by_statement


def citation_counts(statements: QuerySet, edition: int | None) -> list[tuple[CitingKind, int]]:
    """How many public rows of each kind cite one of `statements`; kinds without any left out."""
    kinds = citing_kinds().values()
    asked = [
        kind.citing(statements, edition)
        .order_by()
        .annotate(citing=Value(kind.name, CharField()))
        .values("citing")
        .annotate(citations=Count("pk"))
        .values_list("citing", "citations")
        for kind in kinds
    ]
    counts = dict(asked[0].union(*asked[1:], all=True))
    return [(kind, counts[kind.name]) for kind in kinds if counts.get(kind.name)]


def citing_groups(statement: Statement, edition: int | None) -> list[CitingGroup]:
    """What cites one statement: by kind, the number and the first rows with their figures."""
    only = Statement.objects.filter(pk=statement.pk).order_by()
    groups = []
    for kind, count in citation_counts(only, edition):
        rows = kind.with_subjects(kind.citing(only, edition))[:MORE]
        shown = tuple(_citing_row(kind, row, statement) for row in rows)
        groups.append(CitingGroup(kind, count, shown))
    return groups


def _citing_row(kind: CitingKind, row: Model, statement: Statement) -> CitingRow:
    by = [name for name in kind.fields if getattr(row, f"{name}_id") == statement.pk]
    figures = [figure for name in by for figure in row.stated_figures(name)]
    differing = (one for name in by if (one := row.disagreement(name)))
    return CitingRow(subject_of(row), row, tuple(figures), next(differing, None))


def subject_of(row: Model) -> Model:
    """The subject of a citing row: its record, else the row itself."""
    return row.owner if isinstance(row, Row) else row


def _counts(statements: Collection[int], edition: int | None) -> list[tuple]:
    if not statements:
        return []
    asked = [one for kind in citing_kinds().values() for one in kind.counts(statements, edition)]
    return list(asked[0].union(*asked[1:], all=True))


def _rows_by_id(kind: CitingKind, ids: Collection[int]) -> dict[int, Model]:
    rows = kind.with_subjects(kind.model.objects.filter(pk__in=ids))
    return {row.pk: row for row in rows}


def _references(model: type[Model]) -> list[str]:
    fields = (field for field in model._meta.concrete_fields if field.many_to_one)
    return [field.name for field in fields if field.related_model is not StoredFile]
