"""The worker of the site, run until it has nothing left to do."""

from django.core.management import call_command


def work() -> None:
    call_command("work", until_empty=True)
