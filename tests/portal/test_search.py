"""The search box: what is found, what is not, and that no question breaks it."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counties.models import County
from portal.search.hits import searched_kinds
from portal.search.views import answer_to
from records.models import Edition, SearchEntry, SearchWord, State
from records.models.reading import reading
from records.review.workflow import publish, start_correction, submit
from records.search import query as finding
from records.search.highlight import pattern, snippet
from records.search.tokens import words_of
from tests import builders
from tests.builders import draft_reference, make_project, publish_reference, withdraw
from tests.database import as_table_owner

pytestmark = pytest.mark.django_db


def codes(question: str, kind: str = "project", edition: int | None = None) -> list[str]:
    """The codes found of one kind, best first."""
    model = searched_kinds()[kind].model
    found = next((f for f in answer_to(question, edition).matches if f.kind == kind), None)
    rows = model.objects.in_bulk(found.ids) if found else {}
    return [rows[pk].code for pk in rows] if found is None else [rows[pk].code for pk in found.ids]


def publish_one(version, clerk, reviewer, reason="checked") -> Edition:
    submit([version], clerk)
    return publish([version], reviewer, reason)


def entries() -> set[tuple]:
    columns = ("kind", "row_id", "published_in", "superseded_in", "words")
    return set(SearchEntry.objects.values_list(*columns))


@pytest.mark.parametrize(
    "question", ["水", "饮水", "水井", "well", "wells", "WELLS", "Ｗｅｌｌ", "wél"]
)
def test_word_is_found_by_its_forms_and_parts(report_2011, clerk, reviewer, question):
    project = make_project(title="Drinking wells", title_zh="农村饮水井", content_zh="饮水水井")
    publish_one(project, clerk, reviewer)

    assert "well" in codes(question)


def test_every_word_must_be_found(report_2011, clerk, reviewer):
    publish_one(make_project(), clerk, reviewer)

    assert codes("wells 水井") == ["well"]
    assert codes("wells 公路") == []


def test_draft_is_not_found_and_a_withdrawn_project_only_in_its_edition(
    report_2011, clerk, reviewer
):
    project = make_project(title="Zeppelin", title_zh="飞艇")
    before = codes("zeppelin")
    edition = publish_one(project, clerk, reviewer)
    published = codes("zeppelin")
    project.refresh_from_db()
    withdraw(project, reviewer, "never built")

    assert (before, published, codes("zeppelin")) == ([], ["well"], [])
    assert codes("飞艇", edition=edition.number) == ["well"]
    assert codes("飞艇", edition=edition.number - 1) == []


def test_correction_is_found_once_it_is_published(report_2011, clerk, reviewer):
    project = make_project(title="Zeppelin")
    edition = publish_one(project, clerk, reviewer)
    project.refresh_from_db()
    draft = start_correction(project, clerk, "wrong name")
    draft.title = "Airship"
    draft.save()
    while_open = (codes("zeppelin"), codes("airship"))
    publish_one(draft, clerk, reviewer)

    assert while_open == (["well"], [])
    assert (codes("zeppelin"), codes("airship")) == ([], ["well"])
    assert codes("zeppelin", edition=edition.number) == ["well"]


def test_project_is_found_by_the_names_of_its_county_and_province(report_2011, clerk, reviewer):
    daning = County.objects.get(code="141030")
    publish_one(make_project(scope="county", county=daning), clerk, reviewer)
    by_county, by_province = codes("大宁 水井"), codes("Shanxi wells")
    publish_reference(County, "141030", name="Newname")

    assert (by_county, by_province) == (["well"], ["well"])
    assert codes("newname wells") == ["well"]
    assert codes("newname", "county") == ["141030"]


def test_title_ranks_before_text(report_2011, clerk, reviewer):
    in_text = make_project("in-text", content="A zeppelin passes.")
    in_title = make_project("in-title", title="Zeppelin")
    submit([in_text, in_title], clerk)
    publish([in_text, in_title], reviewer, "checked")

    assert codes("zeppelin") == ["in-title", "in-text"]


def test_derived_entries_equal_a_rebuild(report_2011, clerk, reviewer):
    project = make_project(title="Zeppelin")
    publish_one(project, clerk, reviewer)
    project.refresh_from_db()
    draft = start_correction(project, clerk, "wrong name")
    publish_one(draft, clerk, reviewer)
    make_project("draft", title="Balloon")
    kept, words = entries(), set(SearchWord.objects.values_list("word", flat=True))

    call_command("rebuild_search", verbosity=0)

    assert entries() == kept
    assert set(SearchWord.objects.values_list("word", flat=True)) == words


def test_entries_are_those_of_public_rows(report_2011, clerk, reviewer):
    make_project("draft")

    for kind in searched_kinds().values():
        rows = kind.model.objects.all()
        if hasattr(kind.model, "state"):
            rows = rows.exclude(state__in=[State.DRAFT, State.SUBMITTED])
        of_kind = SearchEntry.objects.filter(kind=kind.name)
        assert set(of_kind.values_list("row_id", flat=True)) == {row.pk for row in rows}


def test_snippets_are_cut_from_searched_columns_only(report_2011):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger "
            "WHERE tgname LIKE 'ledger_search%'"
        )
        searched = {table: set(re.split(r"\\000|,", given)) for table, given in cursor}

    for kind in searched_kinds().values():
        shown = {kind.searched.title, *kind.searched.texts}
        assert shown | {f"{name}_zh" for name in shown} <= searched[kind.model._meta.db_table]
        assert not searched[kind.model._meta.db_table] & set(
            getattr(kind.model, "private_fields", ())
        )


def test_reference_data_are_found_by_the_name_of_the_edition(report_2011):
    draft = draft_reference(County, "141030", name="Atlantis")
    drafted = codes("atlantis", "county")
    builders.publish(draft)

    assert (drafted, codes("atlantis", "county")) == ([], ["141030"])
    assert codes("daning", "county") == []
    with reading(1):
        assert codes("daning", "county", 1) == ["141030"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("drinkng watr", "drinking water"), ("povetry", "poverty"), ("饮水公程", "饮水")],
)
def test_typing_error_leads_to_what_was_meant(client, report_2011, typed, meant):
    response = client.get("/search/", {"q": typed})

    answer = response.context["answer"]
    assert answer.is_meant
    assert meant.split()[0] in answer.wording
    assert "Did you mean" in response.text


def test_page_shows_groups_with_marked_words(client, report_2011):
    page = client.get("/search/", {"q": "drinking water"}).text
    in_chinese = client.get("/zh-hans/search/", {"q": "饮水"}).text

    assert "<mark>drinking</mark> <mark>water</mark>" in page
    assert "<mark>饮水</mark>" in in_chinese
    assert 'id="found-project"' in page and 'id="found-program"' in page


def test_page_of_one_kind_has_pages(client, report_2011):
    first = client.get("/search/", {"q": "poverty", "kind": "statement"})
    second = client.get("/search/", {"q": "poverty", "kind": "statement", "page": 2})

    assert len(first.context["groups"][0].hits) == 25
    assert first.context["groups"][0].hits[0] not in second.context["groups"][0].hits


@pytest.mark.parametrize("query", ["q=water&kind=secret", "q=poverty&kind=statement&page=99"])
def test_unknown_kind_and_page_are_404(client, report_2011, query):
    assert client.get(f"/search/?{query}").status_code == 404


@pytest.mark.parametrize("question", ["", "   ", "???", "\0", "zzzzqqqq"])
def test_page_without_results_gives_hints(client, report_2011, question):
    response = client.get("/search/", {"q": question})

    assert response.status_code == 200
    assert "Try fewer." in response.text


AWKWARD = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="&|!():*<>'\\\"%;-_ab饮水 \0\n\t", max_size=60),
    st.sampled_from(["'; DROP TABLE x;--", "a:*", "!!a", "a <-> b", "%s", "{}", "{edition}"]),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(question=AWKWARD)
def test_no_question_breaks_the_page(client, report_2011, question):
    for prefix in ("", "/zh-hans"):
        assert client.get(f"{prefix}/search/", {"q": question}).status_code == 200


def test_mark_never_lets_markup_through():
    matches = pattern(words_of("script"))

    text = snippet(["<script>alert(1)</script>"], matches)

    assert text == ("&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;")


def test_common_words_are_ranked_among_the_newest(report_2011, monkeypatch):
    monkeypatch.setattr(finding, "NEWEST", 40)
    monkeypatch.setattr(finding, "COMMON", 1)

    found = finding.find(words_of("poverty"), ["statement"], None)

    assert found[0].is_more
    assert found[0].count <= 40


@pytest.mark.parametrize("edition", [None, 1])
def test_every_kind_is_looked_for_in_its_own_index(report_2011, monkeypatch, edition):
    """A query that joins to the kinds cannot use them, and reads every entry for a rare word."""
    monkeypatch.setattr(finding, "NEWEST", 0)  # so that every kind is looked for everywhere
    kinds = list(searched_kinds())
    with CaptureQueriesContext(connection) as asked:
        finding.find(words_of("unheardof"), kinds, edition)
    *_before, looked_for = (one["sql"] for one in asked if "ts_rank" in one["sql"])
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE records_searchentry DROP CONSTRAINT search_row_once_an_edition;"
            " SET LOCAL enable_seqscan = off"
        )
        cursor.execute(f"EXPLAIN {looked_for}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert {kind for kind in kinds if f"search_{kind}" not in plan} == set()


def test_page_asks_as_often_for_three_results_as_for_one(client, report_2011, clerk, reviewer):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/", {"q": "zeppelin"})
        return len(queries)

    publish_one(make_project("a", title="Zeppelin"), clerk, reviewer)
    asked()
    once = asked()
    more = [make_project("b", title="Zeppelin"), make_project("c", title="Zeppelin")]
    submit(more, clerk)
    publish(more, reviewer, "checked")

    assert asked() == once
