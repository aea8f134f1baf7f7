"""Documents as files: small ones are made at once, large ones in the background."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from io import BytesIO

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from config.lib.connections.read_replica import is_reading_replica, on_primary
from config.lib.pages import preferences
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
MOST_WAITING = 100  # files that may wait for the worker
LOOK_AGAIN = 5  # seconds
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
    """The file; where it lists many projects and is not made yet, a page that says
    so (202), or why it does not come (503)."""
    if projects <= AT_ONCE:
        return send(order.name, order.form, _made(order))
    file = PreparedFile.objects.filter(name=order.name).first() or _asked_for(order, projects)
    if file and file.content:
        return send(order.name, order.form, bytes(file.content))
    context = {"file": file, "parent": parent, "again": LOOK_AGAIN}
    is_coming = file is not None and not file.has_failed
    page = render(request, "programs/being_made.html", context, status=202 if is_coming else 503)
    page["Retry-After"] = str(LOOK_AGAIN if is_coming else 60)
    return page


def write(document: Document, form: str) -> bytes:
    writer, _content_type = WRITERS[form]
    return writer(document)


def send(name: str, form: str, content: bytes) -> FileResponse:
    """A PDF opens in the browser."""
    _writer, content_type = WRITERS[form]
    return FileResponse(
        BytesIO(content), as_attachment=form != "pdf", filename=name, content_type=content_type
    )


def _asked_for(order: FileOrder, projects: int) -> PreparedFile | None:
    """Leave a file to the worker, once; None while too many wait."""
    with on_primary() if is_reading_replica() else nullcontext(), transaction.atomic():
        if PreparedFile.objects.waiting().count() >= MOST_WAITING:
            return PreparedFile.objects.filter(name=order.name).first()
        given = {"form": order.form, "projects": projects}
        file, is_new = PreparedFile.objects.get_or_create(name=order.name, defaults=given)
        if is_new:
            make_file.defer(**asdict(order))
    return file


@app.task(queue=PreparedFile.QUEUE)
def make_file(**given) -> None:
    """Make the file of an order, unless somebody has thrown the order away."""
    order = FileOrder(**given)
    kept = PreparedFile.objects.filter(name=order.name, content=None)
    if not kept.update(begun_at=timezone.now(), has_failed=False):
        return
    try:
        content = _made(order)
    except Exception:
        kept.update(finished_at=timezone.now(), has_failed=True)
        raise
    kept.update(finished_at=timezone.now(), content=content)
    oldest = PreparedFile.objects.order_by("-asked_at").values_list("pk")[PreparedFile.MOST :]
    PreparedFile.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).delete()


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
