"""A source in a real browser, in both languages: drafted with its scan and statements, cited by a
project, published together, corrected, and read as it was before."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from programs.models import Project
from records.integrity.verify import verify
from records.models import SourceVersion, Statement
from tests.browser.test_staff import sign_in

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SOURCE = "records/sourceversion"


@dataclass
class Words:
    """The words of one language on the pages of this story."""

    prefix: str
    save: str
    goes_along: str
    corrected: str


ENGLISH = Words("", "Save and continue editing", "This goes with it:", "corrected in edition 3")
CHINESE = Words("/zh-hans", "保存并继续编辑", "一并处理", "已在第3期公布中更正")


@pytest.fixture
def scan(tmp_path) -> Path:
    path = tmp_path / "scan.png"
    Image.new("RGB", (640, 900), "white").save(path)
    return path


def step(page, address: str, reason: str) -> str:
    """Take a step with a version; returns the text of the page that asks for the reason."""
    page.goto(address)
    asked = page.inner_text("#content")
    page.locator("textarea[name=reason]").fill(reason)
    page.locator(".submit-row input[type=submit], .submit-row button").first.click()
    return asked


def add_row(page, prefix: str, **values: str) -> None:
    """Add a row to the form; `prefix` is the relation of its rows."""
    section = page.locator(f"#{prefix}-group")
    if not section.locator(".add-row a").is_visible():
        section.locator("summary").click()
    number = page.locator(f".dynamic-{prefix}").count()
    section.locator(".add-row a").click()
    fill_row(page, prefix, number, **values)


def fill_row(page, prefix: str, number: int, **values: str) -> None:
    for name, value in values.items():
        field = page.locator(f"#id_{prefix}-{number}-{name}")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "file":
            field.set_input_files(value)
        else:
            field.fill(value)


def save(page, words: Words) -> None:
    page.locator("#id_why").fill("from the scan")
    page.get_by_role("button", name=words.save).click()
    assert page.locator(".errornote").count() == 0, page.inner_text("#content")


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_source_is_drafted_published_corrected_and_read_as_it_was(
    page, live_server, report_2011, clerk, reviewer, administrator, scan, words
):
    admin = f"{live_server.url}{words.prefix}/admin"
    public = f"{live_server.url}{words.prefix}"

    # A clerk drafts a source with its scan and three statements.
    sign_in(page, live_server, clerk)
    page.goto(f"{admin}/{SOURCE}/add/")
    page.locator("#id_code").fill("county-notice")
    page.locator("#id_kind").select_option("notice")
    page.locator("#id_title").fill("Notice on wells")
    page.locator("#id_title_zh").fill("水井公告")
    add_row(page, "attachments", sent=str(scan), title="Scan", title_zh="扫描件")
    for code, value, unit in (
        ("money", "90000", "CNY"),
        ("wells", "3", "project"),
        ("people", "40", "person"),
    ):
        add_row(
            page,
            "statements",
            code=code,
            summary=f"Of {code}",
            summary_zh=f"关于{code}",
            value=value,
            unit=unit,
            printed=f"{value} {unit}",
        )
    save(page, words)
    draft = SourceVersion.objects.get(code="county-notice")
    money = Statement.objects.get(source__code="county-notice", code="money")
    assert not money.is_public

    # And a project that cites one of them.
    page.goto(f"{admin}/programs/project/add/")
    page.locator("#id_code").fill("notice-wells")
    page.locator("#id_title").fill("Wells of the notice")
    page.locator("#id_title_zh").fill("公告水井")
    page.locator("#id_year").fill("2012")
    page.locator("#id_category").select_option("infrastructure")
    choose(page, "program", "relief-projects")
    choose(page, "statement", "county-notice", text="money")
    fill_row(page, "allocations", 0, kind="relief_fund", allocated="90000")  # it stands there open
    choose(page, "allocations-0-statement", "county-notice", text="money")
    save(page, words)
    project = Project.objects.get(code="notice-wells")

    # Both are handed in together.
    asked = step(page, f"{admin}/programs/project/{project.pk}/step/submit/", "please check")
    assert words.goes_along in asked
    draft.refresh_from_db()
    assert draft.state == "submitted"

    # The reviewer sees one page for all, and publishes.
    sign_in(page, live_server, reviewer)
    page.goto(f"{admin}/programs/project/{project.pk}/review/")
    text = page.inner_text("#content")
    assert "county-notice" in text and "90,000" in text
    page.goto(f"{admin}/{SOURCE}/{draft.pk}/review/")
    assert "notice-wells" in page.inner_text("#content")
    step(page, f"{admin}/programs/project/{project.pk}/step/publish/", "checked")
    assert [edition.number for edition in verify()] == [1, 2]
    page.context.clear_cookies()
    page.goto(f"{public}/sources/county-notice/")
    assert "90,000" in page.inner_text("main") and page.locator("main img").count() == 1

    # An administrator corrects a statement's value through the same way.
    sign_in(page, live_server, administrator)
    step(page, f"{admin}/{SOURCE}/{draft.pk}/step/correct/", "a digit was misread")
    correction = SourceVersion.objects.open().get(code="county-notice")
    page.goto(f"{admin}/{SOURCE}/{correction.pk}/change/")
    page.locator("#id_statements-0-value").fill("95000")
    save(page, words)
    step(page, f"{admin}/{SOURCE}/{correction.pk}/step/submit/", "misread")
    sign_in(page, live_server, reviewer)
    step(page, f"{admin}/{SOURCE}/{correction.pk}/step/publish/", "seen on the scan")

    # The change is public with its reason; the old edition says what it said.
    page.context.clear_cookies()
    page.goto(f"{public}/sources/county-notice/")
    assert "95,000" in page.inner_text("main") and words.corrected in page.inner_text("main")
    page.goto(f"{public}/sources/county-notice/?edition=2")
    assert "90,000" in page.inner_text("main") and "95,000" not in page.inner_text("main")
    page.goto(f"{public}/projects/notice-wells/")
    assert "95,000" in page.inner_text("main"), "the figure differs from its statement now"
    page.goto(f"{public}/projects/notice-wells/?edition=2")
    assert "95,000" not in page.inner_text("main")
    page.goto(f"{public}/records/source/county-notice/")
    assert "a digit was misread" in page.inner_text("main")
    assert [edition.number for edition in verify()] == [1, 2, 3]


def choose(page, field: str, typed: str, text: str = "") -> None:
    """Choose from a field that completes what is typed."""
    page.locator(f"#id_{field} + .select2 .select2-selection").click()
    page.locator(".select2-search__field").last.fill(typed)
    page.locator(".select2-results__option:not(.loading-results)", has_text=text).first.click()
