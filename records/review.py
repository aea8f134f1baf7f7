"""Review: the five verbs by which a record becomes public, and stops being so.

Nothing public changes without two people. The database refuses what these functions refuse
(`0002_ledger_rules.sql`); here the refusals are in plain words.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from records import gate
from records.digest import digest_of, edition_content, record_content
from records.history import acting
from records.models import (
    ChangeEvent,
    Edition,
    EditionEntry,
    Record,
    ReviewStep,
    State,
    User,
    kind_of,
)
from records.models.records import OPEN_STATES
from records.refusals import in_plain_words
from records.versions import next_version
from records.years import refuse_closed_year


def start_correction(version: Record, user: User, reason: str) -> Record:
    """Open a draft copied from a published or withdrawn version; the public sees no change.

    ValidationError when the record is open already, or `version` is not its newest public state.
    """
    _need_reason(reason)
    _need_state(version, State.PUBLISHED, State.WITHDRAWN)
    _need_newest(version)
    refuse_closed_year(version)
    try:
        with acting(user, reason):
            draft = next_version(version, reason)
            step_of(draft, ReviewStep.Verb.START, user, reason).save()
    except IntegrityError as error:
        raise ValidationError(_already_open(version)) from error
    return draft


@in_plain_words()
def submit(versions: Sequence[Record], user: User, reason: str = "") -> None:
    """Hand drafts to a reviewer, all or none. ValidationError lists all that is missing."""
    with acting(user, reason):
        drafts = _locked(versions)
        for version in drafts:
            _need_state(version, State.DRAFT)
            refuse_closed_year(version)
        gate.check(*drafts)
        hand_over(drafts, user, reason)


def hand_over(drafts: Sequence[Record], user: User, reason: str) -> None:
    """Mark drafts that passed the gate in this transaction as submitted."""
    moment = {"state": State.SUBMITTED, "submitted_by": user, "submitted_at": timezone.now()}
    for kind in {type(draft) for draft in drafts}:
        ids = [draft.pk for draft in drafts if type(draft) is kind]
        kind.objects.filter(pk__in=ids).update(**moment)
    verb = ReviewStep.Verb.SUBMIT
    ReviewStep.objects.bulk_create(step_of(draft, verb, user, reason) for draft in drafts)


@in_plain_words()
def return_for_changes(version: Record, user: User, reason: str) -> None:
    """Give a submitted version back to its clerk; the reason is kept for good."""
    _need_reason(reason)
    with acting(user, reason):
        (version,) = _locked([version])
        _need_state(version, State.SUBMITTED)
        version.state = State.DRAFT
        version.submitted_by = version.submitted_at = None
        version.save()
        step_of(version, ReviewStep.Verb.RETURN, user, reason).save()


@in_plain_words()
def publish(versions: Sequence[Record], user: User, reason: str) -> Edition:
    """Make submitted versions public as one edition, all or none."""
    _need_reason(reason)
    with _new_edition(user, reason) as edition:
        submitted = _locked(versions)
        for version in submitted:
            _need_state(version, State.SUBMITTED)
            _need_second_person(version, user)
            refuse_closed_year(version)
        gate.check(*submitted)
        entries = [_publish_one(version, user, edition) for version in submitted]
        _seal(edition, entries)
    return edition


@in_plain_words()
def withdraw(versions: Sequence[Record], user: User, reason: str) -> Edition:
    """Take published versions out of what the public reads today, as one edition."""
    _need_reason(reason)
    with _new_edition(user, reason) as edition:
        entries = [_withdraw_one(version, user, edition) for version in _locked(versions)]
        _seal(edition, entries)
    return edition


def may_publish(version: Record, user: User) -> bool:
    """Whether `user` is a second person: neither the submitter nor an editor of `version`."""
    edits = ChangeEvent.objects.of(version).filter(is_edit=True, user=user)
    return version.submitted_by_id != user.pk and not edits.exists()


@contextmanager
def _new_edition(user: User, reason: str) -> Iterator[Edition]:
    """A transaction holding the publication lock and the next, not yet saved, edition."""
    with acting(user, reason):
        last = Edition.objects.hold_newest()
        yield Edition(
            number=last.number + 1 if last else 1,
            published_at=timezone.now(),
            published_by=user,
            reason=reason,
            previous_digest=last.digest if last else "",
        )


def _publish_one(version: Record, user: User, edition: Edition) -> EditionEntry:
    with in_plain_words(version.code):
        type(version).objects.published().filter(code=version.code).update(
            state=State.SUPERSEDED, superseded_in=edition.number
        )
        version.state, version.published_in_id = State.PUBLISHED, edition.number
        version.save()
    step_of(version, ReviewStep.Verb.PUBLISH, user, edition.reason).save()
    return _entry(version, EditionEntry.Action.PUBLISHED, version.change_reason, edition)


def _withdraw_one(version: Record, user: User, edition: Edition) -> EditionEntry:
    _need_state(version, State.PUBLISHED)
    _need_second_person(version, user)
    refuse_closed_year(version)
    version.state, version.superseded_in_id = State.WITHDRAWN, edition.number
    with in_plain_words(version.code):
        version.save()
    step_of(version, ReviewStep.Verb.WITHDRAW, user, edition.reason).save()
    return _entry(version, EditionEntry.Action.WITHDRAWN, edition.reason, edition)


def _entry(version: Record, action: str, reason: str, edition: Edition) -> EditionEntry:
    return EditionEntry(
        edition_id=edition.number,
        kind=kind_of(version),
        code=version.code,
        version=version.version,
        action=action,
        reason=reason,
        submitted_by_id=version.submitted_by_id,
        digest=digest_of(record_content(version)),
    )


def _seal(edition: Edition, entries: list[EditionEntry]) -> None:
    """Save the edition last: once its row exists nothing can join it."""
    entries.sort(key=lambda entry: (entry.kind, entry.code))
    edition.record_count = len(entries)
    edition.digest = digest_of(edition_content(edition, entries))
    edition.save(force_insert=True)
    EditionEntry.objects.bulk_create(entries)


def _locked(versions: Sequence[Record]) -> list[Record]:
    """The same versions whole, as they are now, locked in a fixed order until the transaction
    ends."""
    if not versions:
        raise ValidationError(_("Choose at least one record."))
    locked = {}
    for kind in sorted({type(version) for version in versions}, key=kind_of):
        wanted = kind.objects.filter(pk__in=[v.pk for v in versions if type(v) is kind])
        whole = wanted.with_rows().select_for_update(of=("self",)).order_by("pk")
        locked |= {(kind, version.pk): version for version in whole}
    for version in versions:
        if (type(version), version.pk) not in locked:
            message = _("%(code)s version %(version)s was deleted meanwhile.")
            raise ValidationError(message % _name(version))
    return list(locked.values())


def step_of(version: Record, verb: str, user: User, reason: str) -> ReviewStep:
    """The entry, not yet saved, that a step was taken with a version."""
    name = {"kind": kind_of(version), "code": version.code, "version": version.version}
    return ReviewStep(**name, verb=verb, by=user, reason=reason)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError(_("Say why: a reason is needed."))


def _need_state(version: Record, *states: State) -> None:
    if version.state not in states:
        message = _("%(code)s version %(version)s is %(state)s; this step is not possible.")
        raise ValidationError(message % _name(version))


def _need_newest(version: Record) -> None:
    later = type(version).objects.filter(code=version.code, version__gt=version.version)
    if later.exclude(state__in=OPEN_STATES).exists():
        message = _("%(code)s has a newer version than version %(version)s; correct that one.")
        raise ValidationError(message % _name(version))


def _need_second_person(version: Record, user: User) -> None:
    if not may_publish(version, user):
        message = _(
            "%(code)s version %(version)s was edited or submitted by you; "
            "another person must decide on it."
        )
        raise ValidationError(message % _name(version))


def _already_open(version: Record) -> str:
    draft = type(version).objects.open().filter(code=version.code).first()
    step = ReviewStep.objects.filter(kind=kind_of(version), code=version.code).first()
    if draft is None or step is None:
        return _("%(code)s is being corrected already.") % _name(version)
    message = _("%(code)s is being corrected already, in version %(version)s, by %(user)s.")
    return message % {**_name(draft), "user": step.by.get_username()}


def _name(version: Record) -> dict[str, object]:
    return {
        "code": version.code,
        "version": version.version,
        "state": version.get_state_display(),
    }
