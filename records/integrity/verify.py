"""Verification: recompute every digest and the chain, and name the first row that differs.

Kind after kind, then edition after edition, each read from end to end in a few queries, from one
state of the database and in little memory, however many records and editions there are. It needs
the right to read, and no other.
"""

from collections.abc import Callable, Iterator, Mapping

from config.lib.moments import one_moment
from records.integrity.verification import chain, derived, rules, stored_bytes, versions
from records.integrity.verification.mismatch import MismatchError
from records.models import Edition, record_models, reference_models

__all__ = ["MismatchError", "verify"]


def verify(
    *,
    since: int = 0,
    expected: Mapping[int, str] | None = None,
    with_derived: bool = False,
    on_progress: Callable[[str], None] = lambda line: None,
) -> Iterator[Edition]:
    """Verify every part, then edition after edition, yielding each that holds. Raises MismatchError
    at the first that does not.

    `since` takes the editions up to that number, and what they published, for granted; `expected`
    holds digests that were written down elsewhere, by the number of their edition. `with_derived`
    recomputes what searches and totals read, too.
    """
    with one_moment():
        chain.verify_expected(expected or {})
        _verify_start(since)
        on_progress(rules.verify_rules())
        versions.verify_kinds(since)
        for kind, model in record_models().items():
            versions.verify_versions(model, since)
            on_progress(f"{kind}: every version is as published")
        for reference in reference_models():
            versions.verify_reference(reference)
        on_progress("reference data: as their versions say")
        for name in derived.verify_derived() if with_derived else ():
            on_progress(f"{name}: as the records say")
        on_progress(f"files: {stored_bytes.verify_files()}, every byte as it was")
        yield from chain.verified_editions(since)


def _verify_start(since: int) -> None:
    if since and not Edition.objects.filter(number=since).exists():
        raise MismatchError(f"edition {since} is gone: the chain was cut or never was here")
