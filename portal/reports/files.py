"""Documents as files: small ones are made at once, large ones in the background."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from io import BytesIO

from django.http import FileResponse, HttpResponse
from django.utils import translation
from procrastinate.contrib.django import app

from config.lib.pages import preferences
from portal.downloads.orders import being_made, make, ordered
from portal.reports import chapters, data, text
from portal.reports.blocks import Document
from portal.reports.formats.docx import word
from portal.reports.formats.pdf import pdf
from portal.reports.notices import parts
from portal.reports.notices.year import name_of_notice, year_notice
from records.models import Edition, PreparedFile
from records.models.reading import reading

AT_ONCE = 60  # projects of a document that a reader waits for; more are left to the worker
FILE_LIMIT = 40  # projects of a programme in a report; the notices list all
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRITERS = {"pdf": (pdf, "application/pdf"), "docx": (word, WORD)}


@dataclass(frozen=True)
class FileOrder:
    """A file of a year: its kind, one of KINDS, the year, the part of it, its form, one of WRITERS,
    the language, and the number of the edition."""

    kind: str
    year: int
    part: int
    form: str
    language: str
    edition: int

    @property
    def name(self) -> str:
        name = (
            name_of_notice(self.year, self.part) if self.kind == "notice" else f"report-{self.year}"
        )
        with translation.override(self.language):
            return f"{text.name_of_file(name, self.edition)}.{self.form}"


def report_document(year: int, part: int, edition: int | None, shown: Edition | None) -> Document:
    return chapters.annual_report(data.build(year, edition, FILE_LIMIT), shown)


def notice_document(year: int, part: int, edition: int | None, shown: Edition | None) -> Document:
    listed = parts.part_of(year, edition, part, parts.PER_FILE)
    return year_notice(data.build(year, edition, most=0), listed, shown)


# By kind, what makes a document: of a year and part, as the public read it at an edition (None is
# today), and the edition that it names.
KINDS: dict[str, Callable[[int, int, int | None, Edition | None], Document]] = {
    "report": report_document,
    "notice": notice_document,
}


def answer(request, order: FileOrder, projects: int, parent: tuple[str, str]) -> HttpResponse:
    """The file; where it lists many projects and is not made yet, that it is being made."""
    if projects <= AT_ONCE:
        return send(order.name, order.form, _made(order))
    file = ordered(order.name, order.form, projects, lambda: make_file.defer(**asdict(order)))
    if file and file.size:
        return send(order.name, order.form, b"".join(file.parts()))
    return being_made(request, file, parent)


def write(document: Document, form: str) -> bytes:
    writer, _content_type = WRITERS[form]
    return writer(document)


def send(name: str, form: str, content: bytes) -> FileResponse:
    """A PDF opens in the browser."""
    _writer, content_type = WRITERS[form]
    return FileResponse(
        BytesIO(content), as_attachment=form != "pdf", filename=name, content_type=content_type
    )


@app.task(queue=PreparedFile.QUEUE)
def make_file(**given) -> None:
    """Make the file of an order."""
    order = FileOrder(**given)
    make(order.name, lambda: (_made(one) for one in [order]))


def _made(order: FileOrder) -> bytes:
    """The bytes of a file. Today is quicker to read than an edition, and is that edition for as
    long as no other comes."""
    if Edition.objects.latest_number() == order.edition:
        content = _as_of(order, None)
        if Edition.objects.latest_number() == order.edition:
            return content
    return _as_of(order, order.edition)


def _as_of(order: FileOrder, edition: int | None) -> bytes:
    with (
        reading(edition),
        translation.override(order.language),
        preferences.override(preferences.SITES_OWN),
    ):
        shown = Edition.objects.filter(number=order.edition).first()
        document = KINDS[order.kind](order.year, order.part, edition, shown)
        return write(document, order.form)
