"""How to cite a page: what it is called, who stands behind it, and its address for good."""

from django.conf import settings
from django.db.models import Model
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cadres.models import Organisation
from config.lib.language import join_texts
from config.lib.reuse.bibliography import Reference
from config.lib.reuse.licence import data_licence
from records.models import Edition, Source, Statement


def reference_of(subject: Model | str, address: str, edition: Edition, mark: str) -> Reference:
    """The reference of a page: of a record, or of a page that has only a title. `address` is whole
    and without a query."""
    licence = data_licence()
    edition = subject if isinstance(subject, Edition) else edition
    query = "" if isinstance(subject, Edition) else f"?edition={edition.number}"
    path = address.partition("://")[2].partition("/")[2]
    return Reference(
        key=f"fupin-ledger-{path.removeprefix('zh-hans/')}-e{edition.number}",
        author=author_of(subject),
        title=title_of(subject),
        container=_("Fupin Ledger"),
        edition=edition.number,
        edition_on=localdate(edition.published_at),
        address=f"{address}{query}",
        accessed_on=localdate(),
        licence=licence.short_name if licence else "",
        mark="R" if isinstance(subject, Source | Statement) else mark,
    )


def title_of(subject: Model | str) -> str:
    """The title of a record; of a statement, its source and the passage."""
    if isinstance(subject, Statement):
        parts = (subject.source.title_text, subject.place_text)
        return join_texts(_(", "), [part for part in parts if part])
    return str(subject)


def author_of(subject: Model | str) -> str:
    """Who published a source; of a page of the ledger, the ministry that reports in it."""
    if isinstance(subject, Statement):
        return subject.source.publisher_text
    if isinstance(subject, Source):
        return subject.publisher_text
    code = settings.IATI_ORGANISATION
    organisation = Organisation.objects.published().filter(code=code).first()
    return str(organisation or "")


def language_of(reference: Reference) -> str:
    """The language of an untranslated part; nothing where there is none."""
    parts = (getattr(reference, name) for name in ("author", "title"))
    languages = (getattr(part, "language", "") for text in parts for part in _pieces(text))
    return next(filter(None, languages), "")


def _pieces(text: str) -> tuple[str, ...]:
    return getattr(text, "parts", (text,))
