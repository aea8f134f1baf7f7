"""Edition 1 of every public address says the same before and after forty later editions."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from cadres.models import (
    Assessment,
    Award,
    Cadre,
    Meeting,
    Membership,
    Organisation,
    Posting,
    Selection,
)
from counties.models import County, CountyVersion, PoorArea, Province
from programs.models import Article, Indicator, Program, Project, Publication, StatedTotal
from records.models import Edition, Record, Source, SourceVersion, Statement
from records.registry.kinds import open_kinds
from records.review.copying import next_version
from tests.addresses import page_addresses
from tests.builders import draft_reference, make_allocation, make_project, publish, statement
from tests.reading import body, pdf_file, pdf_text, word_file, word_lines

LISTS = (
    "projects",
    "funds",
    "places",
    "counties",
    "cadres",
    "education",
    "coverage",
    "sources",
    "meetings",
)
ADDRESSES = (
    *(f"{name}/?format=csv" for name in LISTS),
    *("projects/?sort=-title", "counties/?sort=name", "funds/?sort=-amount", "sources/?q=another"),
    *("projects/?province=140000", "projects/?q=wells", "funds/?program=relief-projects"),
    *("counties/?q=daning", "counties/?province=510000", "cadres/?organisation=miit"),
    *("coverage/?indicator=jobs&format=json", "search/?q=daning", "search/?q=atlantis"),
    *("reconciliation/?format=csv", "programs/relief-projects/?year=2011", "news/feed.xml"),
    *("editions/feed.xml", "reports/2011/report.docx", "reports/2011/report.pdf"),
)
IN_ONE_ANSWER = (
    *("data/iati/activities.xml", "projects/2011-industry/iati.xml"),
    *("data/editions/1/fupin-ledger.csv.zip", "data/editions/1/fupin-ledger.json"),
    *("data/api/v1/reconciliation", "data/api/v1/editions"),
    *(f"data/api/v1/{kind.plural.replace('_', '-')}" for kind in open_kinds()),
)
# What is known only afterwards, and what differs from answer to answer.
LATER = re.compile(
    r'\s*<a class="since"[^>]*>[^<]*</a>|nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"'
    r'|class="newest".*?</p>'
)


SPACE = re.compile(r"\s+")


def answers(client) -> dict[str, str]:
    """What each public address says as of edition 1, in both languages."""
    article = Article.objects.filter(published_in=1).first().code
    pages = page_addresses(receipt="2222-2222-2222", article=article)
    pages.remove("nothing-here/")
    asked = [f"{prefix}{one}" for prefix in ("/", "/zh-hans/") for one in (*pages, *ADDRESSES)]
    return {
        address: answer(client, address) for address in asked + [f"/{a}" for a in IN_ONE_ANSWER]
    }


def answer(client, address: str) -> str:
    response = client.get(f"{address}{'&' if '?' in address else '?'}edition=1")
    if address.endswith(".docx"):
        return "\n".join(word_lines(word_file(response)))
    if address.endswith(".pdf"):
        return pdf_text(pdf_file(response))
    if address.endswith(".zip"):
        return body(response).hex()
    text = body(response).decode() if response.streaming else response.text
    return f"{response.status_code} {re.sub(SPACE, '', LATER.sub('', text))}"


def corrected(model: type[Record], **changes) -> Record:
    """A correction of the first public record of a kind."""
    draft = next_version(model.objects.published().order_by("code").first(), "corrected")
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save()
    return draft


def later_drafts() -> Iterator[Record]:
    """Changes of every kind, each to be published by itself."""
    yield draft_reference(Source, "report-2011", title="Another title", publisher_zh="另一出版者")
    yield draft_reference(Statement, "report-2011/relief-fund", value=Decimal(80_000_000))
    yield draft_reference(Statement, "report-2011/jobs-new", summary="New", value=7, unit="person")
    yield draft_reference(Province, "140000", name="Atlantis", statement=statement())
    yield draft_reference(County, "141030", name="Atlantis", name_zh="亚特兰蒂斯县")
    yield draft_reference(County, "141030", province=Province.objects.get(code="510000"))
    yield draft_reference(PoorArea, "liupan", name="Atlantis Mountains")
    yield draft_reference(Organisation, "miit", name="Ministry of Atlantis", name_zh="某部")
    yield draft_reference(Cadre, "li-yikai", name="Somebody Else")
    yield draft_reference(Program, "relief-projects", name="Relief of Atlantis", position=9)
    for indicator in Indicator.objects.order_by("code"):
        yield draft_reference(Indicator, indicator.code, name=f"{indicator.name}, renamed")
    yield _with_other_designations()
    yield _with_other_totals()
    for model in (Membership, Selection, Posting, Publication):
        yield corrected(
            model, **{"note": "Corrected"} if hasattr(model, "note") else {"year": 2012}
        )
    yield corrected(Assessment, assessor="Others")
    yield corrected(Award, title="Another title")
    yield corrected(Meeting, title="Another meeting")
    yield corrected(Article, title="Another article")
    yield from _projects()


def _with_other_designations() -> Record:
    draft = draft_reference(County, "141030")
    draft.designations.update(ends="2019")
    CountyVersion.objects.get(pk=draft.pk).designations.create(
        kind="key_county", starts="2012", statement=statement()
    )
    return draft


def _with_other_totals() -> Record:
    draft = next_version(SourceVersion.objects.published().get(code="report-2011"), "corrected")
    draft.stated_totals.filter(adds=StatedTotal.Adds.PROJECTS).delete()
    draft.stated_totals.update(explanation="Another explanation")
    return draft


def _projects() -> Iterator[Record]:
    for project in Project.objects.published().order_by("code")[:8]:
        draft = next_version(project, "corrected")
        draft.allocations.filter(allocated__isnull=False).update(allocated=1)
        draft.results.update(value=1)
        draft.title = f"{draft.title}, corrected"
        draft.save()
        yield draft
    draft_reference(Organisation, "new-body", name="New body", kind="local", statement=statement())
    body_of_draft = Organisation.objects.get(code="new-body")
    project = make_project(
        implementer=body_of_draft, county=County.objects.get(code="141030"), scope="county"
    )
    make_allocation(project)
    yield project


def first_difference(old: str, new: str) -> tuple[str, str]:
    """What both say around the place where they first differ."""
    place = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    return old[max(0, place - 80) : place + 80], new[max(0, place - 80) : place + 80]


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_edition_1_of_every_address_is_the_same_after_forty_editions(client, report_2011):
    before = answers(client)

    for draft in later_drafts():
        publish(draft)

    assert Edition.objects.latest_number() > 40
    after = answers(client)
    different = [address for address in before if before[address] != after[address]]
    assert not different, [(one, first_difference(before[one], after[one])) for one in different]
    today = client.get("/counties/141030/").text
    assert "Atlantis" in today and "Daning" in client.get("/counties/141030/?edition=1").text
