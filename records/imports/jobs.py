"""Work on an upload in a process of its own, which reports its progress."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from io import BytesIO
from itertools import groupby

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config.lib.connections.address import database_address
from config.lib.spreadsheets.parse import Cell, is_empty, text
from config.lib.spreadsheets.read_workbook import Fault, column_letter, read, rows_at
from records.history.acting import acting
from records.imports.importer import ImportReport
from records.imports.takeover.bring_in import importer_for
from records.models import Record, State, Upload, UploadedVersion, User, kind_of, record_models
from records.review import workflow

SHOWN_FAULTS = 20
NEIGHBOURS = 8  # other cells of a faulty row that are shown


def start(upload: Upload, verb: str) -> None:
    """Let another process check or load an upload: this one goes on serving readers.

    ValidationError when work on it is under way already.
    """
    if upload.state != Upload.State.WAITING:
        _begin(upload, Upload.State.WAITING, upload.sent_by, upload.reason)
    _in_another_process(upload, *(["--load"] if verb == "load" else []))


def start_publication(upload: Upload, user: User, reason: str) -> None:
    """Let another process publish all that a file brought, on behalf of a second person."""
    _begin(upload, Upload.State.DECIDING, user, reason)
    _in_another_process(upload, f"--publish-as={user.username}", f"--reason={reason}")


def _in_another_process(upload: Upload, *words: str) -> None:
    program = str(settings.BASE_DIR / "manage.py")
    language = f"--language={get_language() or settings.LANGUAGE_CODE}"
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
    threading.Thread(target=child.wait, daemon=True).start()  # no zombie stays behind


def _begin(upload: Upload, state: str, user: User, reason: str) -> None:
    with acting(user, reason):
        has_begun = Upload.objects.begin(upload.pk, state)
    if not has_begun:
        message = _("This file is %(state)s: that cannot begin now.")
        raise ValidationError(message % {"state": upload.get_state_display()})
    upload.refresh_from_db()


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
    if is_rehearsal or report.fault_count or not report.brings_something:
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
    data["context"] = list(_in_context(upload, report.faults[:SHOWN_FAULTS]))
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
    return " ".join(error.messages if isinstance(error, ValidationError) else [str(error)])


def _in_context(upload: Upload, faults: list[Fault]) -> Iterator[dict]:
    """The faulty rows as the file has them, for its sender to recognise."""
    wanted = {(fault.sheet, fault.row) for fault in faults}
    rows = rows_at(read_again(upload), wanted) if wanted else {}
    for (sheet, row), group in groupby(faults, key=lambda fault: (fault.sheet, fault.row)):
        own = list(group)
        cells = list(_context_cells(rows.get((sheet, row), []), {one.column for one in own}))
        yield {"sheet": sheet, "row": row, "cells": cells, "faults": [asdict(one) for one in own]}


def _context_cells(cells: list[Cell], faulty: set[str]) -> Iterator[dict]:
    """The faulty cells of a row, and the first others that are not empty."""
    others = NEIGHBOURS
    for place, cell in enumerate(cells):
        letter = column_letter(place)
        is_neighbour = others > 0 and not is_empty(cell)
        if letter in faulty or is_neighbour:
            others -= letter not in faulty
            yield {"column": letter, "text": text(cell)[:60], "is_faulty": letter in faulty}


def read_again(upload: Upload):
    """The sheets of the file that was sent."""
    return read(BytesIO(bytes(upload.file.content)), upload.name)


@contextmanager
def _progress_reporter(pk: int) -> Iterator[Callable[[str, int], None]]:
    """A callback that records progress, over a connection outside the import's transaction."""
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:

            def on_step(step: str, done: int) -> None:
                cursor.execute(
                    "UPDATE records_upload SET step = %s, done = %s, worked_at = now()"
                    " WHERE id = %s",
                    [step, done, pk],
                )

            yield on_step
    finally:
        beside.close()
