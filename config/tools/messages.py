"""Message catalogues without the gettext programs: extract, merge, compile and compare with Babel.

Catalogues hold file names but no line numbers and no dates, so that they change only when a
message does.
"""

import io
import os
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("config", "records", "counties", "cadres", "programs", "portal", "templates")
LOCALE = "zh_Hans"
CATALOGUE = Path("config/locale") / LOCALE / "LC_MESSAGES/django.po"

PLAIN, PLURAL = (1,), (1, 2)
CONTEXT, CONTEXT_PLURAL = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": PLAIN,
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), PLAIN),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), CONTEXT_PLURAL),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w*)\}")
HEADER = f"# {LOCALE} messages of Fupin Ledger, kept in order by `manage.py messages update`."
# Headers that change by themselves or that Babel fills with specimens.
NOISE = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To'
    r"|Project-Id-Version|Generated-By):.*\n",
    re.MULTILINE,
)


def update(root=ROOT):
    """Bring the catalogue up to date with the sources; return the messages it no longer holds.

    A new message comes in untranslated: a translation is never guessed from a similar message.
    """
    catalogue, extracted = read_catalogue(root), extract_all(root)
    catalogue.update(extracted, no_fuzzy_matching=True)
    dropped = list(catalogue.obsolete.values())
    path = root / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_text(catalogue), encoding="utf-8")
    return dropped


def is_compiled(root=ROOT):
    """Whether django.mo is there and no older than django.po; so too where neither is."""
    source = root / CATALOGUE
    target = source.with_suffix(".mo")
    return not source.exists() or (target.exists() and newer(target, source))


def compile_catalogue(root=ROOT):
    """Write django.mo where it is missing or older than django.po; return whether it was."""
    if is_compiled(root):
        return False
    target = (root / CATALOGUE).with_suffix(".mo")
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(root))
    part = target.with_suffix(f".{os.getpid()}.part")  # of this process: others may compile too
    part.write_bytes(compiled.getvalue())
    part.replace(target)  # a running site never reads half a catalogue
    return True


def complaints(root=ROOT):
    """A line for every message that is missing, obsolete, untranslated, fuzzy or misfilled."""
    catalogue, extracted = read_catalogue(root), extract_all(root)
    known, wanted = by_key(catalogue), by_key(extracted)
    missing = [f"missing from the catalogue: {name(wanted[key])}" for key in wanted - known.keys()]
    unused = [f"obsolete: {name(known[key])}" for key in known - wanted.keys()]
    unused += [f"obsolete: {name(message)}" for message in catalogue.obsolete.values()]
    used = [fault(message) for key, message in known.items() if key in wanted]
    return sorted(missing + unused + [text for text in used if text])


def fault(message):
    """The fault of one message of the catalogue, or None."""
    if message.fuzzy:
        return f"fuzzy: {name(message)}"
    if not all(texts(message.string)):
        return f"untranslated: {name(message)}"
    # A singular may leave the number out ("one project"), so the last form is the measure.
    wanted = placeholders(texts(message.id)[-1])
    if any(placeholders(text) != wanted for text in texts(message.string)):
        return f"placeholders differ: {name(message)}"
    return None


def extract_all(root):
    extracted = Catalog(locale=LOCALE)
    for path in source_files(root):
        for _, message, _, context in extract_file(path):
            extracted.add(
                message, locations=[(path.relative_to(root).as_posix(), 1)], context=context
            )
    return extracted


def source_files(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def extract_file(path):
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = flat(templatize(source, origin=str(path)))
    return extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)


def flat(source):
    """Take indentation away: a template's means nothing to the Python tokenizer but trouble."""
    return "\n".join(line.strip() for line in source.splitlines()) + "\n"


def read_catalogue(root):
    path = root / CATALOGUE
    if not path.exists():
        return Catalog(locale=LOCALE, header_comment=HEADER, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


def as_text(catalogue):
    buffer = io.BytesIO()
    write_po(
        buffer, catalogue, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True
    )
    return NOISE.sub("", buffer.getvalue().decode())


def by_key(catalogue):
    """Messages by context and text; the first, without a text, is the header."""
    return {(message.context, texts(message.id)[0]): message for message in catalogue if message.id}


def texts(value):
    return value if isinstance(value, (list, tuple)) else (value,)


def name(message):
    context = f" (context {message.context!r})" if message.context else ""
    return f"{texts(message.id)[0]!r}{context}"


def placeholders(text):
    """The named placeholders, `%(name)s` and `{name}`; `%%` is a percent sign."""
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def newer(one, other):
    return one.stat().st_mtime_ns >= other.stat().st_mtime_ns
