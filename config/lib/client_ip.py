"""The network address that a request came from."""

from django.conf import settings


def address_of(request) -> str:
    """The address of the other end; behind a proxy of ours, what that proxy wrote down last.

    Everything before the last entry of X-Forwarded-For is the visitor's own claim.
    """
    if settings.TRUST_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return request.META.get("REMOTE_ADDR", "")
