"""What awaits translation: texts that stand in one language only, wherever there are two."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from config.lib.orm.text_pairs import awaiting_translation, empty_columns, pairs
from records.models import Record, Row, Stable, State, User, kind_of
from records.models.records import OPEN_STATES
from records.quality.registry import place

MOST_ROWS = 200  # rows of one kind that a page of records names the missing texts of


def translated_models() -> dict[str, type[Model]]:
    """Every kind of record, and what else has texts in two languages, by its short name."""
    return {
        kind_of(model) if issubclass(model, Record) else str(model._meta.model_name): model
        for model in apps.get_models()
        if not issubclass(model, Row | Stable) and (pairs(model) or _translated_rows(model))
    }


def awaiting(model: type[Model], user: User) -> QuerySet:
    """What of one kind awaits translation and may be seen by `user`: reference data, drafts and
    published versions; not a published version that is being corrected."""
    if not user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
        return model.objects.none()
    if not issubclass(model, Record):
        rows = _lacking(model)
        return rows.visible_to(user) if hasattr(rows, "visible_to") else rows
    ids = [_lacking(model).values("pk")]
    ids += [_lacking(row).values(row.belongs_to) for row in _translated_rows(model)]
    open_version = model.objects.open().filter(code=OuterRef("code"))
    current = Q(state__in=OPEN_STATES) | Q(~Exists(open_version), state=State.PUBLISHED)
    return model.objects.visible_to(user).filter(current, pk__in=ids[0].union(*ids[1:], all=True))


def missing_texts(subjects: Iterable[Model]) -> dict[Model, list[str]]:
    """The names of the texts that each of `subjects`, and each of its rows, lacks."""
    by_kind: dict[type[Model], list[Model]] = defaultdict(list)
    missing: dict[Model, list[str]] = {}
    for subject in subjects:
        by_kind[type(subject)].append(subject)
        missing[subject] = list(_names(subject))
    for model, of_kind in by_kind.items():
        for row in _translated_rows(model):
            owner = {f"{row.belongs_to}__in": of_kind}
            rows = _lacking(row).filter(**owner).select_related(row.belongs_to)
            for one in rows.order_by(row.belongs_to, "line")[:MOST_ROWS]:
                missing[one.owner] += _names(one)
    return missing


def _translated_rows(model: type[Model]) -> list[type[Row]]:
    rows = model.row_models() if issubclass(model, Record) else ()
    return [row for row in rows if pairs(row)]


def _lacking(model: type[Model]) -> QuerySet:
    return model.objects.order_by().filter(awaiting_translation(*pairs(model)))


def _names(row: Model) -> Iterator[str]:
    return (place(row, column) for column in empty_columns(row))
