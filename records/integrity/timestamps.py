"""Timestamps of an outside authority (RFC 3161): the digest of an edition existed at a time.

What is stamped is the canonical text of the edition's own content, whose SHA-256 is its digest. So
an answer is checked against the digest alone, with `openssl ts -verify` and without this code.
"""

import datetime
import hashlib
import logging
import time
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

from cryptography import x509
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from records.integrity.digest import canonical, edition_content
from records.models import Edition, EditionTimestamp

SECONDS = 5  # that somebody who published waits for the authority
LARGEST = 64 * 1024  # bytes of an answer
SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")

logger = logging.getLogger(__name__)


class TimestampError(Exception):
    """An authority gave no timestamp of a digest; says why."""


def stamp_if_asked(edition: Edition) -> None:
    """Have an edition stamped by the authority of TIMESTAMP_URL, if any. A failure is logged: what
    is missing, `manage.py timestamp_editions` asks for later."""
    if settings.TIMESTAMP_URL:
        try:
            stamp(edition)
        except TimestampError as error:
            logger.warning("edition %s has no timestamp: %s", edition.number, error)


def stamp(edition: Edition) -> None:
    """Ask the authority for a timestamp of an edition and store it. TimestampError where it gives
    none, or another than was asked for."""
    text = stamped_text(edition)
    if hashlib.sha256(text).hexdigest() != edition.digest:
        raise TimestampError("its own content has changed")
    request = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256).build()
    token = _ask(request.as_bytes())
    stamped_at = check(token, edition.digest, nonce=request.nonce)
    new = EditionTimestamp(
        edition=edition, token=token, stamped_at=stamped_at, authority=settings.TIMESTAMP_URL
    )
    EditionTimestamp.objects.bulk_create([new], ignore_conflicts=True)  # another was quicker


def stamped_text(edition: Edition) -> bytes:
    """What is stamped: the SHA-256 of these bytes is the edition's digest."""
    return canonical(edition_content(edition)).encode()


def check(token: bytes, digest: str, *, nonce: int | None = None) -> datetime.datetime:
    """The time at which an authority says that `digest` existed. TimestampError where `token` does
    not say so, or one of TIMESTAMP_CERTIFICATES, if there are any, did not sign it."""
    try:
        response = decode_timestamp_response(token)
        if response.status != PKIStatus.GRANTED:
            raise TimestampError(f"it was refused with status {response.status}")
        _check_content(response, digest, nonce)
        if settings.TIMESTAMP_CERTIFICATES:
            verifier = VerifierBuilder(roots=_certificates(), nonce=nonce).build()
            verifier.verify(response, bytes.fromhex(digest))
        return response.tst_info.gen_time.replace(tzinfo=datetime.UTC)
    except (ValueError, OSError, VerificationError) as error:
        raise TimestampError(f"the answer does not hold: {error}") from error


def _check_content(response: TimeStampResponse, digest: str, nonce: int | None) -> None:
    stated = response.tst_info.message_imprint
    if (stated.hash_algorithm, stated.message) != (SHA256, bytes.fromhex(digest)):
        raise TimestampError("it is of another digest")
    if nonce is not None and response.tst_info.nonce != nonce:
        raise TimestampError("it answers another question (nonce)")


def _certificates() -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(Path(settings.TIMESTAMP_CERTIFICATES).read_bytes())


def _ask(query: bytes) -> bytes:
    """What the authority answers, within a few seconds."""
    until = time.monotonic() + SECONDS
    headers = {"Content-Type": "application/timestamp-query"}
    request = Request(settings.TIMESTAMP_URL, query, headers)  # noqa: S310  # http or https
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  # as the settings want it
            received = b""
            while part := answer.read1(LARGEST):
                received += part
                if len(received) > LARGEST or time.monotonic() > until:
                    raise TimestampError("the authority does not come to an end")
    except (OSError, HTTPException) as error:
        raise TimestampError(f"the authority does not answer: {error}") from error
    return received
