"""Verification: recompute every digest and the chain, and name the first row that differs.

Kind after kind, then edition after edition, each read from end to end in a few queries, from one
state of the database and in little memory, however many records and editions there are.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from django.db import connection
from django.db.models import Count, Exists, OuterRef

from config.lib.moments import one_moment
from config.lib.spreadsheets.export import CHUNK
from records.integrity.content import digests, entry_digest
from records.integrity.digest import digest_of_parts, edition_parts, entry_text
from records.models import (
    Edition,
    EditionEntry,
    Record,
    Row,
    Stable,
    State,
    record_models,
    reference_models,
)

# What an entry does, and the field by which the version names the edition of that entry.
EDITION_FIELDS = {
    EditionEntry.Action.PUBLISHED: "published_in",
    EditionEntry.Action.WITHDRAWN: "superseded_in",
}


class MismatchError(Exception):
    """The ledger differs from what was published; names the first place."""


def verify() -> Iterator[Edition]:
    """Recompute every record, then edition after edition, yielding each that holds. Raises
    MismatchError at the first record, entry or edition that does not."""
    with one_moment():
        _verify_kinds_are_known()
        for kind, model in record_models().items():
            _verify_entries_have_records(kind, model)
            _verify_records(kind, model)
        for reference in reference_models():
            _verify_reference(reference)
        yield from _verified_editions()


def _verify_kinds_are_known() -> None:
    unknown = EditionEntry.objects.exclude(kind__in=record_models()).order_by("edition").first()
    if unknown:
        raise MismatchError(f"edition {unknown.edition_id}: {unknown}: the record is gone")


def _verify_entries_have_records(kind: str, model: type[Record]) -> None:
    """Every entry names a version that names its edition."""
    versions = model.objects.filter(code=OuterRef("code"), version=OuterRef("version"))
    entries = EditionEntry.objects.filter(kind=kind).order_by("edition", "code")
    for action, field in EDITION_FIELDS.items():
        of_edition = versions.filter(**{field: OuterRef("edition")})
        lacking = entries.filter(~Exists(of_edition), action=action)
        entry = lacking.annotate(has_record=Exists(versions)).first()
        if entry:
            what = "names another edition" if entry.has_record else "is gone"
            raise MismatchError(f"edition {entry.edition_id}: {entry}: the record {what}")


def _verify_records(kind: str, model: type[Record]) -> None:
    """Every version that was ever public says what the entries of its editions say."""
    public = model.objects.filter(published_in__isnull=False).annotate(
        **{action.value: entry_digest(model, field) for action, field in EDITION_FIELDS.items()}
    )
    names = ("code", "version", "state", *EDITION_FIELDS.values(), *EDITION_FIELDS)
    for (code, version, state, *rest), digest in digests(public, *names):
        editions, stated = rest[:2], rest[2:]
        is_withdrawn = state == State.WITHDRAWN
        for action, edition, entry in zip(EDITION_FIELDS, editions, stated, strict=True):
            if action == EditionEntry.Action.WITHDRAWN and not is_withdrawn:
                continue
            if entry is None:
                raise MismatchError(f"{kind} {code} v{version}: {action} by no edition")
            if entry != digest:
                name = f"edition {edition}: {kind} {code} v{version}"
                raise MismatchError(f"{name}: the content has changed")


def _verify_reference(model: type[Stable]) -> None:
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


def _verified_editions() -> Iterator[Edition]:
    """Edition after edition, each that continues the chain and says what its digest covers."""
    entries = EditionEntry.objects.in_digest_order().select_related("submitted_by")
    groups = groupby(entries.iterator(CHUNK), key=attrgetter("edition_id"))
    number, group = next(groups, (None, ()))
    previous = ""
    editions = Edition.objects.select_related("published_by").annotate(listed=Count("entries"))
    for edition in editions.order_by("number").iterator(CHUNK):
        has_entries = number == edition.number
        parts = edition_parts(edition, map(entry_text, group if has_entries else ()))
        _verify_edition(edition, previous, digest_of_parts(parts))
        if has_entries:
            number, group = next(groups, (None, ()))
        previous = edition.digest
        yield edition


def _verify_edition(edition: Edition, previous: str, digest: str) -> None:
    name = f"edition {edition.number}"
    if edition.previous_digest != previous:
        raise MismatchError(f"{name}: previous digest is not that of the one before")
    if edition.listed != edition.record_count:
        raise MismatchError(f"{name}: {edition.listed} of {edition.record_count} records")
    if digest != edition.digest:
        raise MismatchError(f"{name}: its own content has changed")
