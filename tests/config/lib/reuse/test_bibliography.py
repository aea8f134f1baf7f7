"""Citations in the three forms that readers copy."""

import datetime
from dataclasses import replace

from django.utils import translation

from config.lib.reuse.bibliography import (
    Reference,
    escape_tex,
    format_bibtex,
    format_gbt,
    format_plain,
)

REFERENCE = Reference(
    key="fupin-ledger-projects/2011_roads-e3",
    author="Ministry of Industry & Co",
    title="Roads: 100% of {it}",
    container="Fupin Ledger",
    edition=3,
    edition_on=datetime.date(2026, 11, 23),
    address="https://ledger.example/projects/2011_roads/?edition=3",
    accessed_on=datetime.date(2026, 12, 1),
    licence="CC BY 4.0",
)
CHINESE = replace(REFERENCE, author="工业和信息化部", title="通村公路", container="扶贫台账")


def test_plain_text_is_one_sentence_in_english():
    assert format_plain(REFERENCE) == (
        "Ministry of Industry & Co. “Roads: 100% of {it}”. Fupin Ledger, edition 3 of Nov. 23, "
        "2026. https://ledger.example/projects/2011_roads/?edition=3 (accessed Dec. 1, 2026). "
        "Licence: CC BY 4.0."
    )


def test_plain_text_has_the_punctuation_of_chinese():
    with translation.override("zh-hans"):
        text = format_plain(CHINESE)

    assert text.startswith("工业和信息化部：《通村公路》，扶贫台账，第3期公布（2026年11月23日），")
    assert text.endswith("（2026年12月1日访问）。许可协议：CC BY 4.0。")


def test_gbt_marks_document_and_days():
    with translation.override("zh-hans"):
        text = format_gbt(replace(CHINESE, mark="R"))

    assert text == (
        "工业和信息化部. 通村公路[R/OL]//扶贫台账. 第3期公布. (2026-11-23)[2026-12-01]. "
        "https://ledger.example/projects/2011_roads/?edition=3."
    )


def test_an_unknown_author_is_left_out():
    nameless = replace(REFERENCE, author="", licence="")

    assert format_gbt(nameless).startswith("Roads: 100% of {it}[EB/OL]")
    assert format_plain(nameless).startswith("“Roads")
    assert "author" not in format_bibtex(nameless)


def test_bibtex_is_read_back_as_it_was_meant():
    lines = format_bibtex(REFERENCE).splitlines()

    assert lines[0] == "@misc{fupin-ledger-projects-2011-roads-e3,"
    assert r"  author = {{Ministry of Industry \& Co}}," in lines
    assert r"  title = {{Roads: 100\% of \textbraceleft{}it\textbraceright{}}}," in lines
    assert "  url = {https://ledger.example/projects/2011_roads/?edition=3}," in lines
    assert "  month = nov," in lines
    assert "  urldate = {2026-12-01}," in lines


def test_no_text_ends_its_field():
    hostile = r"}, note = {\input{secret} ~^$#_%&" + "\nnext line"

    entry = format_bibtex(replace(REFERENCE, title=hostile))

    assert entry.count("{") == entry.count("}")
    assert len(entry.splitlines()) == len(format_bibtex(REFERENCE).splitlines())
    assert escape_tex(r"\input") == r"\textbackslash{}input"
