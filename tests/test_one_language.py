"""What is in one language only: every page, list, feed, document and download shows it, with its
language and a mark."""

import csv
import io
import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from lxml import etree

from config.lib.orm.text_pairs import pairs
from programs.models import Article
from records.models import Feedback, Row
from records.review.queues import QUEUES
from tests.addresses import page_addresses
from tests.conftest import superuser
from tests.database import without_triggers
from tests.portal.opendata.test_iati import activities
from tests.reading import body, pdf_file, pdf_text, run_together, word_file, word_lines
from tests.staff_pages import make_staff_pages

pytestmark = pytest.mark.django_db

HAN = re.compile("[\u3400-\u9fff]")
SENTENCE = re.compile("[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")  # three English words
OF_THE_SITE = re.compile(
    "[万亿]元|扶贫台账|简体中文|中文|“饮水”|“800万”"
)  # and what the reader typed
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta"}
TRANSLATED = [model for model in apps.get_models() if pairs(model)]
SHEETS = (
    "projects",
    "funds",
    "counties",
    "cadres",
    "programs",
    "education",
    "coverage",
    "visits",
    "meetings",
    "publications",
    "news",
    "sources",
    "reconciliation",
)
MARKS = {"en": "awaiting translation", "zh-hans": "待翻译"}


class Page(HTMLParser):
    """The texts of a page, each with the language that it stands in, and what its attributes
    hold."""

    def __init__(self, address: str, html: str):
        super().__init__()
        self.address, self.html = address, html
        self.open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self.attributes: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.attributes += [value for _name, value in attrs if value]
        if tag not in VOID:
            before = self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang") or before))

    def handle_endtag(self, tag):
        while tag not in VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text):
        tag, language = self.open[-1] if self.open else ("", "")
        if text.strip() and tag not in ("script", "title", "desc", "textarea"):
            self.texts.append((language, text.strip()))

    def in_wrong_language(self, is_foreign) -> list[tuple[str, str]]:
        """Texts in another language than their element says."""
        own = re.search('<html lang="(..)', self.html)[1]
        return [
            (self.address, text)
            for language, text in self.texts
            if language.startswith(own) and is_foreign(text)
        ]

    def broken_markup(self) -> list[tuple[str, str]]:
        """Markup where only text may stand."""
        inside = re.findall(
            r"<(title|option)[^>]*>([^<]*)<(?!/?\1|/select|option|/datalist)", self.html
        )
        found = [value for value in self.attributes if "<" in value]
        return [(self.address, text) for text in (*found, *map(str, inside))]


def leave(language: str) -> None:
    """Leave every text of the ledger in one language only."""
    with without_triggers(), connection.cursor() as cursor:
        for model in TRANSLATED:
            for name in pairs(model):
                own, other = (name, f"{name}_zh") if language == "en" else (f"{name}_zh", name)
                table = model._meta.db_table
                cursor.execute(f"UPDATE {table} SET {other} = '' WHERE {own} <> ''")
        cursor.execute("UPDATE records_edition SET reason = '2011'")  # has no pair
    call_command("rebuild_search", verbosity=0)


@pytest.fixture
def only_chinese(report_2011):
    leave("zh-hans")


@pytest.fixture
def only_english(report_2011):
    leave("en")


def pages(client, prefix: str):
    report = Feedback.objects.create(page="/", message="A figure is missing.")
    article = Article.objects.first().code
    for address in page_addresses(receipt=report.receipt, article=article):
        response = client.get(prefix + address)
        if not response.streaming and "html" in response["Content-Type"]:
            yield Page(prefix + address, response.text)


def staff_addresses():
    yield reverse("admin:index")
    yield from (reverse("admin:queue", args=[name]) for name in QUEUES)
    for model in TRANSLATED:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        if not issubclass(model, Row) and (row := model.objects.first()):
            yield reverse(f"{name}_changelist")
            yield reverse(f"{name}_change", args=[row.pk])
            yield reverse(f"{name}_history", args=[row.pk])


def is_chinese(text: str) -> bool:
    return bool(HAN.search(OF_THE_SITE.sub("", text)))


def english_texts():
    """A function that finds long English texts of the ledger in a text."""
    texts = {
        text
        for model in TRANSLATED
        for name in pairs(model)
        for text in model.objects.values_list(name, flat=True)
        if len(text) > 15
    }
    return lambda text: text in texts or any(one in text for one in texts)


