"""Checks that hold for every kind of record: dates, duplicates, corrections left open, figures
that are not those of the statement they cite."""

import datetime
from functools import partial

from django.db.models import CharField, Exists, F, Field, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, Left, Lower, Trim
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.dates import PartialDateField, certainly_ahead
from records.models import ChangeEvent, CitedFigures, Record, Row
from records.quality.populations import population_of
from records.quality.registry import Check, Offenders, Severity, with_references

DAYS_OPEN = 30
# What two records of one name must share to be the same thing twice, where their kind has it.
SAME = ("year", "scope", "county", "cadre", "held_on", "dated_on")


def dates_ahead(versions: QuerySet, beside: QuerySet):
    """Dates and years that certainly lie ahead, of what can only have happened."""
    today = timezone.localdate()
    for rows in _with_their_rows(versions):
        for field in _dates(rows.model):
            late = rows.filter(certainly_ahead(field.name, today))
            yield Offenders(late, field.name, _date(field.name))
    if _has(versions.model, "year") and "year" not in versions.model.may_lie_ahead:
        late = with_references(versions.filter(year__gt=today.year))
        yield Offenders(late, "year", lambda row: {"found": str(row.year)})


def dates_outside_year(versions: QuerySet, beside: QuerySet):
    """A date whose year is not the one that the record is about."""
    if not _has(versions.model, "year"):
        return
    year = Cast("year", CharField())
    for field in _dates_of_the_year(versions.model):
        rows = versions.exclude(**{field.name: ""}).exclude(Exact(Left(field.name, 4), year))
        yield Offenders(
            with_references(rows),
            field.name,
            lambda row, name=field.name: {
                "found": getattr(row, name),
                "expected": str(row.year),
                "unit": "date",
            },
        )


def duplicates(versions: QuerySet, beside: QuerySet):
    """Another record with the same name in one language, for the same year, place and person."""
    if not _has(versions.model, "title"):
        return
    english = _twins(beside, "title")
    yield _with_twin(versions.filter(Exists(english)), "title", english)
    chinese = _twins(beside, "title_zh")
    rows = versions.filter(Exists(chinese)).exclude(Exists(english))
    yield _with_twin(rows, "title_zh", chinese)


def corrections_left_open(versions: QuerySet, beside: QuerySet):
    """Drafts and submitted versions that were begun long ago, by the history of changes."""
    today = timezone.localdate()
    begun = ChangeEvent.objects.filter(
        row_table=versions.model._meta.db_table, row_id=OuterRef("pk"), operation="insert"
    )
    rows = versions.open().annotate(begun=Subquery(begun.order_by("id").values("at")[:1]))
    rows = rows.filter(begun__date__lt=today - datetime.timedelta(days=DAYS_OPEN))
    yield Offenders(
        with_references(rows), "", lambda row: _days((today - timezone.localdate(row.begun)).days)
    )


def figures_that_differ(versions: QuerySet, beside: QuerySet):
    """Figures that are not what the statement says that they cite."""
    for rows in _with_their_rows(versions):
        for figures in rows.model.cited_figures:
            differing = rows.filter(figures.disagreeing).select_related(*_needed(rows, figures))
            yield Offenders(differing, _field(figures), partial(_disagreement, figures))


def _needed(rows: QuerySet, figures: CitedFigures) -> set[str]:
    """The references that a comparison reads: the statement, and what holds the unit."""
    units = (unit.name for unit in figures.units.values() if isinstance(unit, F))
    ways = {unit.rpartition("__")[0] for unit in units} - {""}
    owner = {rows.model.belongs_to} if issubclass(rows.model, Row) else set()
    return {f"{figures.by}__source", *ways, *owner}


def _field(figures: CitedFigures) -> str:
    """The field to mend, where a row has no more than one figure."""
    return next(iter(figures.units)) if len(figures.units) == 1 else ""


def _disagreement(figures: CitedFigures, row: Model) -> dict[str, object]:
    one = figures.disagreement(row)
    of_one_unit = one.own.unit == one.stated.unit
    return {
        "found": one.own.value if of_one_unit else str(one.own),
        "expected": one.stated.value if of_one_unit else str(one.stated),
        "difference": one.difference,
        "unit": one.own.unit if of_one_unit else "",
        "own": one.own,
        "stated": one.stated,
    }


def _days(number: int) -> dict[str, object]:
    return {"found": number, "expected": DAYS_OPEN, "difference": number - DAYS_OPEN}


def _with_their_rows(versions: QuerySet):
    yield with_references(versions)
    for model in versions.model.row_models():
        yield model.objects.filter(**{f"{model.belongs_to}__in": versions}).select_related(
            model.belongs_to
        )


def _dates(model: type[Record] | type[Row]) -> list[Field]:
    """The dates of what has happened."""
    dates = (field for field in model._meta.concrete_fields if isinstance(field, PartialDateField))
    return [field for field in dates if field.name not in model.may_lie_ahead]


