"""Work on an upload in a process of its own, which reports its progress."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from io import BytesIO
from itertools import groupby, islice

import psycopg
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from config.lib.connections.address import database_address
from config.lib.spreadsheets.parse import Cell, is_empty, plain
from config.lib.spreadsheets.places import column_letter
from config.lib.spreadsheets.raw_sheets import Fault
from config.lib.spreadsheets.read_workbook import read, rows_at
from config.outage import is_full
from records.history.acting import acting
from records.imports.faults import equal_faults
from records.imports.importer import ImportReport
from records.imports.takeover.bring_in import importer_for
from records.models import (
    Record,
    State,
    StoredFile,
    Upload,
    UploadedVersion,
    User,
    kind_of,
    record_models,
)
from records.models.uploads import MOST_AT_ONCE
from records.review import workflow

logger = logging.getLogger(__name__)

SHOWN_FAULTS = 20  # that are not equal
WAITS = "waits for an import"  # a thread
BETWEEN_SIGNS = 15  # seconds between two signs of life
PROGRESS = "UPDATE records_upload SET worked_at = now()"
NEIGHBOURS = 8  # other cells of a faulty row that are shown


def start(upload: Upload, verb: str) -> None:
    """Let another process check or load an upload when its turn comes: this one goes on serving
    readers. ValidationError when work on it is under way already."""
    queue(upload, verb)
    start_waiting()


def queue(upload: Upload, verb: str, **said) -> None:
    """Let an upload wait for its turn, with what is `said` of it in the same moment.
    ValidationError when work on it is under way already."""
    said |= {"verb": verb, "language": _language()}
    _begin(upload, Upload.State.WAITING, upload.sent_by, upload.reason, **said)


def queue_another(upload: Upload, file: StoredFile, name: str) -> None:
    """Let another file wait in the place of the one that was sent, to be checked.
    ValidationError when work on it is under way already."""
    nothing = {"report": {}, "faults": [], "answered": [], "refusal": ""}
    queue(upload, "check", file=file, name=name, **nothing)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def start_waiting() -> None:
    """Begin with the files that wait, as many as may be worked on at once."""
    while upload := Upload.objects.take_turn():
        _in_another_process(upload)


def start_publication(upload: Upload, user: User, reason: str) -> None:
    """Let another process publish all that a file brought, on behalf of a second person.
    ValidationError while enough other files are worked on."""
    if Upload.objects.at_work().count() >= MOST_AT_ONCE:
        raise ValidationError(_("Other files are being worked on. Try again in a minute."))
    _begin(upload, Upload.State.DECIDING, user, reason, language=_language())
    _in_another_process(upload, f"--publish-as={user.username}", f"--reason={reason}")


def _in_another_process(upload: Upload, *words: str) -> None:
    program = str(settings.BASE_DIR / "manage.py")
    language = f"--language={upload.language}"
    command = [sys.executable, program, "import_sheet", f"--upload={upload.pk}", language, *words]
    environment = {**os.environ, "DATABASE_URL": database_address()}
    child = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    threading.Thread(target=_await, args=(child, upload), name=WAITS, daemon=True).start()


def _await(child: subprocess.Popen, upload: Upload) -> None:
    """Wait for the end of a process; where it died, say so, and let the next file have its turn."""
    if child.wait() == 0:
        return
    try:
        with override(upload.language):
            keep_death(upload, child.returncode)
        start_waiting()
    except (DatabaseError, Upload.DoesNotExist):  # of a database, or a file, that is gone
        logger.exception("import %s ended with %s", upload.pk, child.returncode)
    finally:
        connection.close()


def keep_death(upload: Upload, code: int) -> None:
    """Store why a process ended before its work; nothing where it had stored its result."""
    upload.refresh_from_db()
    if not upload.is_at_work:
        return
    logger.error("the process of import %s ended with %s", upload.pk, code)
    upload.refusal = _(
        "The work was ended from outside, most often because the machine lacked memory. Nothing "
        "was changed. Try again later, or split the file."
    )
    if code > 0:
        upload.refusal = _(
            "The work ended through a fault of the program. Nothing was changed. The log says "
            "more; give this address to whoever runs the site."
        )
    is_decision = upload.state == Upload.State.DECIDING
    upload.state = Upload.State.LOADED if is_decision else Upload.State.FAILED
    upload.worked_at = timezone.now()
    _save(upload)


def _begin(upload: Upload, state: str, user: User, reason: str, **said) -> None:
    with acting(user, reason):
        has_begun = Upload.objects.begin(upload.pk, state, **said)
    if not has_begun:
        upload.refresh_from_db()
        raise ValidationError(not_now(upload))
    upload.refresh_from_db()


def not_now(upload: Upload) -> str:
    return _("This file is %(state)s: that cannot begin now.") % {
        "state": upload.get_state_display()
    }


def work(upload: Upload, *, is_rehearsal: bool) -> Upload:
    """Check or load an upload, and store the report. ValidationError when it cannot begin."""
    state = Upload.State.CHECKING if is_rehearsal else Upload.State.LOADING
    _begin(upload, state, upload.sent_by, upload.reason)
    sent = bytes(upload.file.content)
    bring_in = importer_for(upload)
    try:
        with _progress_reporter(upload.pk) as on_step:
            report = bring_in(
                sent,
                upload.sent_by,
                upload.reason,
                is_rehearsal=is_rehearsal,
                on_step=on_step,
                on_loaded=partial(_keep_loaded, upload),
            )
    except (ValidationError, DatabaseError, MemoryError) as error:
        return _keep_refusal(upload, error)
    is_asking = bool(report.unanswered(upload.answered))
    if is_rehearsal or report.fault_count or is_asking or not report.brings_something:
        _keep(upload, report, Upload.State.FAULTY if report.fault_count else Upload.State.CHECKED)
    upload.refresh_from_db()
    return upload


def publish_all(upload: Upload, user: User, reason: str) -> Upload:
    """Publish the waiting versions of a file, as one edition or not at all."""
    waiting = [one for one in brought(upload) if one.state == State.SUBMITTED]
    try:
        with _progress_reporter(upload.pk) as on_step:
            workflow.publish(waiting, user, reason, lambda done: on_step("publishing", done))
        upload.refusal = ""
    except (ValidationError, DatabaseError) as error:
        upload.refusal = _words(error)
    upload.state, upload.worked_at = Upload.State.LOADED, timezone.now()
    with acting(user, reason):
        upload.save()
    return upload


def brought(upload: Upload) -> list[Record]:
    """The versions that came in with a file, as they are now."""
    numbers: dict[str, dict[str, int]] = {}
    for kind, code, version in upload.versions.values_list("kind", "code", "version"):
        numbers.setdefault(kind, {})[code] = version
    return [
        one
        for kind, wanted in numbers.items()
        for one in record_models()[kind].objects.filter(code__in=wanted).order_by("pk")
        if wanted[one.code] == one.version
    ]


def _keep_loaded(upload: Upload, versions, report: ImportReport) -> None:
    """Store the report in the transaction of the drafts: both or neither."""
    UploadedVersion.objects.bulk_create(
        UploadedVersion(
            upload=upload, kind=kind_of(version), code=version.code, version=version.version
        )
        for version in versions
    )
    _keep(upload, report, Upload.State.LOADED)


def _keep(upload: Upload, report: ImportReport, state: str) -> None:
    data = asdict(report)
    faults = data.pop("faults")
    data["context"] = list(_in_context(upload, report.faults))
    upload.report = data
    upload.faults = faults
    upload.state, upload.refusal = state, ""
    upload.worked_at = timezone.now()
    _save(upload)


def _keep_refusal(upload: Upload, error: Exception) -> Upload:
    upload.refusal = _words(error)
    upload.state = Upload.State.FAILED
    upload.report, upload.faults, upload.worked_at = {}, [], timezone.now()
    _save(upload)
    return upload


def _save(upload: Upload) -> None:
    """Save in the name of the person who sent the file."""
    with acting(upload.sent_by, upload.reason):
        upload.save()


def _words(error: Exception) -> str:
    """Why work could not be done, without a word of the database."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    logger.exception("an import failed", exc_info=error)
    if isinstance(error, MemoryError):
        return _("This file needs more memory than one file may take. Split it.")
    if is_full(error):
        return _(
            "The disk of the ledger is full. Nothing was changed. Check the file again once there "
            "is room."
        )
    return _(
        "The database could not take part in this. Nothing was changed. Check the file again; if "
        "it fails again, give this address to whoever runs the site: the log says more."
    )


