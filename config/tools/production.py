"""`run.py production-check`: whether this installation is fit to serve, and what to do where not.

Each check says in one line what it saw, and in a second what would be right. It changes nothing.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from config.nightly.state import read_state
from config.tools import messages
from config.tools.backup import DRILL, FOLDER, backups, read_note
from config.tools.shell import ROOT

OLDEST = 15  # major version of PostgreSQL
CLOCKS = timedelta(seconds=5)  # that two clocks may differ
NIGHT_AGE = BACKUP_AGE = timedelta(hours=26)
DRILL_AGE = timedelta(days=35)
FREE = 2 * 1024**3  # bytes of a disk
SHORTEST_KEY = 50
# Whether the last attempt to keep a file of the log failed (archive_command).
SERVER = """SELECT current_setting('server_encoding'),
    coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)
    FROM pg_stat_archiver"""
Problem = tuple[str, str]  # what was seen, and what to do


def production_check(words: list[str]) -> int:
    """Print every check; 1 where something is to be done."""
    import django

    django.setup()
    failed = 0
    for name, check in CHECKS.items():
        problems = list(check())
        failed += bool(problems)
        print(f"{'TO DO' if problems else 'ok   '}  {name}")
        for seen, to_do in problems:
            print(f"         {seen}\n         → {to_do}")
    print("Fit to serve." if not failed else f"{failed} of {len(CHECKS)} checks ask for something.")
    return min(failed, 1)


def check_settings() -> Iterator[Problem]:
    from django.conf import settings

    if not settings.PRODUCTION:
        yield "FUPIN_ENV is not production.", "Set FUPIN_ENV=production."
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield (
            "SECRET_KEY is short.",
            f"Make one of {SHORTEST_KEY} characters or more: python3 -c "
            "'import secrets; print(secrets.token_urlsafe(60))'",
        )
    if not settings.SITE_URL:
        yield "SITE_URL is empty: mails cannot link.", "Set SITE_URL=https://ledger.example"
    if settings.PRODUCTION and not settings.SECURE_SSL:
        yield "SECURE_SSL=0: passwords travel in the open.", "Serve TLS, and take SECURE_SSL away."


def check_server() -> Iterator[Problem]:
    from django.db import connection

    connection.ensure_connection()
    major = connection.connection.info.server_version // 10_000
    if major < OLDEST:
        yield f"PostgreSQL {major} is too old.", f"Upgrade the server to {OLDEST} or newer."
    with connection.cursor() as cursor:
        cursor.execute(SERVER)
        encoding, is_log_lost = cursor.fetchone()
    if encoding != "UTF8":
        yield (
            f"The database holds texts as {encoding}.",
            "Make one with ENCODING 'UTF8' (docs/operations.md), and restore a backup into it.",
        )
    if is_log_lost:
        yield (
            "The log of PostgreSQL cannot be kept: its disk fills, and no moment can be recovered.",
            "See archive_command and the log of the server: a full disk, or a missing folder.",
        )


def check_accounts() -> Iterator[Problem]:
    from django.conf import settings

    from config.database.rights import excess_rights

    for excess in excess_rights():
        yield (
            f"The account of DATABASE_URL {excess}.",
            "Serve as fupin_app, and let fupin_owner own the tables (docs/operations.md).",
        )
    if not settings.DATABASES["default"]["OWNER"]:
        yield "OWNER_DATABASE_URL is empty.", "Set it for commands: migrate, backup, nightly."


def check_migrations() -> Iterator[Problem]:
    from config.tools.serve import has_migrations_to_run

    if has_migrations_to_run():
        yield "The database is older than the code.", "Type: deploy/manage migrate"


def check_catalogue() -> Iterator[Problem]:
    if not messages.is_compiled():
        yield (
            "Chinese pages would be in English.",
            "Type, as the owner of the code: .venv/bin/python manage.py messages compile",
        )


def check_static_files() -> Iterator[Problem]:
    from django.conf import settings

    from config.static_files import missing_files

    if settings.PRODUCTION and (missing := missing_files()):
        yield f"Not collected: {missing}.", "Type: deploy/manage collectstatic --noinput"


def check_mail() -> Iterator[Problem]:
    from django.conf import settings
    from django.core import mail

    if settings.EMAIL_BACKEND.endswith(("dummy.EmailBackend", "console.EmailBackend")):
        yield (
            "No mail goes out.",
            "Set MAIL_URL=smtps://user:password@mail.example?from=a@b.example",
        )
        return
    try:
        with mail.get_connection():
            pass
    except OSError as error:  # smtplib's errors are such too
        yield f"The mail server refuses: {error}.", "Correct MAIL_URL."
    if not settings.AUDITORS_EMAIL:
        yield "Nobody outside gets the digests.", "Set AUDITORS_EMAIL."
    if not settings.ADMINS:
        yield "Nobody is told of errors.", "Set ADMINS_EMAIL."


def check_clock() -> Iterator[Problem]:
    from records.models import Edition

    here, there = datetime.now(UTC), Edition.objects.clock()
    if abs(here - there) > CLOCKS:
        yield f"The clocks differ: {here:%X} here, {there:%X} there.", "Let both follow NTP."
    newest = Edition.objects.order_by("number").last()
    if newest and newest.published_at > there + CLOCKS:
        yield (
            f"Edition {newest.number} is dated ahead of the database's clock.",
            "Correct the clock: until then nothing can be published.",
        )


def check_worker() -> Iterator[Problem]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM procrastinate_workers"
            " WHERE abs(extract(epoch FROM now() - last_heartbeat)) < 60"
        )
        is_running = cursor.fetchone() is not None
    if not is_running:
        yield "No background worker is running.", "Start the service fupin-worker."


def check_nights() -> Iterator[Problem]:
    ended_at = read_state().get("ended_at")
    if ended_at is None or _age(ended_at) > NIGHT_AGE:
        yield (
            "The nightly command has not run in the last 26 hours.",
            "Type: deploy/manage nightly; switch on fupin-nightly.timer.",
        )


def check_disk() -> Iterator[Problem]:
    for folder in {ROOT / "var", FOLDER}:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < FREE:
            yield f"{folder}: {free / 1e9:.1f} GB are free.", "Make room, or move BACKUP_FOLDER."


def check_backups() -> Iterator[Problem]:
    newest = next(iter(backups(FOLDER)), None)
    if newest is None or _age(read_note(newest).made_at) > BACKUP_AGE:
        yield (
            f"{FOLDER} has no backup of the last {BACKUP_AGE.total_seconds() / 3600:.0f} hours.",
            "Type: deploy/manage --task backup; switch on fupin-backup.timer.",
        )
    drill = FOLDER / DRILL
    if not drill.exists() or _age(json.loads(drill.read_text())["at"]) > DRILL_AGE:
        yield (
            f"No backup was restored on trial in the last {DRILL_AGE.days} days.",
            "Type: deploy/manage --task restore --drill; switch on fupin-drill.timer.",
        )


def _age(moment: str) -> timedelta:
    return datetime.now(UTC) - datetime.fromisoformat(moment)


CHECKS: dict[str, Callable[[], Iterator[Problem]]] = {
    "settings": check_settings,
    "PostgreSQL": check_server,
    "accounts of the database": check_accounts,
    "migrations": check_migrations,
    "message catalogue": check_catalogue,
    "static files": check_static_files,
    "mail": check_mail,
    "clocks": check_clock,
    "background worker": check_worker,
    "disk": check_disk,
    "backups": check_backups,
    "nights": check_nights,
}
