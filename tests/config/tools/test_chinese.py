"""The Chinese of the catalogue keeps to the habits of a Chinese editor."""

import re

import pytest

from config.tools import messages

HAN = "\u4e00-\u9fff"
# Half-width punctuation that closes or joins Chinese words, or stands in brackets around them.
HALF_WIDTH = re.compile(
    rf"[{HAN}”》）][,;:!?](?=$|\s|[{HAN}“《（])|[{HAN}]\.(?=$|\s|[{HAN}])"
    rf"|\([{HAN}]|[{HAN}]\((?=[{HAN}%])|[{HAN}]\)|[{HAN}]\.\.\.|\"[{HAN}]|[{HAN}]\""
)
# What an editor would not write, and what he writes instead.
UNWANTED = {
    "未填报": "未载明",  # it blames the one who fills in a form; for what was due, see DUE
    "原文未载明": "未载明",  # our words are no original text
    "原文合计": "来源合计",
    "版次": "第1期公布",
    "板块": "专项",
    "摘要值": "校验码",
    "账实": "合计核对",
    "变更后（": "本年末",
    "向县（区）派了谁": "派了谁到县里",
}
DUE = ()  # messages about reports that were due and not sent, which may say 未填报


def translations() -> list[tuple[str, str]]:
    """Every message with each of its Chinese forms."""
    pairs = []
    for message in messages.read_catalogue(messages.ROOT):
        forms = message.string if isinstance(message.string, list | tuple) else [message.string]
        first = message.id if isinstance(message.id, str) else message.id[0]
        pairs += [(first, form) for form in forms if first]
    return pairs


def test_punctuation_between_chinese_words_is_full_width():
    assert [form for _first, form in translations() if HALF_WIDTH.search(form)] == []


@pytest.mark.parametrize(
    "text", ["挂职, 2011", "对象: 项目", "未载明(来源)", "合计.", "更多...", '"项目"', "为什么?"]
)
def test_half_width_punctuation_is_found(text):
    assert HALF_WIDTH.search(text)


@pytest.mark.parametrize(
    "text", ["挂职：4人，2011年起", "或?as_of=2026", "%(name)s（2011）", "GB/T 2260", "数据.json"]
)
def test_full_width_punctuation_and_code_are_left_alone(text):
    assert not HALF_WIDTH.search(text)


def test_templates_put_no_half_width_punctuation_after_words():
    """Outside translated sentences, which have their own: the filter `label` knows the language."""
    sentences = re.compile(r"{% (blocktranslate|comment).*?{% end\1.*?%}", re.DOTALL)
    punctuation = re.compile(r"(?:%}|}})(?:</\w+>)?[:;,](?=\s|<|$)")
    wrong = [
        path.name
        for path in (messages.ROOT / "templates").rglob("*.html")
        if "admin" not in path.parts
        and punctuation.search(sentences.sub("", path.read_text(encoding="utf-8")))
    ]

    assert wrong == []


@pytest.mark.parametrize("word", UNWANTED)
def test_words_that_say_something_else_are_not_used(word):
    wrong = [first for first, form in translations() if word in form and first not in DUE]

    assert wrong == [], f"Write {UNWANTED[word]}"


def test_post_of_a_person_is_no_heading():
    """标题 is the heading of a text; what a person does at work is 职务."""
    assert dict(translations())["Post"] == "职务"
