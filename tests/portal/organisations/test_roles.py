"""The roles of organisations: none is missing, and their sums are those of the rows."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadres.models import Organisation, Posting
from config.lib.caching import clear_caches
from portal.organisations.role_sums import role_sums
from portal.organisations.roles import BY_NAME, ROLES
from programs.models import Donation, EducationAid, Seminar
from records.models import Edition, Record, ReferenceVersion, User
from tests.builders import (
    make_allocation,
    make_posting,
    make_project,
    publish,
    publish_reference,
    statement,
    withdraw,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def foundation(report_2011) -> Organisation:
    """A body that nothing names yet."""
    return publish_reference(Organisation, "help", name="Help Foundation", kind="foundation")


def busy(body: Organisation) -> list[Record]:
    """Drafts in which a body has several roles."""
    project = make_project(coordinator=body, implementer=body)
    make_allocation(project, funder=body)
    make_allocation(project, funder=body, allocated=Decimal(500))
    make_allocation(project, funder=body, allocated=None)
    make_allocation(project, recipient=body, kind="donation")
    other = make_project("road", year=2015, scope="national")
    make_allocation(other, funder=body, allocated=Decimal(70))
    given = {"statement": statement("notebooks"), "goods": "books", "quantity": Decimal(20)}
    Donation.objects.create(project=project, donor=body, **given)
    Donation.objects.create(project=project, donor=body, unit="device", **given)
    EducationAid.objects.create(
        project=project, supporter=body, kind="other", statement=project.statement
    )
    Seminar.objects.create(
        project=project, funder=body, convener=body, title="Talk", statement=project.statement
    )
    return [project, other, make_posting(home_unit=body, county=None, scope="designated")]


def test_every_foreign_key_to_an_organisation_has_a_role():
    leading = {
        (one.related_model, one.field.name)
        for one in Organisation._meta.related_objects
        if not issubclass(one.related_model, ReferenceVersion)  # the row says the same
    }

    assert leading == {(role.model, role.column) for role in ROLES}


def test_a_role_has_one_name():
    assert len(BY_NAME) == len(ROLES)


def test_page_shows_every_role(client, foundation):
    publish(*busy(foundation))

    page = client.get("/organisations/help/")

    assert [one.role.name for one in page.context["sections"]] == [
        *("funder", "recipient", "donor", "supporter", "seminar_funder", "convener"),
        *("project_coordinator", "implementer", "home_unit"),
    ]
    for section in page.context["sections"]:
        assert f'id="{section.role.name}"' in page.text
        assert section.lines
    assert len(page.content) < 200_000


def test_sums_never_mix_programmes_scopes_kinds_or_units(foundation):
    publish(*busy(foundation))

    sums = role_sums(None)[foundation.pk]

    given = [
        (part.scope, part.of, part.tally.total, part.tally.unstated)
        for part in sums.of_role(BY_NAME["funder"])
    ]
    assert given == [("designated", "relief_fund", 1500, 1), ("national", "relief_fund", 70, 0)]
    goods = {part.of: part.quantity for part in sums.of_role(BY_NAME["donor"])}
    assert goods == {"item": 20, "device": 20}
    assert all(part.tally.total is None for part in sums.of_role(BY_NAME["donor"]))


def test_projects_are_counted_once_however_often_they_name_a_body(foundation):
    publish(*busy(foundation))

    sums = role_sums(None)[foundation.pk]

    assert sums.projects == 2
    assert sums.years == {2012, 2013, 2015}


def test_one_body_has_the_sums_that_it_has_among_all(foundation):
    publish(*busy(foundation))

    for body in (foundation, Organisation.objects.get(code="miit")):
        alone = role_sums(None, None, body.pk)
        among_all = role_sums(None)[body.pk]

        assert list(alone) == [body.pk]
        assert alone[body.pk].projects == among_all.projects
        assert set(alone[body.pk].parts) == set(among_all.parts)


def test_sums_of_a_year_are_those_of_its_rows(foundation):
    publish(*busy(foundation))

    sums = role_sums(None, 2015)[foundation.pk]

    assert (sums.projects, sums.years) == (1, {2015})
    assert [part.tally.total for part in sums.parts] == [70]


def test_draft_is_no_part_and_the_past_stays_as_it_was(foundation):
    drafts = busy(foundation)
    clear_caches()
    drafted = role_sums(None).get(foundation.pk)
    edition = publish(*drafts)
    posting = Posting.objects.get(code="posting")
    withdraw(posting, User.objects.get(username="checking"), "an error")

    assert drafted is None
    today, then = role_sums(None)[foundation.pk], role_sums(edition.number)[foundation.pk]
    assert "home_unit" not in {role.name for role in today.roles}
    assert "home_unit" in {role.name for role in then.roles}
    assert role_sums(edition.number - 1).get(foundation.pk) is None


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_page_of_a_past_edition_works(client, report_2011, prefix):
    newest = Edition.objects.latest_number()

    assert client.get(f"{prefix}organisations/miit/?edition={newest}").status_code == 200


@pytest.mark.parametrize("code", ["miit", "hp", "leading-group", "planning", "sc-leading-group"])
def test_links_of_a_page_lead_to_as_many_rows_as_it_says(client, report_2011, code):
    sections = client.get(f"/organisations/{code}/").context["sections"]

    for section in sections:
        if section.address:
            table = client.get(section.address).context["table"]
            assert table.paginator.count == section.count, section.role.name


def test_page_needs_as_many_queries_for_many_rows_as_for_few(client, foundation):
    project = make_project(coordinator=foundation)
    make_allocation(project, funder=foundation)
    publish(project)
    clear_caches()
    with CaptureQueriesContext(connection) as few:
        client.get("/organisations/help/")
    more = [make_project(f"more-{n}", coordinator=foundation) for n in range(20)]
    for one in more:
        make_allocation(one, funder=foundation)
    publish(*more)
    clear_caches()
    with CaptureQueriesContext(connection) as many:
        page = client.get("/organisations/help/")

    assert len(many) == len(few) < 60
    assert max(len(section.lines) for section in page.context["sections"]) == 6
