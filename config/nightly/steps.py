"""What is done every night, step by step (`manage.py nightly`).

A step that fails is logged and told at the end, and the next one is done all the same.
"""

import datetime
import io
import logging
import time
from collections.abc import Callable
from smtplib import SMTPException

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import mail_admins
from django.core.management import call_command
from django.db import close_old_connections, connection
from django.utils import timezone

from config.lib.connections.table_owner import as_owner
from config.nightly.state import State, alone, read_state, write_state
from records.models import Edition, FailedSignIn, SignIn, StoredFile, Upload
from records.review.announcement import mail_to_auditors

logger = logging.getLogger(__name__)

NOBODY_NAMES = datetime.timedelta(days=30)  # the least, by records/migrations/retention.sql


def run(write: Callable[[str], None]) -> list[str]:
    """Do every step; returns the names of those that failed. Raises AtWorkError beside another."""
    with alone():
        state = read_state()
        failed = [name for name, step in STEPS.items() if not _is_done(name, step, state, write)]
        state["ended_at"] = timezone.now().isoformat()
        write_state(state)
    if failed:
        _mail(failed)
    return failed


def _is_done(name: str, step: Callable[[State], str], state: State, write) -> bool:
    begun, error = time.monotonic(), None
    if not connection.in_atomic_block:  # else a test's transaction would end
        close_old_connections()
    try:
        said = step(state)
    except Exception as caught:  # noqa: BLE001 - whatever it is, the other steps are done
        error, said = caught, f"FAILED: {caught}"
    seconds = time.monotonic() - begun
    write(f"{name}: {said} ({seconds:.1f} s)")
    logger.log(
        logging.ERROR if error else logging.INFO,
        "nightly, %s, %.1f s: %s",
        *(name, seconds, said),
        exc_info=error,
        extra={"is_mailed": True},  # once, at the end
    )
    if error is None:
        state.setdefault("steps", {})[name] = timezone.now().isoformat()
        write_state(state)
    return error is None


def _mail(failed: list[str]) -> None:
    """To ADMINS. No word of the errors themselves: they may quote what people have typed."""
    steps = "\n".join(f"- {name}" for name in failed)
    text = f"These steps failed:\n{steps}\n\nThe log says why: journalctl -u fupin-nightly\n"
    try:
        mail_admins(f"the night went wrong: {', '.join(failed)}", text)
    except (SMTPException, OSError) as error:
        logger.warning("nightly: the mail was not sent: %s", error)


# --- the steps ----------------------------------------------------------------------------------


def _end_sessions(state: State) -> str:
    expired = Session.objects.filter(expire_date__lt=timezone.now()).count()
    call_command("clearsessions")
    return f"{expired} expired sessions deleted"


def _forget_sign_ins(state: State) -> str:
    days = settings.SIGN_IN_DAYS
    if not days:
        return "kept for good (SIGN_IN_DAYS is 0)"
    before = timezone.now() - datetime.timedelta(days=days)
    with as_owner():
        counts = [
            model.objects.filter(attempt_time__lt=before).delete()[0]
            for model in (SignIn, FailedSignIn)
        ]
    return f"{counts[0]} sign-ins and {counts[1]} failed ones of {days} days ago and more erased"


def _throw_uploads_away(state: State) -> str:
    days = settings.UPLOAD_DAYS
    if not days:
        return "kept for good (UPLOAD_DAYS is 0)"
    now = timezone.now()
    abandoned = Upload.objects.abandoned(now - datetime.timedelta(days=days))
    number = len([upload.delete() for upload in abandoned])
    with as_owner():
        files, _by_model = StoredFile.objects.unnamed(now - NOBODY_NAMES).delete()
    return f"{number} imported files without use for {days} days deleted, and {files} stored files"


def _verify(state: State) -> str:
    """What came since the last time; the weekly timer verifies everything. The digest goes to the
    auditors where there are new editions, also where the mail at their publication was lost."""
    known = state.get("verified")
    newest = Edition.objects.order_by("number").last()
    since = (f"--since={known['edition']}",) if known else ()
    expected = (f"--expect={known['edition']}:{known['digest']}",) if known else ()
    said = _last_line_of("verify_editions", *since, *expected, "--verbosity=0")
    if newest and newest.number != (known or {}).get("edition"):
        mail_to_auditors(newest)
        state["verified"] = {"edition": newest.number, "digest": newest.digest}
    return said


def _stamp(state: State) -> str:
    if not settings.TIMESTAMP_URL:
        return "no authority is named (TIMESTAMP_URL)"
    return _last_line_of("timestamp_editions")


def _check(state: State) -> str:
    return next(line for line in _lines_of("run_checks") if line.endswith("warnings"))


def _tell_people(state: State) -> str:
    return _last_line_of("send_digests")


def _analyze(state: State) -> str:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return "taken anew"


def _last_line_of(command: str, *words: str) -> str:
    """The last line of what a command says."""
    return _lines_of(command, *words)[-1]


def _lines_of(command: str, *words: str) -> list[str]:
    out = io.StringIO()
    call_command(command, *words, stdout=out)
    return [line.rstrip(".") for line in out.getvalue().splitlines()]


STEPS: dict[str, Callable[[State], str]] = {
    "sessions": _end_sessions,
    "sign-ins": _forget_sign_ins,
    "imported files": _throw_uploads_away,
    "verification": _verify,
    "timestamps": _stamp,
    "checks": _check,
    "mail to people": _tell_people,
    "statistics of tables": _analyze,
}
