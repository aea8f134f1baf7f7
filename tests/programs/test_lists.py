"""Lists of projects and money: what their forms offer, and what their columns tell."""

import re
from decimal import Decimal

import pytest

from counties.models import County, CountyVersion, Province
from programs.lists.filters import MOST_OFFERED
from records.review import workflow
from tests.builders import make_project, make_result, publish, publish_reference, statement

pytestmark = pytest.mark.django_db

OFFERED = re.compile(r'<datalist id="counties">(.*?)</datalist>', re.DOTALL)


def offered(client, address: str) -> list[str]:
    (inside,) = OFFERED.findall(client.get(address).text)
    return re.findall(r'<option value="([^"]+)">', inside)


@pytest.mark.parametrize("name", ["projects", "funds", "counties", "education", "coverage"])
@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_list_that_a_field_names_is_there(client, report_2011, name, prefix):
    page = client.get(f"{prefix}{name}/").text

    named = re.findall(r'<input[^>]* list="([^"]+)"', page)

    assert [one for one in named if f'<datalist id="{one}">' not in page] == []
    assert (name in ("projects", "funds")) == bool(named)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
@pytest.mark.parametrize("page", ["projects", "funds"])
def test_every_county_that_is_offered_is_understood(client, report_2011, prefix, page):
    counties = offered(client, f"{prefix}{page}/")

    asked = [client.get(f"{prefix}{page}/", {"county": county}) for county in counties]
    found = [response.context["filter"].form.cleaned_data["county"] for response in asked]

    assert len(counties) == County.objects.count()
    assert found == [County.objects.get(code=county[-7:-1]) for county in counties]


def test_long_list_of_counties_is_offered_within_a_province(client, report_2011):
    province = publish_reference(Province, "990000", name="Far", statement=statement())
    publish(
        *(
            CountyVersion.objects.create(
                code=f"99{n:04}",
                name=f"Far {n}",
                division="county",
                province=province,
                statement=statement(),
            )
            for n in range(MOST_OFFERED)
        )
    )

    assert offered(client, "/projects/") == []
    assert len(offered(client, "/projects/?province=990000")) == MOST_OFFERED
    assert offered(client, "/projects/?province=none") == []


@pytest.mark.parametrize(
    "address",
    [
        "/projects/well/",
        "/coverage/?q=Wells",
        "/reports/2013/relief-projects/",
        "/data/api/v1/projects/well",
        "/projects/well/iati.xml",
    ],
)
def test_target_of_a_result_is_public(client, clerk, reviewer, report_2011, address):
    project = make_project()
    make_result(project, target=Decimal("87.6"), measured_on="2013")
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "seen")

    response = client.get(address)

    sent = b"".join(response.streaming_content) if response.streaming else response.content
    assert b"87.6" in sent


@pytest.mark.parametrize(("prefix", "words"), [("/", "about 33.3%"), ("/zh-hans/", "约33.3%")])
def test_results_say_their_qualifier(client, report_2011, clerk, reviewer, prefix, words):
    project = make_project()
    make_result(project, qualifier="about")
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "checked")

    assert words in client.get(f"{prefix}coverage/?year=2013").text
