"""Boxes of forms are the same whichever kind of template draws them."""

import datetime

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.forms.widgets import DateTimeBaseInput, Input, MultiWidget
from django.utils.safestring import mark_safe

from config.lib.language import UntranslatedText, compose

BASES = (Input, MultiWidget, DateTimeBaseInput)  # of others
SCRIPT = "<script>\"'&"
WELL = UntranslatedText("水井<b>", "zh-Hans")
CHOICES = [("", "any"), (1234, SCRIPT), ("Group <b>", [("2", "two"), ("3", mark_safe("<b>"))])]
VALUES = {
    forms.CheckboxInput: True,
    forms.NullBooleanSelect: True,
    forms.Select: 1234,
    forms.SelectMultiple: [1234, "3"],
    forms.RadioSelect: 1234,
    forms.CheckboxSelectMultiple: ["2"],
    forms.MultipleHiddenInput: [1234, SCRIPT],
    forms.SelectDateWidget: datetime.date(2011, 4, 15),
    forms.SplitDateTimeWidget: datetime.datetime(2011, 4, 15, 12, 30),
    forms.SplitHiddenDateTimeWidget: datetime.datetime(2011, 4, 15, 12, 30),
    forms.NumberInput: 1234.5,
}
ATTRIBUTES = {"id": "id_x", "required": True, "disabled": False, "title": SCRIPT, "data-n": 1234}


def every_widget(base=forms.Widget):
    """Those of Django that have a template."""
    for kind in base.__subclasses__():
        if kind.__module__ == "django.forms.widgets":
            if getattr(kind, "template_name", "") and kind not in BASES:
                yield kind
            yield from every_widget(kind)


def drawn(kind, renderer) -> str:
    widget = kind(choices=CHOICES) if is_choice(kind) else kind()
    return widget.render("x", VALUES.get(kind, SCRIPT), ATTRIBUTES, renderer)


def is_choice(kind) -> bool:
    return issubclass(kind, forms.widgets.ChoiceWidget) and kind is not forms.NullBooleanSelect


def same(html: str) -> str:
    """Without what a browser does not tell apart."""
    return "".join(html.replace("&#x27;", "&#39;").replace("&#34;", "&quot;").split())


@pytest.mark.parametrize("kind", sorted(set(every_widget()), key=lambda kind: kind.__name__))
def test_box_is_that_of_django(kind):
    assert same(drawn(kind, get_default_renderer())) == same(drawn(kind, DjangoTemplates()))


def test_name_in_the_other_language_says_so_in_words():
    choices = [("1", WELL), ("2", compose("%(name)s, 2011", name=WELL)), ("3", "plain")]

    html = forms.Select(choices=choices).render("x", None, {"title": WELL})

    for option in (
        '<option value="1" lang="zh-Hans">水井&lt;b&gt;(awaiting translation)</option>',
        '<option value="2">水井&lt;b&gt;(awaiting translation),2011</option>',
        '<option value="3">plain</option>',
    ):
        assert same(option) in same(html)
    assert same('<select name="x" title="水井&lt;b&gt;">') in same(html)
