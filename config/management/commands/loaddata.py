"""Django's `loaddata`, as the owner: fixtures bring what is published already."""

from django.core.management.commands import loaddata

from config.lib.connections.table_owner import OwnerCommand


class Command(OwnerCommand, loaddata.Command):
    pass
