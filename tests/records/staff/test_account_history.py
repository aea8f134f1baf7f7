"""What concerns accounts is kept: sign-ins, permissions of roles, backup codes, imported files."""

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from records.history.acting import acting
from records.models import BackupDevice, ChangeEvent, Lockout, Phone, SignIn
from tests.database import as_table_owner
from tests.records.staff.test_accounts import FACTOR, code_of, sign_in

pytestmark = pytest.mark.django_db


def refused(act) -> str:
    """By the triggers, whoever asks: as the owner of the tables."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), as_table_owner():
        act()
    return str(error.value)


@pytest.mark.parametrize("model", [AccessLog, AccessFailureLog])
def test_log_of_sign_ins_only_grows(client, clerk, model):
    sign_in(client, password="wrong")
    sign_in(client)
    rows = model.objects.all()

    assert rows.count() == 1
    assert "only grows" in refused(rows.delete)
    assert "only grows" in refused(lambda: rows.update(username="other"))
    assert "only grows" in refused(lambda: rows.update(ip_address="10.0.0.1"))


def test_commands_of_the_library_erase_no_sign_in(client, clerk):
    sign_in(client, password="wrong")
    sign_in(client)

    for command in ("axes_reset_logs", "axes_reset_failure_logs"):
        assert "only grows" in refused(lambda name=command: call_command(name, age=0))


def test_signing_out_is_noted_once(client, clerk):
    device = Phone.objects.enrol(clerk)
    sign_in(client)
    client.post(FACTOR, {"code": code_of(device)})

    client.post("/admin/logout/")

    noted = SignIn.objects.get().logout_time
    assert noted is not None
    assert "only grows" in refused(lambda: SignIn.objects.update(logout_time=None))


def test_letting_someone_in_again_leaves_an_event(client, clerk, administrator):
    sign_in(client, password="wrong")
    client.force_login(administrator)
    lockout = Lockout.objects.get()

    client.post(reverse("admin:records_lockout_delete", args=[lockout.pk]), {"post": "yes"})

    event = ChangeEvent.objects.get(row_table="axes_accessattempt")
    assert (event.operation, event.user, event.old["username"]) == (
        "delete",
        administrator,
        "clerk",
    )
    assert "post_data" not in event.old


def test_permission_of_a_role_leaves_an_event(administrator):
    group = Group.objects.get(name="clerk")
    permission = Permission.objects.get(codename="add_edition")

    with acting(administrator, "trying"), as_table_owner():
        group.permissions.add(permission)

    event = ChangeEvent.objects.filter(row_table="auth_group_permissions").first()
    assert (event.owner_table, event.owner_id) == ("auth_group", group.pk)
    assert (event.user, event.new["permission_id"]) == (administrator, permission.pk)


def test_backup_codes_leave_events_without_the_code(clerk):
    device = BackupDevice.objects.create(user=clerk)

    with acting(clerk, "forged"):
        codes = device.make_codes()
        used = device.verify_token(codes[0])

    events = ChangeEvent.objects.filter(row_table="records_backupcode")
    assert used
    assert [event.operation for event in events] == ["delete", *["insert"] * 10]
    assert {event.user for event in events} == {clerk}
    assert {*events[0].old, *events[1].new} == {"id", "device_id"}