def _in_context(upload: Upload, faults: list[Fault]) -> Iterator[dict]:
    """The first faults, equal ones once, in the rows of the file for its sender to recognise."""
    first = list(islice(equal_faults(faults), SHOWN_FAULTS))
    wanted = {(one.first.sheet, one.first.row) for one in first}
    rows = rows_at(read_again(upload), wanted) if wanted else {}
    for (sheet, row), group in groupby(first, key=lambda one: (one.first.sheet, one.first.row)):
        own = list(group)
        columns = {one.first.column for one in own}
        cells = list(_context_cells(rows.get((sheet, row), []), columns))
        of_row = [{**asdict(one.first), "rows": one.rows, "count": one.count} for one in own]
        yield {"sheet": sheet, "row": row, "cells": cells, "faults": of_row}


def _context_cells(cells: list[Cell], faulty: set[str]) -> Iterator[dict]:
    """The faulty cells of a row, and the first others that are not empty."""
    others = NEIGHBOURS
    for place, cell in enumerate(cells):
        letter = column_letter(place)
        is_neighbour = others > 0 and not is_empty(cell)
        if letter in faulty or is_neighbour:
            others -= letter not in faulty
            yield {"column": letter, "text": plain(cell)[:60], "is_faulty": letter in faulty}


def read_again(upload: Upload):
    """The sheets of the file that was sent."""
    return read(BytesIO(bytes(upload.file.content)), upload.name)


@contextmanager
def _progress_reporter(pk: int) -> Iterator[Callable[[str, int], None]]:
    """A callback that records progress, over a connection outside the import's transaction; a
    sign of life goes there as long as one step takes."""
    beside = connection.copy()
    ended, turn = threading.Event(), threading.Lock()
    try:
        beside.ensure_connection()
        run = beside.connection.execute

        def on_step(step: str, done: int) -> None:
            with turn:
                run(f"{PROGRESS}, step = %s, done = %s WHERE id = %s", [step, done, pk])

        def live() -> None:
            while not ended.wait(BETWEEN_SIGNS):
                with turn, suppress(psycopg.Error):
                    run(f"{PROGRESS} WHERE id = %s", [pk])

        pulse = threading.Thread(target=live, daemon=True)
        pulse.start()
        yield on_step
        ended.set()
        pulse.join()
    finally:
        ended.set()
        beside.close()
