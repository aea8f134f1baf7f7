"""Data in two languages: the columns `name` and `name_zh`, read in the reader's language.

Either column may be empty. A reader of the language that is missing gets the other text as an
`UntranslatedText`, which in HTML brings its `lang` attribute and a mark along, so that no page has
to ask. `compose` builds longer texts of it. Only attributes, titles and file formats take the text
without its markup, by `plain_text` or `marked_text`.
"""

import re
from collections.abc import Iterable

from django.conf import settings
from django.db.models import BinaryField, F, Func, Model, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

ENGLISH, CHINESE = "en", "zh-Hans"


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def address_in(path: str, language: str) -> str:
    """The page of `path`, an address on this site in any language, in `language`. Only the
    default language has no prefix."""
    for code, _name in settings.LANGUAGES:
        path = path.removeprefix(f"/{code}") if path.startswith(f"/{code}/") else path
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def address_in_this_language(path: str) -> str:
    """The page of `path` in the reader's language."""
    return address_in(path, get_language() or settings.LANGUAGE_CODE)


class UntranslatedText(str):
    """A text in the other language than the reader's, for lack of a translation (待翻译)."""

    __slots__ = ("language",)

    language: str

    def __new__(cls, text: str, language: str):
        new = super().__new__(cls, text)
        new.language = language
        return new

    def __getnewargs__(self):  # for pickle
        return (plain_text(self), self.language)

    def __str__(self):
        return self

    def __html__(self) -> SafeString:
        return with_language(self, SafeString(escape(plain_text(self))))

    def marked(self) -> str:
        return _("%(text)s (awaiting translation)") % {"text": plain_text(self)}

    def splitlines(self, keepends: bool = False) -> list[str]:
        lines = super().splitlines(keepends)
        return [UntranslatedText(line, self.language) for line in lines]


class ComposedText(str):
    """A text with untranslated parts; made by `compose`."""

    __slots__ = ("parts",)

    parts: tuple[str, ...]

    def __new__(cls, parts: tuple[str, ...]):
        new = super().__new__(cls, "".join(parts))
        new.parts = parts
        return new

    def __getnewargs__(self):
        return (self.parts,)

    def __str__(self):
        return self

    def __html__(self) -> SafeString:
        return SafeString("".join(conditional_escape(part) for part in self.parts))

    def marked(self) -> str:
        return "".join(marked_text(part) for part in self.parts)


PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def compose(pattern: str, **values: object) -> str:
    """`pattern % values`, in which every untranslated value keeps its language and mark."""
    texts = {name: str(value) for name, value in values.items()}
    if not any(map(_is_untranslated, texts.values())):
        return str(pattern) % texts
    pieces = enumerate(PLACEHOLDER.split(str(pattern)))  # every second one is a name
    return ComposedText(
        tuple(texts[piece] if at % 2 else piece.replace("%%", "%") for at, piece in pieces)
    )


def join_texts(between: str, values: Iterable[object]) -> str:
    """`between.join(values)`, in which every untranslated value keeps its language and mark."""
    texts = {f"part_{number}": value for number, value in enumerate(values)}
    return compose(between.replace("%", "%%").join(f"%({name})s" for name in texts), **texts)


def in_language_of(text: str, changed: str) -> str:
    """`changed`, which was made of `text` or is a piece of it, as untranslated as it is."""
    if isinstance(text, ComposedText):
        for part in filter(_is_untranslated, text.parts):
            before, match, after = changed.partition(part)
            if match:
                return ComposedText((before, part, in_language_of(text, after)))
    return (
        UntranslatedText(changed, text.language) if isinstance(text, UntranslatedText) else changed
    )


def _is_untranslated(text: str) -> bool:
    return isinstance(text, UntranslatedText | ComposedText)


def bilingual(label) -> tuple[str, str]:
    """A text of the interface in English and in Chinese."""
    with override("en"):
        english = str(label)
    with override("zh-hans"):
        return english, str(label)


def localized(row: Model, field: str) -> str:
    """The text of `field` in the reader's language; the other language where this one is empty."""
    own, other, language = (
        (f"{field}_zh", field, ENGLISH) if is_chinese() else (field, f"{field}_zh", CHINESE)
    )
    text = getattr(row, own)
    if text:
        return text
    text = getattr(row, other)
    return UntranslatedText(text, language) if text else ""


def with_language(text: str, html: SafeString, element: str = "span") -> SafeString:
    """`html`, made of `text`; where that is untranslated, in an element with its `lang` and with
    the mark."""
    if not isinstance(text, UntranslatedText):
        return html
    return format_html(
        '<{} lang="{}">{}</{}> <small class="untranslated">{}</small>',
        element,
        text.language,
        html,
        element,
        _("awaiting translation"),
    )


def plain_text(value: object) -> str:
    """A value as text alone, for attributes and titles."""
    return str.__str__(str(value))


def marked_text(value: object) -> str:
    """A value as text, with the mark in words where it is untranslated, for formats other than
    HTML."""
    text = str(value)
    return text.marked() if isinstance(text, UntranslatedText | ComposedText) else text


LABELS = {
    "name": gettext_lazy("name"),
    "title": gettext_lazy("title"),
    "summary": gettext_lazy("summary"),
}


def language_attribute(text: object) -> str:
    """The `lang` attribute of an element whose own attributes hold `text`; empty in the reader's
    language."""
    language = getattr(str(text), "language", "")
    return format_html(' lang="{}"', language) if language else ""


class LocalizedField:
    """A read-only attribute that gives `localized(row, field)`; `row.title_text` for `title`."""

    def __init__(self, field: str):
        self.field = field
        self.short_description = LABELS.get(field, field)  # the heading of an admin column

    def __get__(self, row, owner=None):
        return self if row is None else localized(row, self.field)


class ChineseOrder(Func):
    """SQL: Chinese texts in the order of GB 18030, whose 3,755 common characters stand in pinyin
    order; PostgreSQL knows that encoding everywhere, while ICU is often left out."""

    function = "ledger_chinese_order"
    output_field = BinaryField()


def by_name(field: str = "name") -> Func:
    """Sort key of a name column in the reader's language."""
    return name_order(field, in_chinese=is_chinese())


def name_order(field: str, *, in_chinese: bool) -> Func:
    """Sort key of a name column in one language, of its other text where this one is empty;
    English ignores case."""
    if in_chinese:
        return ChineseOrder(_first_of(f"{field}_zh", field))
    return Lower(_first_of(field, f"{field}_zh"))


def _first_of(own: str, other: str) -> Coalesce:
    return Coalesce(NullIf(F(own), Value("")), F(other))
