"""The digest of every edition, mailed to the auditors: a copy that the operator cannot change."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from records.models import Edition


def mail_to_auditors(edition: Edition) -> None:
    """Send the number and the digest of an edition to the addresses of AUDITORS_EMAIL, if any."""
    if settings.AUDITORS_EMAIL:
        text = render_to_string("records/edition_mail.txt", {"edition": edition})
        subject = f"Fupin Ledger · 扶贫台账: {edition.number} {edition.digest}"
        send_mail(subject, text, None, settings.AUDITORS_EMAIL)
