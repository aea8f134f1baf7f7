"""Verification: recompute every digest and the chain, and name the first row that differs.

Kind after kind, then edition after edition, from one state of the database. What there is to do is
cut into jobs of some seconds each, with a few queries and little memory, and shared between
processes. It needs the right to read, and no other.
"""

from collections.abc import Callable, Iterator, Mapping

from records.integrity.verification import chain, derived, rules, stamps, stored_bytes, versions
from records.integrity.verification.mismatch import MismatchError
from records.integrity.verification.processes import Job, sharing
from records.models import Edition, record_models, reference_models

__all__ = ["MismatchError", "verify"]


def verify(
    *,
    since: int = 0,
    expected: Mapping[int, str] | None = None,
    with_derived: bool = False,
    processes: int = 1,
    on_progress: Callable[[str], None] = lambda line: None,
) -> Iterator[Edition]:
    """Verify every part, then edition after edition, yielding each that holds. Raises MismatchError
    at the first that does not.

    `since` takes the editions up to that number, and what they published, for granted; `expected`
    holds digests that were written down elsewhere, by the number of their edition. `with_derived`
    recomputes what searches and totals read, too. The first difference is the same for any number
    of `processes`.
    """
    with sharing(processes) as run:
        chain.verify_expected(expected or {})
        _verify_start(since)
        on_progress(rules.verify_rules())
        versions.verify_kinds(since)
        for line in filter(None, run(_jobs(since, with_derived))):
            on_progress(line)
        yield from chain.verified_editions(since, run)


def _jobs(since: int, with_derived: bool) -> Iterator[Job]:
    """All there is to do before the chain; the result of a job is a line of progress, or None."""
    for model in record_models().values():
        yield from versions.jobs(model, since)
    yield from ((versions.verify_reference, model) for model in reference_models())
    yield from ((derived.verify_derived, name) for name in derived.registered() if with_derived)
    yield (stored_bytes.verify_files,)
    yield stamps.verify_timestamps, since


def _verify_start(since: int) -> None:
    if since and not Edition.objects.filter(number=since).exists():
        raise MismatchError(f"edition {since} is gone: the chain was cut or never was here")
