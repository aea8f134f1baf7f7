"""A text is read in the encoding that it surely has, or refused with the word in doubt."""

import io

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from config.lib.spreadsheets.read_workbook import read
from config.lib.spreadsheets.readers import text_files

SIMPLIFIED = (
    "农村公路",
    "人畜饮水工程",
    "徐家垛乡",
    "嘉陵区",
    "圪垛村",
    "“新农村”建设",
    "扶贫资金（万元）",
    "整村推进",
    "太阳能热水器",
    "中小学校舍改造",
    "沼气池",
)
TRADITIONAL = (
    "農村公路",
    "飲水工程",
    "學校",
    "扶貧資金（萬元）",
    "衛生院",
    "鄉鎮",
    "經濟發展",
    "道路維修",
)
LATIN = (
    "Café",
    "naïve",
    "Zürich",
    "Straße",
    "“quoted”",
    "10 – 20",
    "José",
    "€ 5",
    "Ærø",
    "1 000 £",
)
HEAD = "code,title\n"


def decoded(sent: bytes) -> str:
    _encoding, content = text_files.decoded(sent)
    return content


def table(words: list[str]) -> str:
    return HEAD + "".join(f"t-{number},{word}\n" for number, word in enumerate(words))


def lists_of(words: tuple[str, ...], least: int = 1):
    return st.lists(st.sampled_from(words), min_size=least, max_size=8)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@given(words=lists_of(SIMPLIFIED, least=6))
@settings(deadline=None, max_examples=30)
def test_chinese_is_read_in_the_encodings_that_people_have(encoding, words):
    assert decoded(table(words).encode(encoding)) == table(words)


def test_few_characters_that_could_be_big5_too_are_refused():
    with pytest.raises(ValidationError, match="沼气池"):
        decoded(table(["沼气池"]).encode("gb18030"))


def test_rare_character_is_read_among_usual_ones():
    words = [*SIMPLIFIED, "镕基"]

    assert decoded(table(words).encode("gb18030")) == table(words)


@given(words=lists_of(TRADITIONAL))
@settings(deadline=None, max_examples=100)
def test_big5_is_refused(words):
    with pytest.raises(ValidationError, match=r"line \d+ says"):
        decoded(table(words).encode("big5"))


@given(words=lists_of(TRADITIONAL))
@settings(deadline=None, max_examples=30)
def test_traditional_characters_are_read_where_the_encoding_is_sure(words):
    assert decoded(table(words).encode()) == table(words)


@given(words=lists_of(LATIN))
@settings(deadline=None, max_examples=60)
def test_windows_1252_is_refused(words):
    with pytest.raises(ValidationError, match=r"line \d+ says"):
        decoded(table(words).encode("cp1252"))


@given(words=lists_of(SIMPLIFIED), cut=st.integers(1, 200))
@settings(deadline=None, max_examples=100)
def test_file_that_is_cut_within_a_character_is_refused(words, cut):
    whole = table(words).encode()
    sent = whole[: len(whole) - cut % len(whole)]
    assume(len(sent) > len(HEAD) + 8)
    try:
        sent.decode()
    except UnicodeDecodeError:
        with pytest.raises(ValidationError, match="\ufffd"):
            decoded(sent)


@given(words=lists_of(SIMPLIFIED), place=st.integers(0, 500), wrong=st.integers(0x80, 0xFF))
@settings(deadline=None, max_examples=100)
def test_one_wrong_byte_never_turns_a_file_into_gibberish(words, place, wrong):
    sent = bytearray(table(words).encode())
    sent[place % len(sent)] = wrong

    try:
        text = decoded(bytes(sent))
    except ValidationError:
        return
    assert text == bytes(sent).decode()


@pytest.mark.parametrize(
    ("text", "encoding", "word"),
    [
        ("code,title\na,·\n", "utf-8", "·"),  # “路” in GB 18030
        ("code,title\na,谏谔\n", "gb18030", "谏谔"),  # signs of Big5 as well
        ("code,title\na,b\x01c\n", "utf-8", "b<01>c"),
        ("code,title\na,b\ufffdc\n", "utf-8", "b\ufffdc"),
    ],
)
def test_doubtful_word_is_shown_with_its_line(text, encoding, word):
    with pytest.raises(ValidationError, match=f"line 2 says “{word}”"):
        decoded(text.encode(encoding))


@pytest.mark.parametrize("first", ["sep=;\n", "sep=;\r\n", "SEP=;\n"])
def test_line_that_names_the_separator_is_no_row(first):
    (sheet,) = read(io.BytesIO(f"{first}code;title\na;b, c\n".encode()), "projects.csv")

    assert list(sheet.rows) == [["code", "title"], ["a", "b, c"]]
