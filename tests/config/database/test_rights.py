"""The site serves as an account that can do little; commands of the owner take the owner's part."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from config.database import rights
from config.database.home import APPLICATION, OWNER, SUPERUSER
from config.lib.table_owner import NO_OWNER, as_owner
from records.models import ChangeEvent
from tests.database import taking_the_part_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_connections(monkeypatch):
    """The connection of the test stays open."""
    monkeypatch.setattr(rights.connections, "close_all", lambda: None)


def current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def test_application_may_serve(open_connections):
    assert current_user() == APPLICATION
    rights.refuse_to_serve_as_owner()


def test_rights_that_a_cut_migration_did_not_give_are_missed():
    assert rights.has_rights()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON records_edition FROM {APPLICATION}")
        assert not rights.has_rights()
        rights.grant_rights()
        assert rights.has_rights()


@pytest.mark.parametrize(
    ("account", "excess"), [(OWNER, "owns the tables"), (SUPERUSER, "is a superuser")]
)
def test_site_does_not_serve_as_more(open_connections, account, excess):
    with taking_the_part_of(account), pytest.raises(ImproperlyConfigured, match=excess):
        rights.refuse_to_serve_as_owner()


def test_owner_is_taken_for_a_block_only():
    with as_owner():
        assert current_user() == OWNER
        with as_owner():
            assert current_user() == OWNER
    assert current_user() == APPLICATION


@pytest.mark.django_db(transaction=True)
def test_owner_signs_in_where_there_is_no_transaction():
    with as_owner():
        assert current_user() == OWNER
    assert current_user() == APPLICATION


def test_command_of_the_owner_needs_one_in_production(settings, monkeypatch):
    settings.PRODUCTION = True
    monkeypatch.setitem(connection.settings_dict, "OWNER", None)

    with pytest.raises(CommandError) as refusal:
        call_command("rebuild_totals")

    assert str(refusal.value) == NO_OWNER


def test_raw_change_of_a_password_leaves_an_event(clerk, reviewer):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_user SET password = 'x' WHERE id = %s", [clerk.pk])

    event = ChangeEvent.objects.filter(row_table="records_user").latest("pk")
    assert (event.row_id, event.old, event.new) == (clerk.pk, {"password": ""}, {"password": "•••"})
