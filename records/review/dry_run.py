"""Rehearsal: the ledger as if open versions were published, tried in the database and undone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from records.history.acting import acting
from records.integrity.db_errors import in_plain_words
from records.models import Edition, Record, State, User
from records.models.records import OPEN_STATES
from records.registry import bundles
from records.review.references import with_needed

# Who acts in a rehearsal: no account has these numbers, and nothing of it is ever stored.
SUBMITTER, PUBLISHER = -1, 0
REASON = "rehearsed"


@contextmanager
def prepared(versions: Sequence[Record]) -> Iterator[None]:
    """Inside the block there is what the submission of drafts among `versions` would make;
    afterwards not. ValidationError where it cannot be made."""
    submitter = User(pk=SUBMITTER)
    with transaction.atomic():
        drafts = [type(one).objects.get(pk=one.pk) for one in versions if one.is_draft]
        with in_plain_words(), acting(submitter):
            bundles.prepare(drafts, submitter, REASON)
        yield
        transaction.set_rollback(True)


@contextmanager
def rehearsed(versions: Sequence[Record]) -> Iterator[None]:
    """Inside the block every page and total reads `versions` as published; afterwards none does.

    The rules of the database hold as in a publication: ValidationError where they refuse.
    """
    with prepared(versions):
        with in_plain_words(), acting(User(pk=PUBLISHER)):
            number = Edition.objects.latest_number() + 1
            for version in with_needed(versions, *OPEN_STATES):
                _publish(version, number)
        yield


def _publish(version: Record, number: int) -> None:
    versions = type(version).objects.filter(code=version.code)
    this = versions.filter(pk=version.pk)
    this.filter(state=State.DRAFT).update(
        state=State.SUBMITTED, submitted_by=SUBMITTER, submitted_at=timezone.now()
    )
    versions.published().update(state=State.SUPERSEDED, superseded_in=number)
    this.update(state=State.PUBLISHED, published_in=number)
