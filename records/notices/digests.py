"""Digests: one mail a day at most for each person, with what that person has not read yet."""

import logging
from collections.abc import Iterator
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, override

from config.lib.language import address_in_this_language
from records.models import Desk, Notice, User
from records.notices.topics import topic_of, topics

logger = logging.getLogger(__name__)

MOST_LINES = 50  # of each digest; the rest is in the admin


def send_digests() -> int:
    """Send what is due; returns how many mails went out.

    What is sent is marked first, so that nothing is sent twice, also by two commands at one time.
    Where the mail server refuses, the marks are taken away again and the next run tries once more.
    """
    users = User.objects.filter(is_active=True, is_staff=True).exclude(email="")
    waiting = users.filter(pk__in=Notice.objects.to_mail().values("user"))
    return sum(_send(user) for user in waiting.order_by("pk"))


def _send(user: User) -> bool:
    notices, before = _mark(user)
    if not notices:
        return False
    desk = user.desk
    with override(desk.language):
        subject = gettext("Fupin Ledger: what waits for you")
        text = render_to_string("records/digest_mail.txt", _context(user, notices))
    try:
        send_mail(subject, text, None, [user.email])
    except (SMTPException, OSError) as error:
        logger.error("The digest for %s was not sent: %s", user, error)
        Notice.objects.filter(pk__in=[one.pk for one in notices]).update(mailed_at=None)
        Desk.objects.filter(user=user).update(mailed_at=before)
        return False
    return True


def _mark(user: User) -> tuple[list[Notice], object]:
    """The notices of a digest, marked as mailed, and when the digest before went out; none where
    one went out today, or another command is at it."""
    now = timezone.now()
    Desk.objects.get_or_create(user=user)
    with transaction.atomic():
        desk = Desk.objects.select_for_update(skip_locked=True).filter(user=user).first()
        if desk is None or _was_today(desk.mailed_at):
            return [], None
        notices = list(user.notices.to_mail())
        Notice.objects.filter(pk__in=[one.pk for one in notices]).update(mailed_at=now)
        before, desk.mailed_at = desk.mailed_at, now
        if notices:
            desk.save(update_fields=["mailed_at"])
    return notices, before


def _was_today(moment) -> bool:
    return moment is not None and timezone.localdate(moment) == timezone.localdate()


def _context(user: User, notices: list[Notice]) -> dict:
    return {
        "user": user,
        "groups": list(_groups(notices[:MOST_LINES])),
        "further": max(0, len(notices) - MOST_LINES),
        "site": settings.SITE_URL + address_in_this_language("/admin/"),
    }


def _groups(notices: list[Notice]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """For each kind among `notices` its title, and of each notice its text and its address."""
    known = [topic.name for topic in topics()]
    present = {topic_of(one).name: topic_of(one) for one in notices}
    for name in sorted(present, key=lambda one: (one not in known, known.index(one))):
        lines = [
            (present[name].text(one), settings.SITE_URL + address_in_this_language(one.address))
            for one in notices
            if one.topic == name
        ]
        yield str(present[name].title), lines
