"""A text is mended or refused alike in forms and in files, and comes out whole."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from config.lib.orm.texts import MAX_TEXT, clean_text
from config.lib.spreadsheets.write_xlsx import LONGEST_CELL, fitting
from config.lib.text import legible
from programs.models import Project
from records.models import Feedback

LONG, SHORT = Project._meta.get_field("content"), Project._meta.get_field("title")
REFUSED = "\x00\x01\x08\x1b\x7f\x9f\u202a\u202e\u2066\u2069\ufdd0\ufffe\uffff\U0001fffe\ufffd"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00a0\u3000\u3164\u2800\ufe0f \t"


@pytest.mark.parametrize("letter", REFUSED)
@pytest.mark.parametrize("field", [LONG, SHORT])
def test_what_no_format_can_hold_is_refused(field, letter):
    with pytest.raises(ValidationError, match=f"U\\+{ord(letter):04X}"):
        clean_text(field, f"Road{letter}north")


@pytest.mark.parametrize("letter", "\x0b\x0c\x85\u2028\u2029")
def test_other_signs_for_a_new_line_become_one(letter):
    assert clean_text(LONG, f"a{letter}b") == "a\nb"
    assert clean_text(SHORT, f"a{letter}b") == "a b"


@given(st.text(alphabet=UNSEEN, max_size=8))
def test_text_that_nobody_sees_is_no_text(text):
    assert clean_text(SHORT, text) == ""


@given(st.text(max_size=60))
@settings(deadline=None)
def test_what_is_taken_comes_out_whole(text):
    try:
        taken = clean_text(LONG, text)
    except ValidationError:
        return
    assert legible(taken) == taken
    assert clean_text(LONG, taken) == taken
    assert taken.encode("utf-8", "strict").decode() == taken
    assert not any(unicodedata.category(letter) == "Cs" for letter in taken)


@pytest.mark.parametrize("text", ["圪垛村", "𠮷野", "ئۇيغۇرچە", "བོད་ཡིག", "👨‍👩‍👧", "café\u0301"])
def test_texts_of_any_script_are_left_as_they_are(text):
    assert clean_text(SHORT, text) == text


@pytest.mark.parametrize(("length", "is_taken"), [(MAX_TEXT, True), (MAX_TEXT + 1, False)])
def test_announced_length_is_kept(length, is_taken):
    text = "字" * length

    if is_taken:
        assert fitting(clean_text(LONG, text)) == text
    else:
        with pytest.raises(ValidationError, match="10001 characters; at most 10000"):
            clean_text(LONG, text)
    assert MAX_TEXT * 2 < LONGEST_CELL


@pytest.mark.parametrize(
    ("model", "name"), [(Project, "title"), (Project, "note"), (Feedback, "message")]
)
@pytest.mark.parametrize("wrong", ["a\u202eb", "a\ufffeb", "\x1b"])
def test_forms_refuse_the_same(model, name, wrong):
    row = model(**{name: wrong})

    with pytest.raises(ValidationError) as refusal:
        row.clean_fields()
    assert any("cannot be shown" in message for message in refusal.value.message_dict[name])


def test_forms_mend_the_same():
    row = Project(title="Road\x0bnorth", title_zh="\u200b", content="a\x0cb")

    with pytest.raises(ValidationError):
        row.clean_fields()
    assert (row.title, row.title_zh, row.content) == ("Road north", "", "a\nb")
