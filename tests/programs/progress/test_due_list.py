"""The list of reports that are due, in the order that is asked for."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from counties.models import County
from programs.models import Project
from programs.progress import entry as entry_pages
from records.quality import generic
from tests.builders import make_project, make_report, publish

pytestmark = pytest.mark.django_db
DUE = reverse("admin:programs_progressreport_due")


@pytest.fixture
def due_in_two_counties(report_2011, monkeypatch):
    """Projects of two counties, both late on the day that the pages are read."""
    year = timezone.localdate().year + 1
    for code, county in (("b-road", "141030"), ("a-road", "511321")):
        place = County.objects.get(code=county)
        publish(make_project(code, scope="county", county=place, year=year))
    later = make_project(
        "c-road", scope="county", county=place, year=year, planned_starts=f"{year}-08"
    )
    publish(later)
    # The pages and the check of dates alone: what others import meanwhile keeps the true clock.
    turned = SimpleNamespace(**{**vars(timezone), "localdate": lambda: date(year + 1, 1, 20)})
    monkeypatch.setattr(entry_pages, "timezone", turned)
    monkeypatch.setattr(generic, "timezone", turned)
    publish(make_report(Project.objects.get(code="a-road", year=year)))


@pytest.mark.parametrize(
    ("order", "codes"),
    [
        ("due", ["b-road", "a-road", "c-road"]),
        ("-due", ["c-road", "a-road", "b-road"]),
        ("project", ["a-road", "b-road", "c-road"]),
        ("-project", ["c-road", "b-road", "a-road"]),
        ("place", ["b-road", "a-road", "c-road"]),
        ("report", ["a-road", "b-road", "c-road"]),
        ("-report", ["a-road", "c-road", "b-road"]),
    ],
)
def test_due_list_is_sorted(client, due_in_two_counties, auditor, order, codes):
    client.force_login(auditor)

    rows = client.get(DUE, {"o": order}).context["rows"]

    assert [row["standing"].project.code for row in rows] == codes


@pytest.mark.parametrize("order", ["code", "--due", "due;drop", "\0"])
def test_due_list_has_no_other_order(client, report_2011, auditor, order):
    client.force_login(auditor)

    assert client.get(DUE, {"o": order}).status_code == 404
