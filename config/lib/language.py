"""Data in two languages: the columns `name` and `name_zh`, read in the reader's language."""

from django.conf import settings
from django.db.models import BinaryField, Func, Model
from django.db.models.functions import Lower
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _


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


def bilingual(label) -> tuple[str, str]:
    """A text of the interface in English and in Chinese."""
    with override("en"):
        english = str(label)
    with override("zh-hans"):
        return english, str(label)


def localized(row: Model, field: str) -> str:
    """The text of `field` in the reader's language; the other language where this one is empty."""
    own, other = (f"{field}_zh", field) if is_chinese() else (field, f"{field}_zh")
    return getattr(row, own) or getattr(row, other)


LABELS = {"name": _("name"), "title": _("title"), "summary": _("summary")}


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
    """Sort key of a name column in the reader's language; English ignores case."""
    return ChineseOrder(f"{field}_zh") if is_chinese() else Lower(field)
