"""Versions: each says what the entries of its editions say, and stands where they put it."""

from collections.abc import Iterator
from itertools import zip_longest

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from records.integrity.content import digests, entry_digest
from records.integrity.verification.mismatch import MismatchError
from records.integrity.verification.processes import Job
from records.models import EditionEntry, Record, Row, Stable, State, kind_of, record_models

SPAN = 20_000  # versions of one job: some seconds of work, and sorted in memory
# What an entry does, and the field by which the version names the edition of that entry.
EDITION_FIELDS = {
    EditionEntry.Action.PUBLISHED: "published_in",
    EditionEntry.Action.WITHDRAWN: "superseded_in",
}


def verify_kinds(since: int) -> None:
    """Every entry beyond edition `since` names a kind of record that there is."""
    entries = EditionEntry.objects.filter(edition__gt=since).exclude(kind__in=record_models())
    unknown = entries.order_by("edition").first()
    if unknown:
        raise MismatchError(f"edition {unknown.edition_id}: {unknown}: the record is gone")


def jobs(model: type[Record], since: int) -> Iterator[Job]:
    """What there is to do for the versions of one kind that editions beyond `since` published,
    replaced or withdrew. The last says that all is well."""
    yield _verify_entries_have_records, model, since
    for first, following in _spans(model, since):
        yield _verify_contents, model, since, first, following
    yield _verify_states, model, since


def _changed_since(model: type[Record], since: int) -> QuerySet:
    later = Q(published_in__gt=since) | Q(superseded_in__gt=since)
    return model.objects.filter(later, published_in__isnull=False)


def _spans(model: type[Record], since: int) -> Iterator[tuple[str, str | None]]:
    """The codes between which lie about `SPAN` versions each; the last span has no end."""
    nth = Window(RowNumber(), order_by=("code", "version"))
    numbered = _changed_since(model, since).order_by("code", "version").annotate(nth=nth)
    ends = numbered.annotate(rest=F("nth") % SPAN).filter(rest=0).values_list("code", flat=True)
    starts = ["", *dict.fromkeys(ends)]
    return zip_longest(starts, starts[1:])


def _verify_entries_have_records(model: type[Record], since: int) -> None:
    """Every entry names a version that names its edition."""
    versions = model.objects.filter(code=OuterRef("code"), version=OuterRef("version"))
    entries = EditionEntry.objects.filter(kind=kind_of(model), edition__gt=since)
    for action, field in EDITION_FIELDS.items():
        of_edition = versions.filter(**{field: OuterRef("edition")})
        lacking = entries.filter(~Exists(of_edition), action=action).order_by("edition", "code")
        entry = lacking.annotate(has_record=Exists(versions)).first()
        if entry:
            what = "names another edition" if entry.has_record else "is gone"
            raise MismatchError(f"edition {entry.edition_id}: {entry}: the record {what}")


def _verify_states(model: type[Record], since: int) -> str:
    """A version was superseded by the edition that published a later one, and stands published
    only while no later edition names its record."""
    entries = EditionEntry.objects.filter(kind=kind_of(model), code=OuterRef("code"))
    replaced = entries.filter(
        action=EditionEntry.Action.PUBLISHED,
        edition=OuterRef("superseded_in"),
        version__gt=OuterRef("version"),
    )
    ended = entries.filter(edition__gt=OuterRef("published_in"))
    versions = _changed_since(model, since).order_by("code", "version")
    faults = {
        "superseded by no edition": versions.filter(~Exists(replaced), state=State.SUPERSEDED),
        "still published, though a later edition names it": versions.published().filter(
            Exists(ended)
        ),
    }
    for fault, wrong in faults.items():
        version = wrong.first()
        if version:
            name = f"{kind_of(model)} {version.code} v{version.version}"
            raise MismatchError(f"{name}: {fault}")
    return f"{kind_of(model)}: every version is as published"


def _verify_contents(model: type[Record], since: int, first: str, following: str | None) -> None:
    """Every version that was ever public, from code `first` up to `following`, says what the
    entries of its editions say."""
    public = _changed_since(model, since).filter(code__gte=first)
    if following is not None:
        public = public.filter(code__lt=following)
    public = public.annotate(
        **{action.value: entry_digest(model, field) for action, field in EDITION_FIELDS.items()}
    )
    names = ("code", "version", "state", *EDITION_FIELDS.values(), *EDITION_FIELDS)
    for (code, version, state, *rest), digest in digests(public, *names):
        name = f"{kind_of(model)} {code} v{version}"
        editions, stated = rest[:2], rest[2:]
        for action, edition, entry in zip(EDITION_FIELDS, editions, stated, strict=True):
            if action == EditionEntry.Action.WITHDRAWN and state != State.WITHDRAWN:
                continue
            if entry is None:
                raise MismatchError(f"{name}: {action} by no edition")
            if entry != digest:
                raise MismatchError(f"edition {edition}: {name}: the content has changed")


def verify_reference(model: type[Stable]) -> str:
    """Reference data say what their versions say, and whatever the public reads refers to some that
    it can read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_differing_references(%s) LIMIT 1", [model._meta.db_table])
        differing = cursor.fetchone()
    name = model._meta.model_name
    if differing:
        raise MismatchError(f"{name} {differing[0]}: it says something else than its versions")
    for relation in model._meta.related_objects:
        citing, field = relation.related_model, relation.field.name
        if issubclass(citing, Record | Row):
            hidden = {f"{field}__isnull": False, f"{field}__published_in__isnull": True}
            row = citing.objects.as_of(None).filter(**hidden).first()
            if row:
                what = f"{citing._meta.model_name} {'/'.join(map(str, row.natural_key()))}"
                raise MismatchError(f"{what}: it refers to a {name} that is not public")
    return f"{name}: as its versions say"
