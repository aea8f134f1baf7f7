from babel.messages.pofile import PoFileError
from django.core.management.base import BaseCommand, CommandError

from config.tools import messages


class Command(BaseCommand):
    help = "Update, compile or check the message catalogues (no gettext program is needed)."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=["update", "compile", "check"])

    def handle(self, *, verb, **options):
        try:
            {"update": self.update, "compile": self.compile, "check": self.check}[verb]()
        except PoFileError as error:
            raise CommandError(f"{messages.CATALOGUE} cannot be read: {error}") from error

    def update(self):
        dropped = messages.update()
        for message in dropped:
            self.stdout.write(
                f"no longer used, removed: {messages.name(message)} {message.string!r}"
            )
        self.stdout.write(f"{messages.CATALOGUE} is up to date with the sources.")

    def compile(self):
        if messages.compile_catalogue():
            self.stdout.write("Compiled the message catalogue.")

    def check(self):
        complaints = messages.complaints()
        if complaints:
            raise CommandError("\n".join([*complaints, f"{len(complaints)} messages need work."]))
        self.stdout.write("Every message is translated.")
