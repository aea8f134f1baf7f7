"""The annual report as Word and PDF: every figure, with its source, in both languages."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from config.lib import money
from config.lib.caching import clear_caches
from portal.reports import data
from portal.reports.blocks import BlockColumn, BlockFacts, BlockRow, BlockTable, Document, Note, Run
from portal.reports.chapters import annual_report
from portal.reports.formats.pdf import pdf
from portal.reports.notices.parts import part_of
from portal.reports.notices.project import project_notice
from portal.reports.notices.year import year_notice
from programs.models import Project
from records.models import Edition, Statement
from records.review import workflow
from tests.builders import make_allocation, make_project, statement
from tests.database import without_triggers
from tests.reading import (
    noted,
    noted_in_pdf,
    pages_of_report,
    pdf_file,
    pdf_text,
    run_together,
    word_file,
    word_lines,
    word_notes,
    word_tables,
)

pytestmark = pytest.mark.django_db

LANGUAGES = ("/", "/zh-hans/")
HOSTILE = '{{ 7*7 }} {% now %} #import "x" *b* $x$ @y <w:p>&amp;</w:p> 😀 ' + "x" * 110

with (Path(__file__).parent.parent.parent / "data" / "report_2011_facts.csv").open() as lines:
    FACTS = list(csv.DictReader(lines))


def summaries(prefix: str) -> dict[str, str]:
    field = "summary_zh" if "zh" in prefix else "summary"
    rows = Statement.objects.filter(source__code="report-2011")
    return dict(rows.values_list("code", field))


def published(project: Project, clerk, reviewer) -> Edition:
    workflow.submit([project], clerk)
    return workflow.publish([project], reviewer, "checked")


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_every_fact_stands_in_word_with_its_source(client, report_2011, prefix):
    document = word_file(client.get(f"{prefix}reports/2011/report.docx"))
    pairs, told = noted(document), summaries(prefix)

    for fact in FACTS:
        words = [before for before, note in pairs if note.endswith(told[fact["code"]])]
        assert words, f"no note for {fact['code']}"
        if fact["value"]:
            figure = money.format_number(Decimal(fact["value"]))
            assert any(figure in one for one in words), (fact["code"], words)


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_every_fact_stands_in_the_pdf_with_its_source(client, report_2011, prefix):
    pairs = noted_in_pdf(pdf_file(client.get(f"{prefix}reports/2011/report.pdf")))
    told = {code: run_together(summary) for code, summary in summaries(prefix).items()}

    for fact in FACTS:
        words = [before for before, note in pairs if note.endswith(told[fact["code"]])]
        assert words, f"no note for {fact['code']}"
        if fact["value"]:
            figure = money.format_number(Decimal(fact["value"]))
            assert any(figure in one for one in words), (fact["code"], words)


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_figure_that_went_wrong_would_be_noticed(client, clerk, reviewer, report_2011, prefix):
    """The tests above read figures beside their notes, not the sentences of the notes."""
    draft = workflow.start_correction(
        Project.objects.get(code="2011-infrastructure"), clerk, "digit"
    )
    draft.allocations.filter(kind="relief_fund").update(allocated=6_838_000)
    published(draft, clerk, reviewer)
    told = summaries(prefix)["infrastructure-fund"]

    for pairs in (
        noted(word_file(client.get(f"{prefix}reports/2011/report.docx"))),
        noted_in_pdf(pdf_file(client.get(f"{prefix}reports/2011/report.pdf"))),
    ):
        words = [
            before for before, note in pairs if run_together(note).endswith(run_together(told))
        ]
        assert any("6,838,000" in one for one in words)
        assert not any("5,838,000" in one for one in words)


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_page_and_files_tell_the_same_figures(client, report_2011, prefix):
    page = pages_of_report(client, f"{prefix}reports/2011/")
    tables = word_tables(word_file(client.get(f"{prefix}reports/2011/report.docx")))
    text = run_together(pdf_text(pdf_file(client.get(f"{prefix}reports/2011/report.pdf"))))

    (work,) = [table for table in tables if table[-1][-1] == "16,127,000"]
    for cell in (cell for row in work for cell in row if cell):
        assert run_together(cell) in text
        assert cell in page


def test_report_follows_the_order_of_the_ministry(client, report_2011):
    document = word_file(client.get("/reports/2011/report.docx"))

    titles = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]

    assert titles == [
        "The year in figures",
        "1. Overview and organisation",
        "2. Industrial poverty alleviation",
        "3. Poverty alleviation projects",
        "4. Cadres",
        "5. Publicity and communication",
        "6. Education",
        "7. Visits to the poor",
        "Appendix: reported and recalculated",
    ]


def test_word_file_says_what_it_is(client, report_2011):
    response = client.get("/zh-hans/reports/2011/report.docx")
    document = word_file(response)

    assert 'filename="report-2011-zh-hans-edition-1.docx"' in response["Content-Disposition"]
    assert document.core_properties.title == "2011年度报告"
    assert document.core_properties.language == "zh-hans"
    assert document.core_properties.keywords == Edition.objects.get(number=1).digest
    assert 'w:eastAsia="Microsoft YaHei"' in document.styles["Normal"].element.xml
    assert all(
        "tblHeader" in table.rows[0]._tr.xml for table in document.tables if len(table.columns) > 2
    )
    assert all(shape._inline.docPr.get("descr") for shape in document.inline_shapes)
    assert len(document.inline_shapes) == 3


def test_pdf_says_what_it_is_and_brings_its_fonts(client, report_2011):
    response = client.get("/zh-hans/reports/2011/report.pdf")
    reader = pdf_file(response)
    fonts = [
        font["/DescendantFonts"][0]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]

    assert 'filename="report-2011-zh-hans-edition-1.pdf"' in response["Content-Disposition"]
    assert reader.metadata.title == "2011年度报告"
    assert reader.metadata["/Keywords"] == Edition.objects.get(number=1).digest
    assert reader.root_object["/Lang"] == "zh-CN"
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert all("NotoS" in font["/BaseFont"] for font in fonts)
    assert all("/FontFile3" in font["/FontDescriptor"] for font in fonts)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pdf_keeps_to_the_standard_of_accessibility(report_2011, language):
    """PDF/UA-1: typst refuses a character without a glyph and a picture without words."""
    with translation.override(language):
        edition, built = Edition.objects.get(), data.build(2011, None)
        project = Project.objects.with_rows().get(code="2011-infrastructure")
        documents = (
            annual_report(built, edition),
            year_notice(built, part_of(2011, None, 1, 1_000), edition),
            project_notice(project, edition),
        )

        assert all(pdf(document, "ua-1").startswith(b"%PDF") for document in documents)


@pytest.mark.parametrize(
    ("village", "written", "is_told"),
    [("㙓村", "㙓村", False), ("𠮷村", "𠮷村", False), ("𪛖村", "[U+2A6D6]村", True)],
)
def test_rare_characters_are_drawn_or_told(village, written, is_told, report_2011):
    project = Project.objects.with_rows().get(code="2011-infrastructure")
    project.title_zh = f"{village}公路"

    with translation.override("zh-hans"):
        content = pdf(project_notice(project, Edition.objects.get()), "ua-1")

    text = run_together(pdf_text(pypdf.PdfReader(io.BytesIO(content))))
    assert f"{written}公路" in text
    assert ("Unicode" in text) is is_told


def test_earlier_edition_keeps_its_figures(client, clerk, reviewer, report_2011):
    first = Project.objects.get(code="2011-infrastructure")
    draft = workflow.start_correction(first, clerk, "a digit was wrong")
    draft.allocations.filter(kind="relief_fund").update(allocated=6_838_000)
    published(draft, clerk, reviewer)

    then = word_file(client.get("/reports/2011/report.docx?edition=1"))
    today = client.get("/reports/2011/report.pdf")
    text = pdf_text(pdf_file(today))

    assert "5,838,000" in str(word_tables(then)) and "6,838,000" not in str(word_tables(then))
    assert "As of edition 1 of" in "\n".join(word_lines(then))
    assert "6,838,000" in text and "9,000,000" in text
    assert "report-2011-en-edition-2.pdf" in today["Content-Disposition"]


def test_draft_never_appears(client, clerk, report_2011):
    draft = workflow.start_correction(Project.objects.get(code="2011-industry"), clerk, "digits")
    Project.objects.filter(pk=draft.pk).update(title="A secret draft", year=2011)

    for name in ("reports/2011/report", "reports/2011/notice", "projects/2011-industry/notice"):
        assert "secret" not in "\n".join(word_lines(word_file(client.get(f"/{name}.docx"))))
        assert "secret" not in pdf_text(pdf_file(client.get(f"/{name}.pdf")))


def test_year_before_stands_beside(client, clerk, reviewer, report_2011):
    nothing = statement("leading-group-head")  # states no figure to compare
    project = make_project(year=2012, component_count=31, statement=nothing)
    make_allocation(project, allocated=Decimal("7000000"))
    published(project, clerk, reviewer)

    figures = word_tables(word_file(client.get("/reports/2012/report.docx")))[0]
    page = client.get("/reports/2012/").text

    assert figures[0][:4] == ["Figure", "2012", "2011", "Change"]
    rows = [row[:4] for row in figures]
    program = rows.index(["Poverty alleviation projects", "", "", ""])
    assert rows[program + 1] == ["Number of projects", "31", "30", "+1"]
    assert rows[program + 2] == ["Relief funds", "7,000,000", "8,000,000", "-1,000,000"]
    alone = rows.index(["Without a programme", "", "", ""])
    assert rows.index(["Seminars", "–", "1", "–"]) > alone > program
    assert "-1,000,000" in page


def test_hostile_text_is_text(client, clerk, reviewer, report_2011):
    place = "字" * 90
    project = make_project(title=HOSTILE, content=HOSTILE * 20, place=place, place_zh=place)
    make_allocation(project, note=HOSTILE)
    published(project, clerk, reviewer)

    for name in ("reports/2013/report", "reports/2013/notice", "projects/well/notice"):
        words = word_file(client.get(f"/{name}.docx"))
        text = run_together(pdf_text(pdf_file(client.get(f"/{name}.pdf"))))

        assert HOSTILE in str(word_tables(words)).replace("\\'", "'")
        assert run_together(HOSTILE.replace("😀", "[grinning face]")) in text
        assert place in text
    assert "&lt;w:p&gt;" in client.get("/projects/well/notice/").text


@pytest.mark.soak
def test_row_taller_than_a_page_is_kept_whole_or_broken():
    """typst would end in a panic over the tags of such a row, and cut off what fits no page."""
    texts = ("word " * 3000 + "end", "字" * 3000 + "止", "x" * 3000)
    note = Note("a source", "/sources/a/")
    columns = (BlockColumn("narrow", 1), BlockColumn("wide", 28))

    for text in texts:
        cells = ((Run(text, (note,)),), (Run("beside"),))
        table = BlockTable("t", columns, (BlockRow(cells), BlockRow(cells, "total")))
        document = Document("n", "en", "t", "a", (), "", (table, BlockFacts((("fact", cells[0]),))))
        pages = pypdf.PdfReader(io.BytesIO(pdf(document))).pages
        written = run_together("".join(page.extract_text() for page in pages))

        assert written.count(run_together(text)[-3:]) >= 3


def test_many_notes_stand_together_at_the_end():
    rows = tuple(
        BlockRow(((Run("figure", (Note(f"source {number}", "/"),)),),)) for number in range(150)
    )
    table = BlockTable("t", (BlockColumn("c"),), rows)

    text = pdf_text(
        pypdf.PdfReader(io.BytesIO(pdf(Document("n", "en", "t", "a", (), "", (table,)))))
    )

    assert text.index("Sources") < text.index("source 0") < text.index("source 149")


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_year_without_anything_is_not_found(client, report_2011, form):
    response = client.get(f"/reports/1999/report.{form}")

    assert response.status_code == 404
    assert "2013, 2011, 2009" in response.text


@pytest.mark.parametrize("address", ["", "report.pdf", "report.docx", "notice/", "notice.docx"])
def test_document_needs_the_same_queries_for_more_projects(client, report_2011, address):
    make_published("first")
    clear_caches()
    with CaptureQueriesContext(connection) as few:
        client.get(f"/reports/2013/{address}")
    for number in range(8):
        make_published(f"more-{number}")
    clear_caches()
    with CaptureQueriesContext(connection) as many:
        client.get(f"/reports/2013/{address}")

    # notes on sources are read where they are few enough to be shown
    assert len(few) - 2 <= len(many) <= len(few)
    assert len(many) < 75  # nothing is kept yet


def make_published(code: str) -> None:
    """A published project past the guard, for its number only."""
    with without_triggers():
        make_allocation(make_project(code, state="published", published_in_id=1))


def test_note_that_comes_again_keeps_its_number(client, report_2011):
    notes = word_notes(word_file(client.get("/reports/2011/report.docx")))

    assert len(set(notes.values())) == len(notes) - 1  # but for the two lines above notes
