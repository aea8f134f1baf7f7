"""Review: the verbs by which a record becomes public, and stops being so.

The database refuses what these functions refuse (`rules.sql`); here it is said in plain words.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, islice

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from records.history.acting import acting
from records.integrity.content import digests
from records.integrity.db_errors import in_plain_words
from records.integrity.sealing import seal
from records.integrity.timestamps import stamp_if_asked
from records.models import (
    ChangeEvent,
    Edition,
    EditionBranch,
    EditionEntry,
    Record,
    ReferenceVersion,
    ReviewStep,
    State,
    User,
    kind_of,
)
from records.models.records import OPEN_STATES
from records.notices.telling import tell_about
from records.notices.topics import RETURNED
from records.registry import bundles
from records.review import gate
from records.review.announcement import mail_to_auditors
from records.review.closing import refuse_closed_years
from records.review.copying import next_version
from records.review.people.approvals import refuse_unapproved
from records.review.people.owners import owners_of
from records.review.people.remits import refuse_outside_remit
from records.review.references import (
    refuse_apart,
    refuse_orphans,
    refuse_unpublished,
    with_companions,
    with_needed,
)

BATCH = 500  # records at a time
VERBS = {
    EditionEntry.Action.PUBLISHED: ReviewStep.Verb.PUBLISH,
    EditionEntry.Action.WITHDRAWN: ReviewStep.Verb.WITHDRAW,
}


def start_correction(version: Record, user: User, reason: str) -> Record:
    """Open a draft copied from a published or withdrawn version; the public sees no change.
    ValidationError when the record is open already, or `version` is not its newest public state."""
    need_reason(reason)
    try:
        with acting(user, reason):
            (public,) = _locked([version])  # not a copy of what is superseded in this moment
            _need_state(public, State.PUBLISHED, State.WITHDRAWN)
            _need_newest(public)
            refuse_closed_years([public])
            draft = next_version(public, reason)
            step_of(draft, ReviewStep.Verb.START, user, reason).save()
    except IntegrityError as error:
        raise ValidationError(_already_open(version)) from error
    return draft


@in_plain_words()
def submit(versions: Sequence[Record], user: User, reason: str = "") -> None:
    """Hand drafts to a reviewer, all or none, with the drafts of reference data that they refer to
    and with what is made of them (`bundles`). ValidationError lists all that is missing."""
    with acting(user, reason):
        chosen = _locked(versions)
        for version in chosen:
            _need_state(version, State.DRAFT)
        refuse_closed_years(chosen)
        bundles.prepare(chosen, user, reason)
        drafts = _locked(with_needed(chosen, State.DRAFT))
        refuse_closed_years(drafts)
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
def return_for_changes(versions: Sequence[Record], user: User, reason: str) -> None:
    """Give submitted versions back to their clerks, with what is decided together with them; the
    reason is kept for good."""
    need_reason(reason)
    with acting(user, reason):
        given_back = _locked(with_companions(versions, State.SUBMITTED))
        owners = owners_of(given_back)
        for version in given_back:
            _need_state(version, State.SUBMITTED)
            concerned = {version.submitted_by, owners.get(version)} - {user, None}
            _back_to_draft(version)
            step = step_of(version, ReviewStep.Verb.RETURN, user, reason)
            step.save()
            if version in versions:  # what goes along is not told of by itself
                once = f"return-{step.pk}"
                tell_about(RETURNED, version, concerned, once, who=user.public_name, reason=reason)


def _back_to_draft(version: Record) -> None:
    version.state = State.DRAFT
    version.submitted_by = version.submitted_at = None
    version.save()


@in_plain_words()
def take_back(versions: Sequence[Record], user: User, reason: str) -> None:
    """Turn submitted versions into drafts again, all or none, as long as nobody has decided;
    ValidationError unless `user` submitted them."""
    need_reason(reason)
    with acting(user, reason):
        for version in _locked(with_companions(versions, State.SUBMITTED)):
            _need_state(version, State.SUBMITTED)
            _need_own(version, user)
            _back_to_draft(version)
            step_of(version, ReviewStep.Verb.RECALL, user, reason).save()


@in_plain_words()
def publish(
    versions: Sequence[Record],
    user: User,
    reason: str,
    on_progress: Callable[[int], None] = lambda done: None,
) -> Edition:
    """Make submitted versions public as one edition, all or none; ten thousand as well as one.
    Submitted reference data that they refer to become public with them.

    `on_progress` gets the number of versions done so far.
    """
    need_reason(reason)
    with _new_edition(user, reason) as edition:
        entries = []
        chosen = with_needed(versions, State.SUBMITTED)
        refuse_apart(chosen)
        for submitted in locked_in_batches(chosen):
            need_decidable(submitted, State.SUBMITTED, user)
            refuse_unapproved(submitted, user)
            gate.check(*submitted)
            _switch(submitted, edition)
            entries += _entries(submitted, EditionEntry.Action.PUBLISHED, user, edition)
            on_progress(len(entries))
        refuse_unpublished(chosen)
        refuse_orphans(chosen)
        _seal(edition, entries)
    return edition


@in_plain_words()
def ask_to_withdraw(versions: Sequence[Record], user: User, reason: str) -> None:
    """Ask another person to withdraw published versions; the public sees no change."""
    need_reason(reason)
    with acting(user, reason):
        for published in _locked(versions):
            _need_state(published, State.PUBLISHED)
            refuse_closed_years([published])
            if ReviewStep.objects.standing_request(published):
                message = _("The withdrawal of %(code)s version %(version)s is asked for already.")
                raise ValidationError(message % _name(published))
            step_of(published, ReviewStep.Verb.ASK, user, reason).save()


@in_plain_words()
def decline_withdrawal(versions: Sequence[Record], user: User, reason: str) -> None:
    """Leave published versions public although someone asked to withdraw them."""
    need_reason(reason)
    with acting(user, reason):
        for published in _locked(versions):
            _need_state(published, State.PUBLISHED)
            _standing_requests([published])
            step_of(published, ReviewStep.Verb.DECLINE, user, reason).save()


@in_plain_words()
def withdraw(versions: Sequence[Record], user: User, reason: str) -> Edition:
    """Take published versions, as another person asked, out of what the public reads today, as one
    edition."""
    need_reason(reason)
    with _new_edition(user, reason) as edition:
        entries = []
        for published in locked_in_batches(versions):
            need_decidable(published, State.PUBLISHED, user)
            _need_request_of_another(published, user)
            _update(published, state=State.WITHDRAWN, superseded_in=edition.number)
            entries += _entries(published, EditionEntry.Action.WITHDRAWN, user, edition)
        refuse_orphans(versions)
        _seal(edition, entries)
    return edition


@contextmanager
def _new_edition(user: User, reason: str) -> Iterator[Edition]:
    """A transaction with the publication lock and the next edition, not saved yet."""
    with acting(user, reason):
        last = Edition.objects.hold_newest()
        yield Edition(
            number=last.number + 1 if last else 1,
            published_by=user,
            publisher=user.public_name,
            reason=reason,
            previous_digest=last.digest if last else "",
            published_at=Edition.objects.moment_after(last),  # refused now rather than at the end
        )


def _switch(submitted: Sequence[Record], edition: Edition) -> None:
    """Publish every version in place of the one before it. A refusal names the record."""
    try:
        with transaction.atomic():
            _supersede(submitted, edition)
    except IntegrityError:
        for version in submitted:
            with in_plain_words(version.code):
                _supersede([version], edition)


def _supersede(submitted: Sequence[Record], edition: Edition) -> None:
    codes = [version.code for version in submitted]
    type(submitted[0]).objects.published().filter(code__in=codes).update(
        state=State.SUPERSEDED, superseded_in=edition.number
    )
    _update(submitted, state=State.PUBLISHED, published_in=edition.number)


def _update(versions: Sequence[Record], **values) -> None:
    ids = [version.pk for version in versions]
    type(versions[0]).objects.filter(pk__in=ids).update(**values)


def _entries(
    versions: Sequence[Record], action: str, user: User, edition: Edition
) -> Iterator[EditionEntry]:
    """The entries of an edition, one for each version; logs the review steps too."""
    verb = VERBS[action]
    ReviewStep.objects.bulk_create(
        step_of(version, verb, user, edition.reason) for version in versions
    )
    by_id = {version.pk: version for version in versions}
    for (pk,), digest in digests(type(versions[0]).objects.filter(pk__in=by_id), "pk"):
        version = by_id[pk]
        is_public = action == EditionEntry.Action.PUBLISHED
        yield EditionEntry(
            edition_id=edition.number,
            kind=kind_of(version),
            code=version.code,
            version=version.version,
            action=action,
            reason=version.change_reason if is_public else edition.reason,
            submitted_by_id=version.submitted_by_id,
            digest=digest,
        )


def _seal(edition: Edition, entries: list[EditionEntry]) -> None:
    """Save the edition last: once its row exists nothing can join it."""
    prefetch_related_objects(entries, "submitted_by")
    for entry in entries:
        entry.submitter = entry.submitted_by.public_name
    edition.published_at = max(edition.published_at, Edition.objects.clock())
    branches = seal(edition, entries)
    edition.save(force_insert=True)
    EditionEntry.objects.bulk_create(entries)
    EditionBranch.objects.bulk_create(branches)
    # Once it is public for good. What fails is logged and undoes nothing.
    transaction.on_commit(lambda: mail_to_auditors(edition), robust=True)
    transaction.on_commit(lambda: stamp_if_asked(edition), robust=True)


def _locked(versions: Sequence[Record]) -> list[Record]:
    return [version for batch in locked_in_batches(versions) for version in batch]


def locked_in_batches(versions: Sequence[Record]) -> Iterator[list[Record]]:
    """The same versions, read again and locked until the transaction ends, reference data first,
    against which others are checked, in batches of one kind small enough for memory."""
    if not versions:
        raise ValidationError(_("Choose at least one record."))
    in_order = sorted(versions, key=_place)
    for kind, group in groupby(in_order, key=type):
        while batch := list(islice(group, BATCH)):
            wanted = kind.objects.filter(pk__in=[version.pk for version in batch])
            locked = {one.pk: one for one in wanted.select_for_update().order_by("pk")}
            _need_all(batch, locked)
            yield list(locked.values())


def _place(version: Record) -> tuple[bool, str, int]:
    return (not isinstance(version, ReferenceVersion), kind_of(version), version.pk)


def _need_all(versions: Sequence[Record], existing: Container[int]) -> None:
    for version in versions:
        if version.pk not in existing:
            message = _("%(code)s version %(version)s was deleted meanwhile.")
            raise ValidationError(message % _name(version))


def step_of(version: Record, verb: str, user: User, reason: str) -> ReviewStep:
    """The entry, not yet saved, that a step was taken with a version."""
    name = {"kind": kind_of(version), "code": version.code, "version": version.version}
    return ReviewStep(**name, verb=verb, by=user, reason=reason)


def need_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError(_("Say why: a reason is needed."))


def _need_state(version: Record, *states: State) -> None:
    if version.state not in states:
        message = _("%(code)s version %(version)s is %(state)s; this step is not possible.")
        raise ValidationError(message % _name(version))


def _need_own(version: Record, user: User) -> None:
    if version.submitted_by_id != user.pk:
        message = _("%(code)s version %(version)s was submitted by another person.")
        raise ValidationError(message % _name(version))


def _need_newest(version: Record) -> None:
    later = type(version).objects.filter(code=version.code, version__gt=version.version)
    if later.exclude(state__in=OPEN_STATES).exists():
        message = _("%(code)s has a newer version than version %(version)s; correct that one.")
        raise ValidationError(message % _name(version))


def need_decidable(versions: Sequence[Record], state: State, user: User) -> None:
    """One kind of versions, of open years, neither edited nor submitted by `user`."""
    for version in versions:
        _need_state(version, state)
    refuse_closed_years(versions)
    refuse_outside_remit(versions, user)
    edits = ChangeEvent.objects.filter(
        owner_table=versions[0]._meta.db_table,
        owner_id__in=[version.pk for version in versions],
        is_edit=True,
        user=user,
    )
    edited = set(edits.values_list("owner_id", flat=True))
    for version in versions:
        if version.submitted_by_id == user.pk or version.pk in edited:
            message = _(
                "%(code)s version %(version)s was edited or submitted by you; "
                "another person must decide on it."
            )
            raise ValidationError(message % _name(version))


def _need_request_of_another(versions: Sequence[Record], user: User) -> None:
    for version, request in zip(versions, _standing_requests(versions), strict=True):
        if request.by_id == user.pk:
            message = _(
                "You asked to withdraw %(code)s version %(version)s; another person must do it."
            )
            raise ValidationError(message % _name(version))


def _standing_requests(versions: Sequence[Record]) -> list[ReviewStep]:
    """The request to withdraw each of `versions`. ValidationError where there is none."""
    requests = ReviewStep.objects.standing_requests().newest_of(versions)
    for version in versions:
        if (kind_of(version), version.code, version.version) not in requests:
            message = _("Nobody has asked to withdraw %(code)s version %(version)s.")
            raise ValidationError(message % _name(version))
    return [requests[kind_of(one), one.code, one.version] for one in versions]


def _already_open(version: Record) -> str:
    draft = version.open_version()
    owner = owners_of([draft]).get(draft) if draft else None
    if owner is None:
        return _("%(code)s is being corrected already.") % _name(version)
    message = _("%(code)s is being corrected already, in version %(version)s, by %(user)s.")
    return message % {**_name(draft), "user": owner.get_username()}


def _name(version: Record) -> dict[str, object]:
    return {"code": version.code, "version": version.version, "state": version.get_state_display()}
