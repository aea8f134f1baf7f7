"""Texts that await translation keep their language through everything that is made of them."""

import pickle

import pytest
from django.template import Context, Template
from django.utils.translation import override

from config.lib.language import (
    UntranslatedText,
    compose,
    in_language_of,
    join_texts,
    localized,
    marked_text,
    plain_text,
)
from programs.models import Program

WELLS = UntranslatedText("水井 <1>", "zh-Hans")
MARKED = (
    '<span lang="zh-Hans">水井 &lt;1&gt;</span> '
    '<small class="untranslated">awaiting translation</small>'
)


def shown(value: object, template: str = "{{ value }}") -> str:
    return Template("{% load ledger %}" + template).render(Context({"value": value}))


@pytest.mark.parametrize(
    ("language", "english", "chinese", "text", "of"),
    [
        ("en", "Wells", "水井", "Wells", ""),
        ("zh-hans", "Wells", "水井", "水井", ""),
        ("en", "", "水井", "水井", "zh-Hans"),
        ("zh-hans", "Wells", "", "Wells", "en"),
        ("en", "", "", "", ""),
    ],
)
def test_localized_falls_back_to_the_other_language(language, english, chinese, text, of):
    program = Program(name=english, name_zh=chinese)

    with override(language):
        found = localized(program, "name")
        name = str(program)

    assert (found, getattr(found, "language", "")) == (text, of)
    assert (name, getattr(name, "language", "")) == (text, of)


def test_untranslated_text_marks_itself_in_html():
    program = Program(name_zh=plain_text(WELLS))

    assert shown(WELLS) == MARKED
    assert shown(program) == MARKED
    assert shown(WELLS, "{{ value|plain_text }}") == "水井 &lt;1&gt;"
    assert shown(WELLS, "{{ value|marked_text }}") == "水井 &lt;1&gt; (awaiting translation)"
    assert shown(WELLS, "<img{{ value|lang }}>") == '<img lang="zh-Hans">'
    assert '<div lang="zh-Hans"><p>水井' in shown(WELLS, "{{ value|paragraphs }}")


def test_composed_text_keeps_the_language_of_its_parts():
    named = compose("%(name)s: 100%% <b>", name=WELLS)
    joined = join_texts(" % ", ("<a>", WELLS))

    assert (named, shown(named)) == ("水井 <1>: 100% <b>", f"{MARKED}: 100% &lt;b&gt;")
    assert (joined, shown(joined)) == ("<a> % 水井 <1>", f"&lt;a&gt; % {MARKED}")
    assert marked_text(joined) == "<a> % 水井 <1> (awaiting translation)"
    assert shown(compose("%(a)s!", a=named)) == f"{MARKED}: 100% &lt;b&gt;!"


def test_text_without_untranslated_parts_is_plain():
    assert type(compose("%(name)s: %(n)s%%", name="Wells", n=1)) is str
    assert join_texts(" % ", ("a", 1)) == "a % 1"
    assert type(plain_text(WELLS)) is str


def test_piece_of_a_text_has_its_language():
    whole = join_texts(" · ", ("Wells", WELLS, "2011"))

    assert in_language_of(WELLS, "水").language == "zh-Hans"
    assert [line.language for line in UntranslatedText("水\n井", "zh-Hans").splitlines()] == [
        "zh-Hans",
        "zh-Hans",
    ]
    assert shown(in_language_of(whole, "水井 <1> · 2011")) == f"{MARKED} · 2011"
    assert in_language_of("Wells", "W") == "W"


@pytest.mark.parametrize("text", [WELLS, join_texts(", ", (WELLS, "a"))])
def test_text_survives_a_cache(text):
    again = pickle.loads(pickle.dumps(text))  # noqa: S301

    assert type(again) is type(text)
    assert shown(again) == shown(text)
