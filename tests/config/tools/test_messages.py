import gettext
import os
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django.apps import apps

from config.tools import messages

TEMPLATE = """{% load i18n %}
<p>{% translate "Home" %} 首页 it's "odd</p>
      <p>{% blocktranslate count n=rows|length trimmed %}
          One project
        {% plural %}
          {{ n }} projects
      {% endblocktranslate %}</p>
  <i>{% translate "May" context "month" %}</i> {{ _("In a variable") }}
"""
MODULE = """
from django.utils.translation import gettext_lazy as _, ngettext

label = _("Funds of %(county)s")
rows = ngettext("%(n)d row", "%(n)d rows", 2)
"""
TRANSLATIONS = {
    "Home": "首页",
    "One project": "{n} 个项目".replace("{n}", "%(n)s"),
    "May": "五月",
    "In a variable": "变量",
    "Funds of %(county)s": "%(county)s资金",
    "%(n)d row": "%(n)d 行",
}


@pytest.fixture
def tree(tmp_path):
    """A small project with a template and a module, and its catalogue."""
    for name, text in {"templates/a.html": TEMPLATE, "records/a.py": MODULE}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    messages.update(tmp_path)
    return tmp_path


@pytest.fixture
def translated(tree):
    translate(tree, TRANSLATIONS)
    return tree


def translate(tree, translations):
    """Set translations by the (singular) message."""
    catalogue = messages.read_catalogue(tree)
    for message in catalogue:
        text = translations.get(messages.texts(message.id)[0])
        if message.id and text is not None:
            message.string = (text,) if message.pluralizable else text
    (tree / messages.CATALOGUE).write_text(messages.as_text(catalogue), encoding="utf-8")


def test_update_finds_every_kind_of_message(tree):
    found = {key[1] for key in messages.by_key(messages.read_catalogue(tree))}

    assert found == set(TRANSLATIONS)


def test_update_changes_nothing_the_second_time(translated):
    before = (translated / messages.CATALOGUE).read_text(encoding="utf-8")

    messages.update(translated)

    assert (translated / messages.CATALOGUE).read_text(encoding="utf-8") == before
    assert "#: templates/a.html\n" in before
    assert "Date" not in before


def test_update_returns_what_is_no_longer_used(translated):
    (translated / "records/a.py").write_text("")

    dropped = messages.update(translated)

    assert {messages.texts(message.id)[0] for message in dropped} == {
        "Funds of %(county)s",
        "%(n)d row",
    }
    assert messages.complaints(translated) == []


def test_check_is_content_when_everything_is_translated(translated):
    assert messages.complaints(translated) == []


def test_check_names_what_is_untranslated(translated):
    translate(translated, {"Home": ""})

    assert messages.complaints(translated) == ["untranslated: 'Home'"]


def test_check_names_what_is_missing_and_what_is_obsolete(translated):
    (translated / "records/a.py").write_text(MODULE.replace("Funds of", "Money of"))

    assert messages.complaints(translated) == [
        "missing from the catalogue: 'Money of %(county)s'",
        "obsolete: 'Funds of %(county)s'",
    ]


def test_check_names_what_is_fuzzy(translated):
    path = translated / messages.CATALOGUE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgctxt "month"', '#, fuzzy\nmsgctxt "month"'), encoding="utf-8")

    assert messages.complaints(translated) == ["fuzzy: 'May' (context 'month')"]


def test_check_names_placeholders_that_differ(translated):
    translate(translated, {"Funds of %(county)s": "%(country)s资金", "%(n)d row": "行"})

    assert messages.complaints(translated) == [
        "placeholders differ: '%(n)d row'",
        "placeholders differ: 'Funds of %(county)s'",
    ]


def test_our_translations_leave_those_of_the_libraries_alone():
    """One catalogue serves all: a word that Django has already, in another sense, needs a
    context. “Change” once read 增减 (more or less) on every button of the admin."""
    ours = messages.by_key(messages.read_catalogue(messages.ROOT))
    folders = [Path(app.path) for app in apps.get_app_configs()] + [
        Path(django.__file__).parent / "conf"
    ]
    theirs = {}
    for folder in folders:
        if messages.ROOT not in folder.parents or ".venv" in folder.parts:
            theirs |= translations_in(folder / "locale/zh_Hans/LC_MESSAGES/django.po")

    differing = {
        key: texts
        for key, texts in theirs.items()
        if key in ours and messages.texts(ours[key].string) != texts
    }

    assert "Change" in {text for _context, text in theirs}
    assert differing == {}


def translations_in(path):
    if not path.exists():
        return {}
    with path.open("rb") as file:
        found = messages.by_key(read_po(file, locale=messages.LOCALE))
    texts = {key: messages.texts(message.string) for key, message in found.items()}
    return {key: text for key, text in texts.items() if any(text)}


def test_compile_writes_what_gettext_reads_and_only_when_needed(translated):
    assert messages.compile_catalogue(translated) is True
    assert messages.compile_catalogue(translated) is False

    compiled = (translated / messages.CATALOGUE).with_suffix(".mo")
    with compiled.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)

    assert catalogue.gettext("Home") == "首页"
    assert catalogue.pgettext("month", "May") == "五月"
    assert catalogue.ngettext("%(n)d row", "%(n)d rows", 1) == "%(n)d 行"


def test_compile_follows_a_newer_catalogue(translated):
    messages.compile_catalogue(translated)
    path = translated / messages.CATALOGUE
    later = path.with_suffix(".mo").stat().st_mtime + 5
    os.utime(path, (later, later))

    assert messages.compile_catalogue(translated) is True
