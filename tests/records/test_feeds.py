"""The Atom feeds: valid XML, in both languages, of nothing but what is public."""

from xml.etree import ElementTree

import pytest

from programs.models import Article
from records.history.acting import acting
from records.models import Edition
from records.review import workflow

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client, address):
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


@pytest.mark.parametrize("prefix, title", [("/", "Edition 1"), ("/zh-hans/", "第1期公布")])
def test_feed_of_editions_tells_each_with_its_reason(client, report_2011, prefix, title):
    (entry,) = entries(client, f"{prefix}editions/feed.xml")

    assert entry.findtext(f"{ATOM}title") == title
    assert "2011 report" in entry.findtext(f"{ATOM}summary")
    assert Edition.objects.get(number=1).digest in entry.findtext(f"{ATOM}summary")
    assert entry.find(f"{ATOM}link").get("href").endswith(f"{prefix}editions/1/")


def test_feed_of_the_news_holds_what_is_published(client, clerk, reviewer, report_2011):
    article = Article.objects.published().first()
    draft = workflow.start_correction(article, clerk, "a better title")
    with acting(clerk, "a better title"):
        Article.objects.filter(pk=draft.pk).update(title="Not yet public")
    before = [entry.findtext(f"{ATOM}title") for entry in entries(client, "/news/feed.xml")]
    workflow.submit([draft], clerk)
    workflow.publish([draft], reviewer, "checked")

    after = [entry.findtext(f"{ATOM}title") for entry in entries(client, "/news/feed.xml")]

    assert "Not yet public" not in before and len(before) == 2
    assert "Not yet public" in after and len(after) == 2


@pytest.mark.parametrize("address", ["/editions/feed.xml", "/zh-hans/news/feed.xml"])
def test_feed_carries_its_edition_and_digest(client, clerk, reviewer, report_2011, address):
    draft = workflow.start_correction(Article.objects.published().first(), clerk, "a digit")
    workflow.submit([draft], clerk)
    second = workflow.publish([draft], reviewer, "checked")
    first = Edition.objects.get(number=1)

    today = client.get(address).text.partition("<entry")[0]
    then = client.get(f"{address}?edition=1").text.partition("<entry")[0]

    assert second.digest in today and first.digest not in today
    assert first.digest in then and second.digest not in then


@pytest.mark.parametrize("address", ["/editions/feed.xml", "/news/feed.xml"])
def test_feed_works_while_nothing_is_published(client, db, address):
    assert entries(client, address) == []
