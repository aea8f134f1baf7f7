"""`manage.py verify_editions`: recompute every digest and the chain."""

import argparse
import os
import re

from django.core.management.base import BaseCommand, CommandError

from records.integrity.verify import MismatchError, verify

MOST_PROCESSES = 4  # by default: each keeps a backend of PostgreSQL busy too


class Command(BaseCommand):
    help = (
        "Recompute every digest, from the bytes of files to the chain of editions; names the first "
        "row that does not match and fails."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--since",
            type=int,
            default=0,
            metavar="N",
            help="Take the editions up to N for granted; best with --expect N:digest.",
        )
        parser.add_argument(
            "--expect",
            type=_expected,
            action="append",
            default=[],
            metavar="N:DIGEST",
            help="The digest of edition N as it was written down elsewhere; may be repeated.",
        )
        parser.add_argument(
            "--derived",
            action="store_true",
            help="Recompute what searches and totals read, too; takes as long as making it.",
        )
        parser.add_argument(
            "--processes",
            type=int,
            default=min(os.cpu_count() or 1, MOST_PROCESSES),
            metavar="N",
            help="Share the work between N processes; 1 keeps to this one. (default: %(default)s)",
        )

    def handle(self, *, verbosity, since, expect, derived, processes, **options):
        write = self.stdout.write if verbosity else lambda line: None
        count = 0
        try:
            asked = {"since": since, "expected": dict(expect), "with_derived": derived}
            for edition in verify(**asked, processes=processes, on_progress=write):
                count += 1
                write(f"edition {edition.number}: {edition.record_count} records, ok")
        except MismatchError as error:
            raise CommandError(f"NOT AS PUBLISHED: {error}") from error
        self.stdout.write(f"{count} editions verified.")


def _expected(given: str) -> tuple[int, str]:
    """The number and the digest of "12:9f86…"."""
    match = re.fullmatch(r"(\d+):([0-9a-f]{64})", given)
    if match is None:
        raise argparse.ArgumentTypeError("write it as the number, a colon and all 64 digits")
    return int(match[1]), match[2]
