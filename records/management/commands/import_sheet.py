import resource
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from records.history.acting import acting
from records.imports.jobs import publish_all, start_waiting, work
from records.imports.questions import KINDS
from records.imports.sheets import import_kinds
from records.models import StoredFile, Upload, User

MEMORY = 2 * 2**30  # a file that makes a reader want more ends this process and no other


class Command(BaseCommand):
    help = (
        "Check a spreadsheet and, with --load, bring it in as submitted drafts. Without --load "
        "nothing changes; with a single fault nothing is loaded."
    )

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("file", nargs="?", type=Path, help="an .xlsx, .xls, .ods or .csv file")
        what.add_argument("--upload", type=int, help="the number of a file that was sent in")
        parser.add_argument("--kind", choices=sorted(import_kinds()), help="what the file brings")
        parser.add_argument("--user", help="on whose behalf; needed with a file")
        parser.add_argument("--reason", default="", help="why; needed with a file")
        parser.add_argument("--load", action="store_true", help="load it, if nothing is wrong")
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            choices=sorted(KINDS),
            help="load although this is asked: it is right as read; may be given several times",
        )
        parser.add_argument("--publish-as", help="publish what --upload brought, as this reviewer")
        parser.add_argument("--language", default="en", help="of messages: en or zh-hans")

    def handle(self, *, file, upload, load, publish_as, language, **options):
        if upload:  # a process of its own, begun by the site
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        with translation.override(language):
            sent = Upload.objects.get(pk=upload) if upload else self.create_upload(file, **options)
            if publish_as:
                publish_all(sent, User.objects.get(username=publish_as), options["reason"])
                return
            try:
                self.do(sent, is_rehearsal=not (load or sent.verb == Upload.Verb.LOAD))
            finally:
                if upload:
                    start_waiting()

    def do(self, upload: Upload, *, is_rehearsal: bool) -> None:
        try:
            done = work(upload, is_rehearsal=is_rehearsal)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.tell(done)

    def create_upload(self, file, kind, user, reason, **options) -> Upload:
        if not (kind and user and reason):
            raise CommandError("A file needs --kind, --user and --reason.")
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        sender = User.objects.filter(username=user, is_active=True).first()
        if sender is None:
            raise CommandError(f"There is no active member of staff called {user}.")
        if not import_kinds()[kind].is_open_to(sender):
            raise CommandError(f"{user} may not bring in {kind}.")
        with acting(sender, reason):
            return Upload.objects.create(
                kind=kind,
                name=file.name,
                file=StoredFile.objects.keep(content),
                sent_by=sender,
                reason=reason,
                answered=options["answer"],
            )

    def tell(self, upload: Upload) -> None:
        for counts in upload.report.get("counts", []):
            self.stdout.write(
                "{sheet}: {added} new, {changed} changed, {unchanged} unchanged".format(**counts)
            )
        for fault in upload.faults[:100]:
            self.stderr.write("{sheet} {column}{row}: {message} [{value}]".format(**fault))
        for asked in upload.unanswered():
            self.stderr.write(f"Asked, {asked['count']} times: --answer={asked['kind']}")
            for one in asked["first"]:
                self.stderr.write(
                    "{sheet} {column}{row}: {reading}, {other} [{value}]".format(**one)
                )
        if upload.state in (Upload.State.FAULTY, Upload.State.FAILED):
            count = upload.report.get("fault_count", 1)
            raise CommandError(upload.refusal or f"{count} faults; nothing was loaded.")
        self.stdout.write(f"Import {upload.pk}: {upload.get_state_display()}.")
