"""`manage.py run_checks`: what the checks find, for a person or a program to read."""

import json
from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from records.models import Edition, Row, kind_of, record_models
from records.quality.registry import (
    Check,
    Choose,
    Finding,
    Severity,
    format_value,
    in_edition,
    registered,
    standing,
)


class Command(BaseCommand):
    help = "Run the checks on what is public today; fails when a finding blocks publication."

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--edition", type=int, help="what the public read at this edition")
        which.add_argument("--open", action="store_true", help="drafts and submitted versions")
        parser.add_argument("--kind", help="one kind of record, as project")
        parser.add_argument("--check", action="append", help="the code of a check; may be repeated")
        parser.add_argument("--json", action="store_true", help="findings as a JSON list")

    def handle(self, **options):
        choose, beside = _versions(options)
        choose = _only(options["kind"], choose)
        checks = _checks(options["check"], options["kind"])
        results = ((check, check.findings(choose, beside)) for check in checks)
        counts = self.as_json(results) if options["json"] else self.as_text(results)
        if not options["json"]:
            self.name_untested(checks, choose, beside)
        if counts[Severity.BLOCKS]:
            raise CommandError(f"{counts[Severity.BLOCKS]} findings block publication.")

    def as_json(self, results) -> Counter:
        findings = [finding for _check, findings in results for finding in findings]
        plain = [_plain(finding) for finding in findings]
        self.stdout.write(json.dumps(plain, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        return Counter(finding.check.severity for finding in findings)

    def as_text(self, results) -> Counter:
        counts: Counter = Counter()
        for check, findings in results:
            for finding in findings:
                if not counts[check.code]:
                    self.stdout.write(f"{check.code} ({check.severity}): {check.title}")
                counts[check.code] += 1
                counts[check.severity] += 1
                self.stdout.write(f"  {_line(finding)}")
        blocking, warning = counts[Severity.BLOCKS], counts[Severity.WARNS]
        self.stdout.write(f"{blocking} findings that block publication, {warning} warnings.")
        return counts

    def name_untested(self, checks: list[Check], choose: Choose, beside: Choose) -> None:
        """That nothing was found by a check says nothing where it could test no row."""
        untested = [one.code for one in checks if not one.population(choose, beside).tested]
        if untested:
            self.stdout.write(f"Nothing to test: {', '.join(untested)}.")


def _checks(codes: list[str] | None, kind: str | None) -> list[Check]:
    """The checks with these codes, or all, as far as they are about the kind of record."""
    known = {check.code: check for check in registered()}
    for code in codes or ():
        if code not in known:
            raise CommandError(f"There is no check “{code}”. Known: {', '.join(known)}.")
    chosen = [known[code] for code in codes or known]
    return [check for check in chosen if kind is None or record_models()[kind] in check.kinds()]


def _versions(options) -> tuple[Choose, Choose]:
    if options["open"]:
        return lambda model: model.objects.open(), standing
    number = options["edition"]
    if number is not None and not Edition.objects.filter(number=number).exists():
        raise CommandError(f"There is no edition {number}.")
    return in_edition(number), in_edition(number)


def _only(kind: str | None, choose: Choose) -> Choose:
    kinds = record_models()
    if kind is None:
        return choose
    if kind not in kinds:
        raise CommandError(f"There is no kind of record “{kind}”. Known: {', '.join(kinds)}.")
    return lambda model: choose(model) if model is kinds[kind] else model.objects.none()


def _line(finding: Finding) -> str:
    figures = [f"found {format_value(finding.found, finding.unit)}"]
    if finding.expected is not None:
        figures.append(f"expected {format_value(finding.expected, finding.unit)}")
    if finding.difference is not None:
        figures.append(f"difference {format_value(finding.difference, finding.unit)}")
    return " | ".join([_code(finding), finding.place or "–", *figures, finding.text])


def _code(finding: Finding) -> str:
    version = finding.version
    return f"{version.code} v{version.version}" if version else str(finding.where)


def _plain(finding: Finding) -> dict[str, object]:
    version, where = finding.version, finding.where
    return {
        "check": finding.check.code,
        "severity": finding.check.severity,
        "kind": kind_of(version) if version else where._meta.model_name,
        "code": version.code if version else str(where),
        "version": version.version if version else None,
        "row": where._meta.model_name if isinstance(where, Row) else None,
        "line": where.line if isinstance(where, Row) else None,
        "field": finding.field,
        "found": finding.found,
        "expected": finding.expected,
        "difference": finding.difference,
        "unit": finding.unit,
        "text": finding.text,
    }
