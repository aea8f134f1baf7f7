"""Atom feeds whose texts say their language where they await translation."""

from dataclasses import dataclass
from typing import Any

from django.utils.feedgenerator import Atom1Feed

from config.lib.language import UntranslatedText, marked_text


class MultilingualFeed(Atom1Feed):
    """Django's Atom feed; an untranslated text gets its `xml:lang` and a mark in words."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(_LanguageHandler(handler), item)


@dataclass(frozen=True)
class _LanguageHandler:
    """Writes XML elements by the generator of the feed."""

    generator: Any

    def addQuickElement(self, name, contents=None, attrs=None):  # noqa: N802  # Django's name
        if isinstance(contents, UntranslatedText):
            attrs = {**(attrs or {}), "xml:lang": contents.language}
            contents = marked_text(contents)
        self.generator.addQuickElement(name, contents, attrs)

    def __getattr__(self, name):
        return getattr(self.generator, name)
