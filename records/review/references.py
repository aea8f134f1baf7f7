"""Reference data in review: what versions refer to that is not public yet, and what the public
still reads of what would stop being public.

A project may name an organisation that is itself a draft. Both are handed in together, and neither
becomes public without the other.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.core.exceptions import ValidationError
from django.db.models import CharField, Model, QuerySet, Value
from django.utils.translation import gettext as _

from config.lib.language import join_texts, plain_text
from records.models import Record, Row, Stable, State, Statement, kind_of, reference_models
from records.models.records import OPEN_STATES
from records.models.references import versions_of
from records.registry.bundles import companions_of

NAMED = 5  # rows that a refusal names
MOST = 100  # rows of a kind that are looked through for what waits for a version


def with_needed(versions: Sequence[Record], *states: State) -> list[Record]:
    """`versions`, and those open versions in one of `states` that go along, directly or through
    each other: of reference data that is not public and that they refer to, and what is decided
    together with them."""
    return _joined(versions, lambda fresh: (*needed_by(fresh), *companions_of(fresh)), states)


def with_companions(versions: Sequence[Record], *states: State) -> list[Record]:
    """`versions`, and those open versions in one of `states` that are decided together with them,
    without the reference data that they refer to."""
    return _joined(versions, companions_of, states)


def _joined(
    versions: Sequence[Record],
    along: Callable[[Sequence[Record]], Iterable[Record]],
    states: Sequence[State],
) -> list[Record]:
    chosen = {(kind_of(version), version.pk): version for version in versions}
    fresh = list(versions)
    while fresh:
        joining = [one for one in along(fresh) if (kind_of(one), one.pk) not in chosen]
        fresh = [version for version in joining if version.state in states]
        chosen |= {(kind_of(version), version.pk): version for version in fresh}
    return list(chosen.values())


def needed_by(versions: Sequence[Record]) -> list[Record]:
    """The open versions of reference data that is not public and that `versions` refer to."""
    needed: dict[tuple[str, int], Record] = {}
    for model, rows in _unpublished(versions).items():
        open_versions = versions_of(model).objects.filter(state__in=OPEN_STATES)
        for version in open_versions.filter(code__in={_code_of(row) for row in rows}):
            needed[kind_of(version), version.pk] = version
    return list(needed.values())


def waiting_for(version: Record) -> list[Record]:
    """The open versions that refer to what `version` describes, as long as it is not public."""
    waiting: dict[tuple[str, int], Record] = {}
    for model, hidden in _gone([version]):
        for citing, field in _citing(model):
            for row in citing.objects.filter(**{f"{field}__in": hidden}).order_by("pk")[:MOST]:
                owner = row.owner if isinstance(row, Row) else row
                if owner.is_open and owner != version:
                    waiting[kind_of(owner), owner.pk] = owner
    return list(waiting.values())


def refuse_unpublished(versions: Sequence[Record]) -> None:
    """ValidationError when `versions` refer to something that nobody can read."""
    for model, rows in _unpublished(versions).items():
        message = _("%(kind)s not public yet: %(names)s. Publish it first, or both together.")
        raise ValidationError(message % {"kind": model._meta.verbose_name, "names": _names(rows)})


def refuse_apart(versions: Sequence[Record]) -> None:
    """ValidationError when something that is decided together with `versions` is not among them."""
    chosen = {(kind_of(version), version.pk) for version in versions}
    for one in companions_of(versions):
        if (kind_of(one), one.pk) not in chosen:
            message = _("%(name)s belongs to it and is %(state)s: both are decided together.")
            names = {"name": plain_text(one), "state": one.get_state_display()}
            raise ValidationError(message % names)


def refuse_orphans(versions: Sequence[Record]) -> None:
    """ValidationError when the public reads something that cites what `versions`, just published
    or withdrawn, no longer say in public."""
    for model, gone in _gone(versions):
        for citing, field in _citing(model):
            rows = citing.objects.as_of(None).filter(**{f"{field}__in": gone})
            if (row := rows.select_related(field).first()) is not None:
                message = _("%(name)s is still cited by %(by)s. Correct that first.")
                target = plain_text(getattr(row, field))
                owner = row.owner if isinstance(row, Row) else row
                raise ValidationError(message % {"name": target, "by": plain_text(owner)})


def _unpublished(versions: Sequence[Record]) -> dict[type[Stable], list[Stable]]:
    """By kind, the rows of reference data without a public version that `versions` refer to."""
    kinds = {model._meta.label: model for model in reference_models()}
    asked = [one for part in _parts(versions) for one in _hidden_references(part)]
    ids: dict[str, set[int]] = {}
    for label, pk in asked[0].union(*asked[1:]) if asked else ():
        ids.setdefault(label, set()).add(pk)
    return {
        kinds[label]: list(kinds[label].objects.filter(pk__in=found).order_by("pk"))
        for label, found in ids.items()
    }


def _hidden_references(part: QuerySet) -> Iterator[QuerySet]:
    """For each field by which rows of `part` refer to reference data: the kind and the id of what
    is not public."""
    for field in part.model._meta.concrete_fields:
        if field.many_to_one and issubclass(field.related_model, Stable):
            is_hidden = {f"{field.name}__isnull": False, f"{field.name}__published_in": None}
            label = Value(field.related_model._meta.label, CharField())
            rows = part.filter(**is_hidden).order_by().annotate(hidden_kind=label)
            yield rows.values_list("hidden_kind", field.attname)


def _parts(versions: Sequence[Record]) -> Iterator[QuerySet]:
    """The versions and their rows, a queryset for each kind."""
    for kind in {type(version) for version in versions}:
        ids = [version.pk for version in versions if type(version) is kind]
        chosen = kind.objects.filter(pk__in=ids)
        yield chosen
        for model in chosen.row_kinds():
            yield model.objects.filter(**{f"{model.belongs_to}__in": ids})


def _gone(versions: Sequence[Record]) -> Iterator[tuple[type[Stable], QuerySet]]:
    """By kind, the rows that `versions` describe and that are not public."""
    codes: dict[type[Stable], set[str]] = {}
    for version in versions:
        if model := getattr(version, "describes", None):
            codes.setdefault(model, set()).add(version.code)
    for model, named in codes.items():
        hidden = model.objects.filter(published_in__isnull=True)
        yield model, hidden.filter(code__in=named)
        if model is Statement.source.field.related_model:
            statements = Statement.objects.filter(published_in__isnull=True)
            yield Statement, statements.filter(source__code__in=named)


def _citing(model: type[Stable]) -> Iterator[tuple[type[Model], str]]:
    """The kinds of version and row that refer to `model`, each with its field."""
    for relation in model._meta.related_objects:
        if issubclass(relation.related_model, Record | Row):
            yield relation.related_model, relation.field.name


def _code_of(row: Stable) -> str:
    return row.source.code if isinstance(row, Statement) else row.code


def _names(rows: Sequence[Stable]) -> str:
    names = [plain_text(row) for row in rows[:NAMED]]
    return str(join_texts(", ", names)) + (" …" if len(rows) > NAMED else "")
