"""The made-up ledger for measuring is sealed like any other, and never mixes with real data."""

import pytest
from django.core.management import CommandError, call_command

from cadres.models import Decision
from programs.demo import ledger
from programs.models import (
    Allocation,
    Inspection,
    InspectionFinding,
    Milestone,
    Payment,
    ProgressReport,
    Project,
)
from records.integrity.verify import verify
from records.models import Edition
from tests.builders import generate_example, make_project

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("past_triggers", [True, False])
def test_example_holds_every_digest(report_2011, past_triggers):
    generate_example(90, past_triggers=past_triggers)

    # A year each, and one of progress reports.
    assert len(list(verify())) == Edition.objects.count() == 2 + len(ledger.YEARS)
    made = Project.objects.published().filter(code__startswith="example-")
    assert made.count() == 90
    assert Allocation.objects.filter(project__in=made).count() == 270
    assert ProgressReport.objects.published().count() > 0
    assert Payment.objects.filter(project__in=made).count() > 0
    assert Milestone.objects.filter(project__in=made, kind="approval").count() > 20
    assert Inspection.objects.filter(project__in=made).count() == 9
    assert InspectionFinding.objects.filter(project__in=made).count() == 18
    assert Decision.objects.as_of(None).unsettled().count() == 40


def test_example_says_that_it_is_one(client, report_2011):
    generate_example(10)

    page = client.get("/projects/example-00000001/").text

    assert "example project 1" in page
    assert "Made up for measuring" in page


def test_example_is_refused_beside_other_data(report_2011):
    make_project()

    with pytest.raises(CommandError, match="more than the 2011 report"):
        call_command("generate_example", projects=10)


def test_example_needs_a_project_a_year(report_2011):
    with pytest.raises(CommandError, match="ten years"):
        call_command("generate_example", projects=9)
