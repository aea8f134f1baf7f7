"""The 2011 report: every fact is recorded, shown in both languages, and adds up as printed."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from cadres.models import Membership
from config.lib import money
from config.lib.tables.tables import format_value_html
from counties.models import Province
from programs.models import Allocation, IndicatorVersion, MoneyKind, Project, Result
from programs.totals.reconciliation import Outcome, comparisons
from records.citations import citations
from records.integrity.verify import verify
from records.models import (
    ChangeEvent,
    Edition,
    SourceVersion,
    Statement,
    StatementVersion,
    record_models,
)
from records.review.gate import problems
from tests.reading import pages_of_report, pages_of_source

pytestmark = pytest.mark.django_db

with (Path(__file__).parent / "data" / "report_2011_facts.csv").open(encoding="utf-8") as lines:
    FACTS = list(csv.DictReader(lines))

# What the report says beside the 52 facts, without a figure of its own.
BESIDE_THE_FACTS = ("industry-means", "relief-support", "telephone-remote", "social-forces")
CODES = (*(fact["code"] for fact in FACTS), *BESIDE_THE_FACTS)
# What the report says of the places of a fact, as the scope of its statement.
SCOPES = {
    "": "",
    "ministry": "ministry",
    "national": "national",
    "poor counties (districts) of Shanxi and Sichuan": "",  # whether the designated ones: not said
    "four counties (districts)": "designated",
    "fixed-point poor counties": "designated",
    "fixed-point counties (districts)": "designated",
    "fixed-point counties and districts": "designated",
    "poor counties and districts": "designated",
}


def test_there_are_52_facts():
    assert len(FACTS) == 52


def test_every_fact_is_a_statement_with_the_same_figure(report_2011):
    statements = {row.code: row for row in Statement.objects.filter(source__code="report-2011")}

    for fact in FACTS:
        statement = statements.pop(fact["code"])
        value = Decimal(fact["value"]) if fact["value"] else None
        assert (statement.value, statement.unit, statement.qualifier) == (
            value,
            fact["unit"],
            fact["qualifier"],
        ), fact["code"]

    assert sorted(statements) == sorted(BESIDE_THE_FACTS)


def test_every_fact_has_the_period_and_scope_that_the_report_gives(report_2011):
    statements = {row.code: row for row in Statement.objects.filter(source__code="report-2011")}

    for fact in FACTS:
        statement = statements[fact["code"]]
        assert statement.period == fact["period"], fact["code"]
        assert bool(statement.period_zh) == bool(fact["period"]), fact["code"]
        assert statement.scope == SCOPES[fact["scope"]], fact["code"]


def test_only_rounded_and_vague_figures_have_a_qualifier(report_2011):
    qualified = Statement.objects.exclude(qualifier="").filter(source__code="report-2011")

    assert dict(qualified.values_list("code", "qualifier")) == {
        "broadband-villages": "rounded",
        "telephone-villages": "rounded",
        "cadres-candidates": "about",
    }


def test_a_figure_is_called_newly_added_only_where_the_report_says_so(report_2011):
    added = Statement.objects.filter(source__code="report-2011", measure="flow")

    assert set(added.values_list("code", flat=True)) == {
        "broadband-villages",
        "telephone-villages",
        "info-stations",
        "info-village-centers",
        "info-databases",
        "info-programs",
    }
    for result in Result.objects.exclude(indicator__measure="share"):
        assert result.statement.measure == result.indicator.measure, result


def test_only_stated_roles_are_shown(report_2011):
    roles = {
        project.code: (project.coordinator is not None, project.organiser is not None)
        for project in Project.objects.all()
    }

    organised = {code for code, stated in roles.items() if stated == (False, True)}
    assert organised == {code for code in roles if "village" in code or "information" in code} | {
        "2011-field-research"
    }
    for code in ("2011-school-management-seminar", "2011-hope-schools", "2011-notebook-computers"):
        assert roles[code] == (False, False), code


def test_bodies_printed_in_the_plural_have_no_number(client, report_2011):
    page = client.get("/leading-group/").text

    assert Membership.objects.get(code="leading-group-party-committees").member_count is None
    assert "Printed in the plural; how many they are is not stated." in page


def test_points_of_a_speech_are_no_agenda_and_no_rule_for_money(client, report_2011):
    speech = "Make full use of what the sector is strong in"

    meetings = client.get("/meetings/").text
    notice = client.get("/reports/2011/notice/").text

    before, _label, after = meetings.partition("Points of the speech")
    assert speech in after and speech not in before
    assert speech not in notice


def test_what_is_printed_as_a_purpose_is_named_as_one(report_2011):
    notes = dict(Statement.objects.filter(source__code="report-2011").values_list("code", "note"))
    notes_zh = dict(
        Statement.objects.filter(source__code="report-2011").values_list("code", "note_zh")
    )

    for code in ("industry-jobs", "education-training-local", "relief-support"):
        assert re.search(r"Printed as (a|the) .*purpose", notes[code]), code
        assert "目的" in notes_zh[code], code


def test_a_claim_of_the_report_stands_with_what_it_is_said_of(report_2011):
    claims = Statement.objects.filter(source__code="report-2011", note__contains="claim of the")

    assert set(claims.values_list("code", flat=True)) == {
        "leading-group-head",
        "industry-projects",
        "cadres-assessment",
        "publication-two-decades",
        "visits-fund",
    }
    for statement in claims:
        assert "为报告表述" in statement.note_zh, statement


def test_jobs_to_be_found_are_not_called_help(client, report_2011):
    english, chinese = client.get("/").text, client.get("/zh-hans/").text

    assert "People it was for" in english and "People helped" not in english
    assert "帮扶对象" in chinese


def test_each_project_of_2011_with_figures_says_what_it_is(report_2011):
    silent = Project.objects.filter(year=2011, content="") | Project.objects.filter(
        year=2011, content_zh=""
    )

    assert not silent.exists()


def test_preparing_a_book_is_not_publishing_it(client, report_2011):
    page = client.get("/organisations/miit/").text

    assert "Organised publications" in page and "Publishes" not in page


def test_bodies_are_not_put_under_the_leading_group(client, report_2011):
    page = client.get("/organisations/hp/").text

    crumbs = page.partition("Where you are")[2].partition("<h1")[0]
    assert "/leading-group/" not in crumbs


def test_chinese_says_name_and_term_of_persons_and_what_came_after(client, report_2011):
    report = pages_of_report(client, "/zh-hans/reports/2011/")
    coverage = client.get("/zh-hans/projects/2011-village-broadband/").text

    assert "来源未载明姓名" in report and "派驻期限" in report
    assert "80%（2010年） → 84%（2011年）" in coverage and "变更后" not in coverage


def test_list_of_meetings_has_the_words_of_the_report(client, report_2011):
    assert "end of 2011" in client.get("/meetings/").text.partition("In detail")[0]
    assert "2011年底" in client.get("/zh-hans/meetings/").text.partition("详情")[0]


@pytest.mark.parametrize("address", ["/reports/2011/relief-projects/", "/reports/2011/notice/"])
def test_the_total_that_the_report_states_stands_beside_the_sum(client, report_2011, address):
    text = client.get(address).text

    assert "16,126,500" in text and "16,127,000" in text


def test_every_fact_is_cited_by_something_public(report_2011):
    statements = list(Statement.objects.filter(source__code="report-2011"))

    cited = citations([row.pk for row in statements], edition=None)

    assert [row.code for row in statements if row.pk not in cited] == []


def test_everything_that_cites_a_fact_is_reached_from_its_source(client, report_2011):
    page = pages_of_source(client, "/sources/report-2011/")
    lists = [
        link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*citations/[^"]*)"', page)
    ]

    for code in CODES:
        own = [link for link in lists if f"statement={code}&" in link]
        rows = [client.get(link).context["table"].paginator.count for link in own]
        assert rows and all(rows), code


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_every_fact_stands_in_the_annual_report(client, report_2011, prefix):
    text = pages_of_report(client, f"{prefix}reports/2011/")

    for code in CODES:
        anchor = f'href="{prefix}sources/report-2011/{code}/"'
        assert anchor in text, f"no marker for {code}"
    for fact in FACTS:
        if fact["value"]:
            assert money.format_number(Decimal(fact["value"])) in text, fact["code"]


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_every_fact_is_shown_on_its_source(client, report_2011, prefix):
    text = pages_of_source(client, f"{prefix}sources/report-2011/")
    chinese = prefix != "/"

    for statement in Statement.objects.filter(source__code="report-2011"):
        assert f'id="{statement.code}"' in text
        summary = statement.summary_zh if chinese else statement.summary
        assert summary.replace("'", "&#x27;") in text
        if statement.value is not None and statement.unit != "CNY":
            assert format_value_html(statement.value, statement.unit) in text


def test_relief_and_local_money_add_up_as_printed(report_2011):
    money_of = Allocation.objects.as_of(None).filter(project__program__code="relief-projects")

    relief = money_of.filter(kind=MoneyKind.RELIEF_FUND).total()
    local = money_of.filter(kind=MoneyKind.LOCAL_COUNTERPART).total()

    assert (relief, local, relief + local) == (8_000_000, 8_127_000, 16_127_000)


def test_total_investment_differs_by_500_yuan_within_rounding(report_2011):
    (compared,) = comparisons(None, statement__code="relief-total-investment")

    assert (compared.stated, compared.computed) == (16_126_500, 16_127_000)
    assert (compared.difference, compared.tolerance) == (500, 12_050)
    assert compared.outcome == Outcome.ROUNDING


def test_no_other_stated_total_differs(report_2011):
    differing = [row for row in comparisons(None) if row.difference]

    assert [row.total.statement.code for row in differing] == ["relief-total-investment"]


def test_no_amount_of_2011_is_linked_to_a_county(report_2011):
    assert not Project.objects.filter(county__isnull=False).exists()


def test_coordinated_money_has_a_coordinator_and_no_funder(report_2011):
    coordinated = Allocation.objects.exclude(kind=MoneyKind.LOCAL_COUNTERPART)

    assert {row.coordinator.code for row in coordinated} == {"miit"}
    assert not coordinated.filter(funder__isnull=False).exists()


def test_every_record_would_pass_the_publication_gate(report_2011):
    versions = [version for model in record_models().values() for version in model.objects.all()]

    assert {str(version): found for version in versions if (found := problems(version))} == {}


def test_every_record_and_row_cites_a_statement(report_2011):
    versions = [version for model in record_models().values() for version in model.objects.all()]
    everything = [row for version in versions for row in (version, *version.rows())]
    free = SourceVersion | StatementVersion | IndicatorVersion  # cited, or no fact of a source

    missing = [row for row in everything if not isinstance(row, free) and row.statement is None]
    provinces = {str(row) for row in Province.objects.all()}  # the tiles are no fact of a source
    names = provinces | {"International Poverty Reduction Center in China"}
    assert len(provinces) == 34 and {str(row) for row in missing} == names


def test_fixtures_pass_verification(report_2011):
    assert [edition.number for edition in verify()] == [1]


def test_loading_again_changes_nothing(report_2011):
    events = ChangeEvent.objects.count()

    call_command("load_report_2011", verbosity=0)

    assert Edition.objects.count() == 1
    assert ChangeEvent.objects.count() == events


def test_plain_loaddata_loads_an_empty_database(db):
    names = (
        "users",
        "sources",
        "statements",
        "counties",
        "cadres",
        "programs",
        "projects",
        "publicity",
        "edition",
    )

    call_command("loaddata", *names, verbosity=0)

    assert [edition.number for edition in verify()] == [1]