def _dates_of_the_year(model: type[Record]) -> list[Field]:
    """Those of them that usually lie in the year of the record; terms may cross years."""
    return [field for field in _dates(model) if field.name not in model.may_leave_year]


def _date(name: str):
    return lambda row: {"found": getattr(row, name), "unit": "date"}


def _has(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def _twins(beside: QuerySet, title: str) -> QuerySet:
    """For an outer version: others of the same name. Only equalities, which hash at any size."""
    others = beside.exclude(code=OuterRef("code")).exclude(**{title: ""})
    others = others.filter(Exact(Lower(Trim(title)), Lower(Trim(OuterRef(title)))))
    for name in (name for name in SAME if _has(beside.model, name)):
        if beside.model._meta.get_field(name).null:
            others = others.filter(Exact(Coalesce(name, 0), Coalesce(OuterRef(name), 0)))
        else:
            others = others.filter(**{name: OuterRef(name)})
    return others.order_by("code")


def _with_twin(rows: QuerySet, title: str, twins: QuerySet) -> Offenders:
    rows = rows.annotate(twin=Subquery(twins.values("code")[:1]))
    return Offenders(
        with_references(rows), title, lambda row: {"found": getattr(row, title), "twin": row.twin}
    )


def dated(versions: QuerySet, beside: QuerySet):
    """Records and rows that can have a date or year of what has happened; with one, they can be
    tested."""
    for rows in _with_their_rows(versions):
        names = [field.name for field in _dates(rows.model)]
        if _has(rows.model, "year") and "year" not in rows.model.may_lie_ahead:
            yield population_of(rows)
        elif names:
            yield population_of(rows, _any_stated(names))


def dated_and_of_a_year(versions: QuerySet, beside: QuerySet):
    names = [field.name for field in _dates_of_the_year(versions.model)]
    if names and _has(versions.model, "year"):
        yield population_of(versions, _any_stated(names))


def titled(versions: QuerySet, beside: QuerySet):
    if _has(versions.model, "title"):
        yield population_of(versions)


def with_figures(versions: QuerySet, beside: QuerySet):
    """Figures of records and rows, of which those can be tested whose statement states one."""
    for rows in _with_their_rows(versions):
        for figures in rows.model.cited_figures:
            yield population_of(rows.filter(figures.stating), figures.comparable)


def still_open(versions: QuerySet, beside: QuerySet):
    yield population_of(versions.open())


def _any_stated(names: list[str]) -> Q:
    stated = Q()
    for name in names:
        stated |= ~Q(**{name: ""})
    return stated


CHECKS = (
    Check(
        code="date-ahead",
        kind=Record,
        severity=Severity.BLOCKS,
        title=_("Dates in the future"),
        rule=_("What has happened cannot be dated in the future; plans and terms may be."),
        message=_("This lies in the future: %(found)s."),
        find=dates_ahead,
        populate=dated,
        untestable=_("No record states a date or a year: there is nothing to test."),
        reads=(),
        is_of_the_day=True,
    ),
    Check(
        code="date-outside-year",
        kind=Record,
        severity=Severity.WARNS,
        title=_("Dates outside the year of the record"),
        rule=_("The date of a record usually lies in the year that the record is about."),
        message=_("The date, %(found)s, does not lie in %(expected)s, the year of the record."),
        find=dates_outside_year,
        populate=dated_and_of_a_year,
        untestable=_("No record of a year states a date: there is nothing to test."),
        reads=(),
    ),
    Check(
        code="duplicate",
        kind=Record,
        severity=Severity.WARNS,
        title=_("Records that may be recorded twice"),
        rule=_("No two records have the same name, year and place."),
        message=_("%(twin)s has the same name, year and place; both may be the same thing."),
        find=duplicates,
        populate=titled,
        untestable=_("No record has a title: there is nothing to test."),
    ),
    Check(
        code="figure-differs",
        kind=Record,
        severity=Severity.WARNS,
        title=_("Figures that differ from the statement they cite"),
        rule=_(
            "A figure has the value and unit of the statement that it cites, give or take half a "
            "step of the last printed digit where that is rounded or “about”. Its qualifier "
            "claims no more than that of the statement."
        ),
        message=_("The record says %(own)s; the statement that it cites says %(stated)s."),
        find=figures_that_differ,
        populate=with_figures,
        untestable=_(
            "No record with a figure cites a statement that states one: there is nothing to test."
        ),
        reads=("source", "indicator"),
    ),
    Check(
        code="open-too-long",
        kind=Record,
        severity=Severity.WARNS,
        title=_("Corrections open for more than 30 days"),
        rule=_("A draft is decided on within 30 days."),
        message=_(
            "Open for %(found)s days, which is %(difference)s more than the %(expected)s "
            "that a decision may take."
        ),
        find=corrections_left_open,
        populate=still_open,
        untestable=_("No draft is open: there is nothing to test."),
        is_public=False,
    ),
)