def problems(found: list[Page], is_foreign) -> list[tuple[str, str]]:
    return [
        one
        for page in found
        for one in (*page.in_wrong_language(is_foreign), *page.broken_markup())
    ]


def test_english_page_says_what_is_chinese(client, only_chinese):
    found = list(pages(client, "/"))

    assert problems(found, is_chinese) == []
    assert sum(MARKS["en"] in page.html for page in found) > 20
    assert 'lang="zh-Hans">水井' not in found[0].html


def test_chinese_page_says_what_is_english(client, only_english):
    found = list(pages(client, "/zh-hans/"))

    assert problems(found, english_texts()) == []
    assert sum(MARKS["zh-hans"] in page.html for page in found) > 20


@pytest.mark.soak
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_staff_page_holds_no_broken_markup(client, only_chinese, prefix):
    client.force_login(superuser("root"))
    found = [
        Page(address, client.get(prefix + address).text) for address in list(staff_addresses())
    ]

    assert [problem for page in found for problem in page.broken_markup()] == []
    if not prefix:
        assert sum(MARKS["en"] in page.html for page in found) > 20


@pytest.mark.soak
def test_staff_page_speaks_chinese(client, clerk, reviewer, administrator, report_2011):
    """Django's own catalogue lacks some of its sentences."""
    of_the_ledger, english = english_texts(), []
    for user, addresses in make_staff_pages(clerk, reviewer, administrator):
        if user:
            client.force_login(user)
        for address in addresses:
            page = Page(address, client.get(f"/zh-hans/{address}").text)
            english += [
                (address, text)
                for _language, text in page.texts
                if SENTENCE.search(text) and not HAN.search(text) and not of_the_ledger(text)
            ]

    assert "\n".join(map(str, english)) == ""


def test_feed_gives_language_and_mark(client, only_chinese):
    feed = etree.fromstring(client.get("/news/feed.xml").content)
    lang = "{http://www.w3.org/XML/1998/namespace}lang"

    entries = feed.findall("{*}entry")
    texts = [
        text
        for entry in entries
        for name in ("title", "summary")
        for text in entry.findall(f"{{*}}{name}")
    ]

    assert len(texts) == 2 * len(entries) > 0
    assert {text.get(lang) for text in texts} == {"zh-Hans"}
    assert all(text.text.endswith("(awaiting translation)") for text in texts)


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize(
    "name", ["/reports/2011/report", "/reports/2011/notice", "/projects/2011-infrastructure/notice"]
)
def test_document_marks_what_awaits_translation(client, only_chinese, name, form):
    response = client.get(f"{name}.{form}")

    lines = [pdf_text(pdf_file(response))] if form == "pdf" else word_lines(word_file(response))
    read = run_together("".join(lines))

    assert "(awaitingtranslation)" in read
    assert "2011年基础设施" in read


@pytest.mark.parametrize("language", ["en", "zh"])
def test_iati_narrative_has_its_language(client, report_2011, language):
    leave("en" if language == "en" else "zh-hans")
    lang = "{http://www.w3.org/XML/1998/namespace}lang"

    titles = [one for each in activities(client) for one in each.findall("title/narrative")]

    assert {title.get(lang) for title in titles} == {"zh" if language == "zh" else None}


@pytest.mark.parametrize("page", SHEETS)
def test_download_names_the_columns_that_await_translation(client, only_chinese, page):
    sent = body(client.get(f"/{page}/?format=csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sent)))
    twins = [name for name in rows[0] if f"{name}_zh" in rows[0]]

    waiting = [row["awaiting_translation"].split() for row in rows]
    expected = [
        [
            name if row[other] else other
            for name in twins
            for other in [f"{name}_zh"]
            if bool(row[name]) != bool(row[other])
        ]
        for row in rows
    ]

    assert waiting == expected
    assert any(waiting)


def test_search_finds_and_marks_what_is_in_the_other_language(client, only_chinese):
    page = Page("", client.get("/search/", {"q": "基础设施"}).text)

    assert ("zh-Hans", "基础设施") in page.texts
    assert MARKS["en"] in page.html


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_list_is_sorted_by_the_text_it_shows(client, report_2011, language):
    """A name in the other language stands where it sorts, and not before all others."""
    prefix = "" if language == "en" else "/zh-hans"
    by_name = client.get(f"{prefix}/counties/?sort=name").context["table"]
    with_both = [row.record.code for row in by_name.rows]
    leave(language)

    alone = client.get(f"{prefix}/counties/?sort=name").context["table"]
    leave_order = [row.record.code for row in alone.rows]

    assert leave_order == with_both
