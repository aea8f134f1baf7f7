"""Orders of files: left to the worker once, made there, and answered while they are made."""

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, nullcontext
from tempfile import TemporaryFile

from django.db import connection, transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from config.lib.connections.read_replica import is_reading_replica, on_primary
from config.lib.spreadsheets.progress import Progress, counting
from config.outage import is_full
from records.models import PreparedFile

MOST_WAITING = 100  # files that may wait for the worker
LOOK_AGAIN, LOOK_LATER = 5, 60  # seconds
REPORT_SECONDS = 1  # between two reports of how far a file is


class TooLargeError(Exception):
    """A file that grows beyond what may be kept."""


def ordered(name: str, form: str, rows: int, defer: Callable[[], object]) -> PreparedFile | None:
    """The file of this name; where there is none, one that is left to the worker by `defer`, once.
    None while too many wait."""
    file = PreparedFile.objects.filter(name=name).first()
    if file is not None:
        return file
    with on_primary() if is_reading_replica() else nullcontext(), transaction.atomic():
        if PreparedFile.objects.waiting().count() >= MOST_WAITING:
            return PreparedFile.objects.filter(name=name).first()
        given = {"form": form, "rows": rows}
        file, is_new = PreparedFile.objects.get_or_create(name=name, defaults=given)
        if is_new:
            defer()
    return file


def make(name: str, parts: Callable[[], Generator[bytes]]) -> None:
    """Make the file of this name, unless somebody has thrown the order away. It grows on the disk
    and not in memory. Where a disk is full the order is thrown away: whoever asks next orders it
    anew."""
    waiting = PreparedFile.objects.filter(name=name, size=None)
    if not waiting.update(begun_at=timezone.now(), has_failed=False):
        return
    try:
        with TemporaryFile() as content:
            with counting() as progress, _reported(name, progress):
                _write(content, parts())
            _keep(waiting.get(), content, progress.rows)
    except Exception as error:
        if is_full(error):
            waiting.delete()
        else:
            waiting.update(finished_at=timezone.now(), has_failed=True)
        raise


def _write(content, parts: Generator[bytes]) -> None:
    with closing(parts):
        for part in parts:
            content.write(part)
            if content.tell() > PreparedFile.LARGEST:
                raise TooLargeError(f"more than {PreparedFile.LARGEST} bytes")


def _keep(file: PreparedFile, content, rows: int) -> None:
    size = content.tell()
    content.seek(0)
    PreparedFile.objects.make_room(size)
    with transaction.atomic():
        file.keep(content)
        file.rows, file.rows_done = rows or file.rows, rows
        file.size, file.finished_at = size, timezone.now()
        file.save()


@contextmanager
def _reported(name: str, progress: Progress) -> Iterator[None]:
    """Write down how far the file is, from a thread: the reading goes on in a transaction."""
    is_over = threading.Event()
    thread = threading.Thread(target=_report, args=(name, progress, is_over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _report(name: str, progress: Progress, is_over: threading.Event) -> None:
    try:
        while not is_over.wait(REPORT_SECONDS):
            PreparedFile.objects.filter(name=name).update(rows_done=progress.rows)
    finally:
        connection.close()


def being_made(request, file: PreparedFile | None, parent: tuple[str, str]) -> HttpResponse:
    """The answer while a file is made (202), or why it does not come (503): a page for a browser,
    JSON for a program. `parent` is the name and address of the page that offers the file."""
    is_coming = file is not None and not file.has_failed
    status = 202 if is_coming else 503
    if "text/html" in request.headers.get("Accept", "text/html"):
        context = {"file": file, "parent": parent, "again": LOOK_AGAIN}
        response = render(request, "programs/being_made.html", context, status=status)
    else:
        response = JsonResponse(_in_json(file), status=status)
    response["Retry-After"] = str(LOOK_AGAIN if is_coming else LOOK_LATER)
    response["Cache-Control"] = "no-store"
    return response


def _in_json(file: PreparedFile | None) -> dict[str, object]:
    if file is None:
        return {"message": _("Too many files are being made")}
    if file.has_failed:
        return {"message": _("This file could not be made")}
    return {
        "message": _("The file is being made"),
        "rows": file.rows,
        "rows_made": file.rows_done,
        "files_before": file.files_before,
        "seconds_expected": file.expected_seconds,
    }
