"""Intake of feedback: the pages that readers may report on, flood limits, public titles."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _

from config.lib.limits.networks import network_of
from records.models import Feedback, Record, kind_of, record_models

# So many reports from one address in so much time; the sender is forgotten after the longest.
LIMITS = ((datetime.timedelta(hours=1), 5), (datetime.timedelta(days=1), 20))


@dataclass(frozen=True)
class Subject:
    """A public page: its address without a language, and the record that it shows, if any."""

    page: str
    kind: str = ""
    code: str = ""


def subject_at(path: str) -> Subject:
    """The public page at `path`; the first page for anything that is none.

    The list of reports shows it to everyone, so a path with free words in it must be real.
    """
    match = _public_match(path)
    if match is None:
        return _first_page()
    page = _neutral(match)
    if "code" not in match.kwargs:
        return Subject(page)
    model = _model_of_page(match)
    if model is None or not _is_public(model, match.kwargs["code"]):
        return _first_page()
    is_record = issubclass(model, Record)
    return Subject(page, kind_of(model), match.kwargs["code"]) if is_record else Subject(page)


def _public_match(path: str) -> ResolverMatch | None:
    """The URL match of a page of this site whose only free parameter is a code."""
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    free = {name for name, value in match.kwargs.items() if not isinstance(value, int)}
    is_ours = match.url_name and not match.namespaces and not match.args
    return match if is_ours and free <= {"code"} else None


def _neutral(match: ResolverMatch) -> str:
    with override(settings.LANGUAGE_CODE):
        return reverse(match.url_name, kwargs=match.kwargs)


def _first_page() -> Subject:
    with override(settings.LANGUAGE_CODE):
        return Subject(reverse("home"))


def _model_of_page(match: ResolverMatch) -> type[models.Model] | None:
    """The model that a page shows, by the name of the page: `project_detail`."""
    name = match.url_name.removesuffix("_detail")
    return next((model for model in apps.get_models() if model._meta.model_name == name), None)


def _is_public(model: type[models.Model], code: str) -> bool:
    rows = model._default_manager.filter(code=code)
    if issubclass(model, Record):
        rows = rows.filter(published_in__isnull=False)
    return rows.exists()


def titles(reports: Iterable[Feedback]) -> dict[tuple[str, str], str]:
    """By kind and code, the public titles of the records that `reports` are about."""
    codes = defaultdict(set)
    for report in reports:
        if report.kind:
            codes[report.kind].add(report.code)
    return {
        (kind, version.code): str(version)
        for kind, wanted in codes.items()
        for version in record_models()[kind].objects.published().filter(code__in=wanted)
    }


def receive(report: Feedback, address: str) -> None:
    """Save a reader's report; ValidationError when too many came from `address` lately."""
    report.sender = fingerprint(address)
    with transaction.atomic():
        _wait_for_others(report.sender)
        _forget_senders()
        _refuse_flood(report.sender)
        report.save()


def fingerprint(address: str) -> str:
    """A keyed hash in place of the network address, by which floods are counted."""
    network = str(network_of(address) or address)
    return salted_hmac("records.feedback", network, algorithm="sha256").hexdigest()


def _wait_for_others(sender: str) -> None:
    """Lock out other reports of this sender until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [sender])


def _forget_senders() -> None:
    longest, _most = LIMITS[-1]
    old = Feedback.objects.filter(received_at__lt=timezone.now() - longest).exclude(sender="")
    free = old.order_by().select_for_update(skip_locked=True)  # nobody waits for the tidying
    Feedback.objects.filter(pk__in=free.values("pk")).update(sender="")


def _refuse_flood(sender: str) -> None:
    sent = Feedback.objects.filter(sender=sender)
    for period, most in LIMITS:
        if sent.filter(received_at__gt=timezone.now() - period).count() >= most:
            raise ValidationError(
                _(
                    "Many reports have come from your network address. What you typed is still "
                    "here: please send it again later, or call the supervision telephone."
                )
            )
