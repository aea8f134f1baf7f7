"""The whole dataset of one edition, as CSV files in a ZIP and as one JSON document, streamed.

Whatever is read for one download is read from one moment of the database, so that its files fit
together though somebody publishes meanwhile.
"""

from collections.abc import Iterator
from itertools import chain, islice

from django.db.models import Value
from django.template.loader import render_to_string

from config.lib.caching import EDITION, cached
from config.lib.moments import one_moment
from config.lib.reuse.licence import data_licence
from config.lib.spreadsheets.export import SheetColumn, csv_parts, in_columns
from config.lib.spreadsheets.progress import counted
from config.lib.spreadsheets.stream_zip import summed, zipped
from portal.opendata.data_dictionary import codelists, dictionary
from records.integrity.content import contents, entry_digest
from records.integrity.digest import canonical, edition_content
from records.models import Edition, Record, record_models
from records.models.reading import read_as_of, reading
from records.registry.kinds import Kind, open_kinds

DIGESTS = ["kind", "code", "version", "edition", "sha256"]


def csv_zip(edition: Edition) -> Iterator[bytes]:
    """The bytes of a ZIP with a CSV file for every kind, and what explains and proves them."""
    with one_moment():
        files = zipped(summed(_files(edition)), edition.published_at)
        yield from read_as_of(edition.number, files)


def json_document(edition: Edition) -> Iterator[str]:
    """One JSON object: the edition, and every record with the very content that its digest
    covers, reference data among them."""
    with one_moment():
        yield from read_as_of(edition.number, _document(edition))


@cached(limit=50, depends_on=EDITION)
def count_records(number: int) -> int:
    """How many records the ledger holds at an edition."""
    return sum(model.objects.as_of(number).count() for model in record_models().values())


@cached(limit=50, depends_on=EDITION)
def count_lines(number: int) -> int:
    """How many lines the CSV files of an edition have together."""
    with reading(number):
        listed = sum(kind.rows(number).count() for kind in open_kinds())
    return count_records(number) + listed


def _files(edition: Edition) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield "README.txt", iter([readme(edition).encode()])
    yield "dictionary.csv", dictionary()
    yield "codelists.csv", codelists()
    for kind in open_kinds():
        yield f"{kind.plural}.csv", _csv(kind, edition)
    yield "digests.csv", _digests(edition)


def readme(edition: Edition) -> str:
    """The readme of the archive, with how to verify it, in both languages."""
    return render_to_string("opendata/readme.txt", {"edition": edition, "licence": data_licence()})


def _csv(kind: Kind, edition: Edition) -> Iterator[bytes]:
    sheet = kind.sheet
    rows = in_columns(kind.rows(edition.number), sheet)
    return csv_parts(rows, [column.name for column in sheet])


def _digests(edition: Edition) -> Iterator[bytes]:
    """Of every record in the edition: the digest under which it was published."""
    files = [csv_parts(_with_digest(*kind, edition), DIGESTS) for kind in record_models().items()]
    first, *others = files
    return chain(first, *(islice(parts, 1, None) for parts in others))  # one heading is enough


def _with_digest(kind: str, model: type[Record], edition: Edition):
    sheet = (
        SheetColumn("kind", Value(kind)),
        SheetColumn("code", "code"),
        SheetColumn("version", "version", is_text=False),
        SheetColumn("edition", "published_in_id", is_text=False),
        SheetColumn("sha256", entry_digest(model, "published_in")),
    )
    return in_columns(model.objects.as_of(edition.number).order_by("code"), sheet)


def _document(edition: Edition) -> Iterator[str]:
    about = {**edition_content(edition), "digest": edition.digest}
    yield f'{{"edition":{canonical(about)},\n"records":['
    records = chain.from_iterable(_records(*kind, edition) for kind in record_models().items())
    for place, record in enumerate(counted(records)):
        yield ("," if place else "") + "\n" + canonical(record)
    licence = data_licence()
    granted = licence and {"address": licence.address, "code": licence.code}
    yield f'\n],"licence":{canonical(granted)}}}\n'


def _records(kind: str, model: type[Record], edition: Edition) -> Iterator[dict[str, object]]:
    records = model.objects.as_of(edition.number).annotate(
        sha256=entry_digest(model, "published_in")
    )
    names = ("code", "version", "published_in_id", "sha256")
    for (code, version, published_in, sha256), content in contents(records, *names):
        yield {
            "kind": kind,
            "code": code,
            "version": version,
            "edition": published_in,
            "sha256": sha256,
            "content": content,
        }
