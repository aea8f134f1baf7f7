"""Comments of staff on a record: written, struck out, and told to those whom they concern."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from records.history.acting import acting
from records.integrity.db_errors import in_plain_words
from records.models import ChangeEvent, Record, ReviewStep, StaffComment, User, kind_of
from records.notices.telling import tell_about
from records.notices.topics import COMMENT
from records.review.people.owners import owners_of

MOST_SHOWN = 100  # comments of one record, the newest
MOST_EDITORS = 20
LONGEST_NAME = 150


def thread_of(version: Record) -> list[StaffComment]:
    """The newest comments on all versions of a record, oldest first."""
    comments = StaffComment.objects.filter(kind=kind_of(version), code=version.code)
    return list(comments.select_related("by").order_by("-id")[:MOST_SHOWN])[::-1]


@in_plain_words()
def comment_on(version: Record, user: User, text: str) -> list[User]:
    """Write a comment and tell whoever is named in it with @, or has worked on this version.

    Returns those who are named and may not read the record: they are told nothing.
    """
    if not text.strip():
        raise ValidationError(_("Write something."))
    about = {"kind": kind_of(version), "code": version.code, "version": version.version}
    with acting(user, _("comment")):
        comment = StaffComment.objects.create(**about, text=text, by=user)
        named = named_in(text)
        told = ({*named} | _workers(version)) - {user}
        words = {"who": user.public_name, "text": text}
        unable = tell_about(COMMENT, version, told, f"comment-{comment.pk}", **words)
    return [one for one in unable if one in named]


def named_in(text: str) -> list[User]:
    """The members of staff whose user names follow an @. Chinese leaves no space behind a name, so
    the longest user name that the text goes on with is meant."""
    parts = [part[:LONGEST_NAME] for part in text.split("@")[1:]]
    beginnings = {part[:n] for part in parts for n in range(1, len(part) + 1)}
    known = User.objects.filter(username__in=[one.replace("\0", "") for one in beginnings])
    users = {user.username: user for user in known.filter(is_active=True, is_staff=True)}
    meant = (
        max((name for name in users if part.startswith(name)), key=len, default=None)
        for part in parts
    )
    return list(dict.fromkeys(users[name] for name in meant if name))


def _workers(version: Record) -> set[User]:
    """Who owns, has edited or has submitted this version."""
    events = ChangeEvent.objects.of(version).filter(is_edit=True, user__isnull=False)
    editors = events.order_by().values_list("user", flat=True).distinct()[:MOST_EDITORS]
    submits = ReviewStep.objects.filter(
        kind=kind_of(version),
        code=version.code,
        version=version.version,
        verb=ReviewStep.Verb.SUBMIT,
    )
    submitters = submits.order_by().values_list("by", flat=True).distinct()[:MOST_EDITORS]
    workers = User.objects.filter(pk__in=[*editors, *submitters])
    return {*workers, *owners_of([version]).values()}


@in_plain_words()
def strike_out(comment: StaffComment, user: User) -> None:
    """Strike a comment of one's own out; it stays, and shows as struck out."""
    if comment.by_id != user.pk:
        raise PermissionDenied
    with acting(user, _("comment struck out")):
        comment = StaffComment.objects.select_for_update().get(pk=comment.pk)
        if comment.struck_at is None:
            comment.struck_at = timezone.now()
            comment.save(update_fields=["struck_at"])
