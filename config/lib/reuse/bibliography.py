"""A citation of a page in the forms that readers copy: plain text, GB/T 7714-2015, BibTeX."""

import datetime
import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What TeX takes for a command. BibTeX counts braces even behind a backslash, so they get names.
TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: f"\\{letter}" for letter in "$&#_%"},
}


@dataclass(frozen=True)
class Reference:
    """What a citation says: of a page on the site `container`, as of an edition of it.

    `mark` is the mark of the kind of document in GB/T 7714: EB web page, R report, DB data.
    """

    key: str
    author: str
    title: str
    container: str
    edition: int
    edition_on: datetime.date
    address: str
    accessed_on: datetime.date
    licence: str = ""
    mark: str = "EB"


def format_plain(reference: Reference) -> str:
    """One line in the reader's language."""
    values = {
        "author": _("%(author)s. ") % {"author": reference.author} if reference.author else "",
        "title": reference.title,
        "container": reference.container,
        "number": reference.edition,
        "day": date_format(reference.edition_on),
        "address": reference.address,
        "accessed": date_format(reference.accessed_on),
    }
    text = _(
        "%(author)s“%(title)s”. %(container)s, edition %(number)s of %(day)s. %(address)s"
        " (accessed %(accessed)s)."
    )
    return f"{text % values}{_licence(reference)}"


def format_gbt(reference: Reference) -> str:
    """One line by GB/T 7714-2015, as an electronic document: its marks are the same in every
    language."""
    author = f"{reference.author}. " if reference.author else ""
    edition = _("Edition %(number)s") % {"number": reference.edition}
    days = f"({reference.edition_on.isoformat()})[{reference.accessed_on.isoformat()}]"
    title = f"{reference.title}[{reference.mark}/OL]//{reference.container}"
    return f"{author}{title}. {edition}. {days}. {reference.address}."


def format_bibtex(reference: Reference) -> str:
    """An entry that BibTeX and biblatex both read. The address is taken word for word by both."""
    issue = _("edition %(number)s") % {"number": reference.edition}
    accessed = _("Accessed %(day)s.") % {"day": reference.accessed_on.isoformat()}
    fields = {
        "author": _protected(reference.author),
        "title": _protected(reference.title),
        "howpublished": f"{{{escape_tex(f'{reference.container}, {issue}')}}}",
        "year": f"{{{reference.edition_on.year}}}",
        "month": MONTHS[reference.edition_on.month - 1],
        "url": f"{{{reference.address}}}",
        "urldate": f"{{{reference.accessed_on.isoformat()}}}",
        "note": f"{{{escape_tex(accessed + _licence(reference))}}}",
    }
    lines = [f"  {name} = {value}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(reference.key)},", *lines, "}"])


def escape_tex(text: str) -> str:
    """A text of one line in which TeX finds no command."""
    return "".join(TEX.get(letter, letter) for letter in " ".join(text.split()))


def _licence(reference: Reference) -> str:
    return _(" Licence: %(name)s.") % {"name": reference.licence} if reference.licence else ""


def _protected(text: str) -> str:
    """In braces twice: a body is no person with a surname, and a title keeps its capitals."""
    return f"{{{{{escape_tex(text)}}}}}" if text else ""


def _key(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
