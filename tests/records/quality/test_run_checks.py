"""`manage.py run_checks`: what it prints, and when it fails."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.builders import make_allocation, make_project


def run_checks(**options) -> str:
    out = StringIO()
    call_command("run_checks", stdout=out, **options)
    return out.getvalue()


def test_run_checks_prints_findings_by_check_and_ends_with_counts(report_2011):
    lines = run_checks().splitlines()

    assert "result-without-target (warns): Results without a target" in lines
    assert (
        "  2011-industry v1 | result 1 · target | found not stated | "
        "What was to be reached is not stated."
    ) in lines
    assert re.fullmatch(r"0 findings that block publication, \d+ warnings\.", lines[-2])


def test_run_checks_names_the_checks_that_had_nothing_to_test(report_2011):
    words, codes = run_checks().splitlines()[-1].split(": ")

    assert words == "Nothing to test"
    assert {"overdue", "share-differs"} < set(codes.rstrip(".").split(", "))
    assert "figure-differs" not in codes


def test_run_checks_fails_when_a_draft_holds_a_blocking_finding(report_2011):
    make_project(beneficiary_persons=40, beneficiary_households=41)
    out = StringIO()

    with pytest.raises(CommandError, match="1 findings block") as error:
        call_command("run_checks", open=True, stdout=out)

    assert error.value.returncode == 1
    assert "| found 40 | expected 41 | difference -1 |" in out.getvalue()


def test_run_checks_as_json_is_a_list_of_findings(report_2011):
    project = make_project()
    allocation = make_allocation(project, planned=900)

    (finding,) = json.loads(run_checks(open=True, json=True, check=["allocated-beyond-plan"]))

    assert finding["code"] == project.code
    assert (finding["row"], finding["line"]) == ("allocation", allocation.line)
    assert (finding["found"], finding["expected"]) == ("1000.00", "900.00")
    assert (finding["difference"], finding["unit"]) == ("100.00", "CNY")


def test_run_checks_of_one_kind_and_one_edition(report_2011):
    make_project()

    assert "Results without a target" in run_checks(edition=1, kind="project")
    lines = run_checks(kind="meeting").splitlines()
    assert lines[0] == "0 findings that block publication, 0 warnings."
    assert "overdue" not in lines[1:]  # which is about projects


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"check": ["none"]}, "no check “none”. Known: date-ahead, "),
        ({"kind": "none"}, "no kind of record “none”. Known: .*project"),
        ({"edition": 77}, "no edition 77"),
    ],
)
def test_run_checks_says_what_it_does_not_know(report_2011, options, message):
    with pytest.raises(CommandError, match=message):
        run_checks(**options)
