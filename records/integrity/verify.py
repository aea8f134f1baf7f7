"""Verification: recompute every digest and the chain, and name the first row that differs."""

from collections.abc import Iterator

from records.integrity.digest import digest_of, edition_content, record_content
from records.models import Edition, EditionEntry, record_models


class MismatchError(Exception):
    """The first place where the ledger does not say what was published."""


def verify() -> Iterator[Edition]:
    """Recompute edition after edition, yielding each that holds. Raises MismatchError at the first
    record, entry or edition that does not."""
    previous = ""
    for edition in Edition.objects.select_related("published_by").order_by("number"):
        if edition.previous_digest != previous:
            raise MismatchError(
                f"edition {edition.number}: previous digest is not that of the one before"
            )
        entries = list(edition.entries.select_related("submitted_by").order_by("kind", "code"))
        for entry in entries:
            _verify_entry(entry)
        if len(entries) != edition.record_count:
            raise MismatchError(
                f"edition {edition.number}: {len(entries)} of {edition.record_count} records"
            )
        if digest_of(edition_content(edition, entries)) != edition.digest:
            raise MismatchError(f"edition {edition.number}: its own content has changed")
        previous = edition.digest
        yield edition
    _verify_nothing_unlisted()


def _verify_entry(entry: EditionEntry) -> None:
    name = f"edition {entry.edition_id}: {entry}"
    model = record_models().get(entry.kind)
    version = model and model.objects.filter(code=entry.code, version=entry.version).first()
    if version is None:
        raise MismatchError(f"{name}: the record is gone")
    if digest_of(record_content(version)) != entry.digest:
        raise MismatchError(f"{name}: the content has changed")
    at = version.published_in_id if entry.action == "published" else version.superseded_in_id
    if at != entry.edition_id:
        raise MismatchError(f"{name}: the record names another edition")


def _verify_nothing_unlisted() -> None:
    """Every version that claims an edition stands among the entries of that edition."""
    for kind, model in record_models().items():
        listed = EditionEntry.objects.filter(kind=kind, action="published")
        known = set(listed.values_list("code", "version"))
        claimed = model.objects.filter(published_in__isnull=False)
        for code, version in claimed.order_by("code", "version").values_list("code", "version"):
            if (code, version) not in known:
                raise MismatchError(f"{kind} {code} v{version}: published by no edition")
