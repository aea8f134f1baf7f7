"""Citations of a statement: every public row of every kind that names it as its source.

A statement of a large ledger is cited by a million rows. So a page counts up to a thousand rows of
each kind, in one query for all kinds, and shows the first few; above that it says “more than
1,000”. A list of many rows has them as they were recorded, since an index holds that order.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.lib.money import format_number
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
COUNTED = 1_000  # rows of a kind that are counted
LISTED = 10_000  # rows of a kind that the pages of a list lead to

TODAY = "{0}.state = 'published'"
AS_OF = """{0}.published_in_id <= %(edition)s
    AND ({0}.superseded_in_id IS NULL OR {0}.superseded_in_id > %(edition)s)"""
# As a range in the order of the index: of one statement among millions of rows, the database would
# otherwise guess that a scan of any table soon meets a thousand.
OF_ONE = "{0} >= s.id AND {0} <= s.id"
OF_SEVERAL = "{0} = ANY (%(statements)s)"


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

    def citing(self, statements: Collection[int], edition: int | None) -> QuerySet:
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
            paths += [f"{owner}__{name}" for name in _references_of_name(self.model.owner_model())]
        return rows.select_related(*paths)

    def listed(self, statements: Collection[int], edition: int | None, count: int) -> QuerySet:
        """The rows that pages show, of `count`: in order of their records, unless they are many."""
        rows = self.citing(statements, edition)
        return rows if count <= COUNTED else rows.order_by("pk")[:LISTED]

    def ids_sql(self, cites: str, is_now: bool) -> Iterator[str]:
        """For each field SQL for the ids of public rows of which `cites` is true, one more than are
        counted at most; whether a row is public is asked row by row. One that cites a statement
        twice is named once."""
        columns = [self.model._meta.get_field(field).column for field in self.fields]
        for place, column in enumerate(columns):
            conditions = [
                cites.format(f"r.{column}"),
                *(f"r.{before} IS DISTINCT FROM r.{column}" for before in columns[:place]),
                self._public_sql(is_now),
            ]
            yield f"""(SELECT r.id FROM {self.model._meta.db_table} r
                WHERE {" AND ".join(conditions)}
                ORDER BY r.{column} LIMIT %(most)s)"""  # noqa: S608  # names of models

    def _public_sql(self, is_now: bool) -> str:
        which = TODAY if is_now else AS_OF
        if not issubclass(self.model, Row):
            return which.format("r")
        owners = self.model.owner_model()._meta.db_table
        return f"""(SELECT o.id FROM {owners} o WHERE o.id = r.{self.model.belongs_to}_id
            AND {which.format("o")}) IS NOT NULL"""  # noqa: S608

    def _order(self) -> tuple[str, ...]:
        if issubclass(self.model, Row):
            owner = self.model.belongs_to
            return (f"{owner}__code", f"{owner}__version", "line")
        return ("code", "pk")


@dataclass(frozen=True)
class CitationCount:
    """The number of rows of one kind that cite a statement; above COUNTED there are just more."""

    kind: CitingKind
    count: int

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > COUNTED

    @property
    def count_text(self) -> str:
        if self.is_more:
            return _("more than %(count)s") % {"count": format_number(COUNTED)}
        return format_number(self.count)


@dataclass(frozen=True)
class Citation(CitationCount):
    """The number of rows of one kind that cite a statement, and their first few subjects."""

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
class CitingGroup(CitationCount):
    """The number of rows of one kind that cite a statement, and the first of them."""

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
            min(count + (before.count if before else 0), COUNTED + 1),
            tuple(dict.fromkeys(map(subject_of, subjects)))[:FEW],
        )
    by_statement: dict[int, list[Citation]] = {}
    for (statement, _name), citation in merged.items():
        by_statement.setdefault(statement, []).append(citation)
    return by_statement


def citation_counts(statements: Collection[int], edition: int | None) -> list[CitationCount]:
    """How many public rows of each kind cite one of `statements`; kinds without any left out."""
    values = {"statements": list(statements), "edition": edition, "most": COUNTED + 1}
    with connection.cursor() as cursor:
        cursor.execute(_totals_sql(edition is None), values)
        counts = dict(cursor.fetchall())
    return [
        CitationCount(kind, min(counts[name], COUNTED + 1))
        for name, kind in citing_kinds().items()
        if counts[name]
    ]


def citing_groups(statement: Statement, edition: int | None) -> list[CitingGroup]:
    """What cites one statement: by kind, the number and the first rows with their figures."""
    groups = []
    for one in citation_counts([statement.pk], edition):
        listed = one.kind.listed([statement.pk], edition, one.count)
        rows = one.kind.with_subjects(listed)[:MORE]
        shown = tuple(_citing_row(one.kind, row, statement) for row in rows)
        groups.append(CitingGroup(one.kind, one.count, shown))
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
    """Kind, statement, number of rows and the ids of the first few."""
    values = {"statements": list(statements), "edition": edition, "most": COUNTED + 1}
    with connection.cursor() as cursor:
        cursor.execute(_counts_sql(edition is None), values)
        return cursor.fetchall()


@cache
def _totals_sql(is_now: bool) -> str:
    """For every kind its name, and how many rows cite one of several statements."""
    parts = {
        kind.name: " UNION ".join(kind.ids_sql(OF_SEVERAL, is_now))
        for kind in citing_kinds().values()
    }
    return " UNION ALL ".join(
        f"SELECT '{name}', (SELECT count(*) FROM ({ids}) ids)"  # noqa: S608
        for name, ids in parts.items()
    )


@cache
def _counts_sql(is_now: bool) -> str:
    """For every kind and field its name, each statement, how many rows cite it and the first."""
    rows = (
        f"('{kind.name}', ARRAY{sql})"
        for kind in citing_kinds().values()
        for sql in kind.ids_sql(OF_ONE, is_now)
    )
    return f"""SELECT k.citing, s.id, cardinality(k.ids),
        (SELECT array_agg(i ORDER BY i) FROM unnest(k.ids) i)[1:{FEW}]
    FROM unnest(%(statements)s::bigint[]) s (id)
    CROSS JOIN LATERAL (VALUES {", ".join(rows)}) k (citing, ids)
    WHERE cardinality(k.ids) > 0"""  # noqa: S608


def _rows_by_id(kind: CitingKind, ids: Collection[int]) -> dict[int, Model]:
    rows = kind.with_subjects(kind.model.objects.filter(pk__in=ids))
    return {row.pk: row for row in rows}


def _references(model: type[Model]) -> list[str]:
    fields = (one for one in model._meta.concrete_fields if one.many_to_one and one.editable)
    return [field.name for field in fields if field.related_model is not StoredFile]


def _references_of_name(model: type[Model]) -> list[str]:
    """What the name of a record is made of, where it has none of its own."""
    names = {field.name for field in model._meta.concrete_fields}
    return [] if names & {"name", "title"} else _references(model)
