"""A role takes effect when a second administrator confirms it, by any road."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from records.history.acting import acting
from records.models import ChangeEvent, RoleRequest, User
from records.review import role_requests
from tests.conftest import founders, member
from tests.database import as_table_owner

pytestmark = pytest.mark.django_db

CONFIRMED = RoleRequest.State.CONFIRMED


@pytest.fixture
def second(administrator):
    return member("administrator", name="second-administrator")


@pytest.fixture
def newcomer(db):
    return User.objects.create_user("newcomer", is_staff=True)


@pytest.fixture
def reviewers(db):
    return Group.objects.get(name="reviewer")


@pytest.fixture
def asked(newcomer, reviewers, administrator):
    return role_requests.ask(newcomer, reviewers, administrator, "joins in May")


def roles_of(user) -> list[str]:
    return list(user.groups.values_list("name", flat=True))


def refused(act, *arguments) -> str:
    """The refusal of `act` by the triggers, in a transaction of its own: the application's account
    may not even try some of it."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), as_table_owner():
        act(*arguments)
    return str(error.value)


def form_of(client, account, **changes):
    form = client.get(reverse("admin:records_user_change", args=[account.pk])).context["adminform"]
    values = {bound.html_name: bound.value() for bound in form.form}
    moments = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00"}
    sent = {name: value for name, value in values.items() if value not in (None, False)}
    return client.post(
        reverse("admin:records_user_change", args=[account.pk]),
        {**sent, **moments, "why": "joins in May", **changes},
        follow=True,
    )


def decision_of(request, decision: str) -> str:
    return reverse("admin:records_rolerequest_decide", args=[request.pk, decision])


def test_role_waits_for_a_second_administrator(asked, newcomer, administrator, second):
    before = roles_of(newcomer)

    role_requests.decide(asked, CONFIRMED, second, "seen in person")

    asked.refresh_from_db()
    assert (before, roles_of(newcomer)) == ([], ["reviewer"])
    assert (asked.asked_by, asked.decided_by) == (administrator, second)
    assert asked.decided_at is not None


def test_who_asked_does_not_confirm(asked, newcomer, administrator):
    with pytest.raises(ValidationError, match="Another administrator must confirm"):
        role_requests.decide(asked, CONFIRMED, administrator, "quickly")

    assert roles_of(newcomer) == []


def test_account_does_not_confirm_its_own_role(reviewers, administrator, second):
    asked = role_requests.ask(second, reviewers, administrator, "short of people")

    with pytest.raises(ValidationError, match="Another administrator must confirm"):
        role_requests.decide(asked, CONFIRMED, second, "mine")


def test_request_is_decided_once(asked, administrator, second):
    role_requests.decide(asked, RoleRequest.State.DECLINED, second, "not known here")

    with pytest.raises(ValidationError, match="decided already"):
        role_requests.decide(asked, CONFIRMED, second, "after all")


def test_only_administrators_ask_and_decide(asked, newcomer, reviewers, clerk):
    with pytest.raises(ValidationError):
        role_requests.ask(clerk, reviewers, clerk, "promoted")
    with pytest.raises(ValidationError):
        role_requests.decide(asked, CONFIRMED, clerk, "welcome")


def test_role_is_asked_for_once(asked, newcomer, reviewers, second):
    with pytest.raises(ValidationError, match="asked for already"):
        role_requests.ask(newcomer, reviewers, second, "joins in May")


def test_no_other_road_gives_a_role(asked, newcomer, reviewers, administrator):
    assert "second administrator" in refused(newcomer.groups.add, reviewers)
    with acting(administrator, "quickly"):
        assert "second administrator" in refused(newcomer.groups.add, reviewers)
    confirmed = RoleRequest.objects.filter(pk=asked.pk)
    with acting(administrator, "quickly"):
        own = {"state": "confirmed", "decided_by": administrator}
        assert "another administrator" in refused(lambda: confirmed.update(**own))
        forged = {"state": "confirmed", "decided_by": founders()[0]}
        assert "in their own name" in refused(lambda: confirmed.update(**forged))


def test_role_held_is_not_turned_into_another(newcomer, clerk, reviewers):
    through = User.groups.through.objects.filter(user=clerk)

    assert "second administrator" in refused(lambda: through.update(group=reviewers))
    assert "second administrator" in refused(lambda: through.update(user=newcomer))


def test_requests_are_kept_as_they_were(asked, second, clerk):
    role_requests.decide(asked, CONFIRMED, second, "seen in person")
    row = RoleRequest.objects.filter(pk=asked.pk)

    assert "never changes" in refused(lambda: row.update(reason="other"))
    assert "never changes" in refused(lambda: row.update(account=clerk))
    assert "kept for good" in refused(row.delete)


def test_accounts_have_no_permissions_of_their_own(newcomer):
    permission = Permission.objects.get(codename="add_edition")

    assert "come with roles only" in refused(newcomer.user_permissions.add, permission)


def test_only_a_confirmed_administrator_becomes_a_superuser(newcomer, clerk, administrator):
    def raise_up(account):
        User.objects.filter(pk=account.pk).update(is_superuser=True)

    assert "confirmed administrator" in refused(raise_up, newcomer)
    assert "confirmed administrator" in refused(raise_up, clerk)
    assert "confirmed administrator" in refused(User.objects.create_superuser, "root")
    raise_up(administrator)
    assert User.objects.get(pk=administrator.pk).is_superuser


@pytest.mark.django_db(transaction=True)
def test_old_confirmation_gives_a_role_once(newcomer, reviewers):
    role_requests.give(newcomer, ["reviewer"], *founders(), "joins in May")
    newcomer.groups.remove(reviewers)

    assert "second administrator" in refused(newcomer.groups.add, reviewers)


def test_first_two_administrators_need_nobody(capsys):
    call_command("first_administrators", "li.wei", "wang.fang")

    printed = capsys.readouterr().out
    accounts = User.objects.filter(username__in=("li.wei", "wang.fang"))
    assert [roles_of(account) for account in accounts] == [["administrator"]] * 2
    assert all(account.new_password_due_since for account in accounts)
    assert "li.wei" in printed and "wang.fang" in printed


def test_nobody_founds_twice(administrator):
    with pytest.raises(CommandError, match="first two"):
        call_command("first_administrators", "li.wei", "wang.fang")

    assert not User.objects.filter(username="li.wei").exists()


@pytest.mark.parametrize("is_founded", [False, True])
def test_demonstration_accounts_have_their_roles(is_founded):
    if is_founded:
        founders()

    call_command("demo_accounts", verbosity=0)
    call_command("demo_accounts", verbosity=0)

    assert {
        name: roles_of(User.objects.get(username=name)) for name in ("reviewer", "auditor")
    } == {"reviewer": ["reviewer"], "auditor": ["auditor"]}
    for name in ("administrator", "administrator-2"):
        assert roles_of(User.objects.get(username=name)) == ["administrator"]
    assert set(roles_of(User.objects.get(username="clerk"))) == {"clerk", "private-data"}


def test_founders_are_administrators_and_two(newcomer, reviewers):
    founding = {"account": newcomer, "state": "founding", "reason": "x"}

    other = refused(lambda: RoleRequest.objects.create(group=reviewers, **founding))
    founders()
    third = refused(
        lambda: RoleRequest.objects.create(
            group=Group.objects.get(name="administrator"), **founding
        )
    )

    assert "first two administrators" in other and "first two administrators" in third


def test_form_asks_and_takes_away(client, administrator, second, clerk, reviewers):
    client.force_login(administrator)

    page = form_of(client, clerk, groups=[str(reviewers.pk)])

    asked = RoleRequest.objects.standing().get()
    assert "takes effect when another administrator confirms it" in page.text
    assert (asked.account, asked.group, asked.asked_by) == (clerk, reviewers, administrator)
    assert roles_of(clerk) == []


def test_role_is_confirmed_on_its_page(client, asked, newcomer, administrator, second):
    client.force_login(administrator)
    own = client.post(decision_of(asked, "confirm"), {"reason": "quickly"})
    client.force_login(second)
    waiting = client.get("/admin/").text
    listed = client.get(reverse("admin:records_rolerequest_changelist")).text
    page = client.get(decision_of(asked, "confirm")).text

    client.post(decision_of(asked, "confirm"), {"reason": "seen in person"})

    assert "Another administrator must confirm" in own.text
    assert "Roles to confirm" in waiting and decision_of(asked, "decline") in listed
    assert "newcomer be given the role “reviewer”" in page
    assert roles_of(newcomer) == ["reviewer"]


def test_declined_role_is_not_given(client, asked, newcomer, second):
    client.force_login(second)

    client.post(decision_of(asked, "decline"), {"reason": "not known here"})

    asked.refresh_from_db()
    assert (asked.state, roles_of(newcomer)) == ("declined", [])
    assert "not known here" in client.get(reverse("admin:records_rolerequest_changelist")).text


@pytest.mark.parametrize("role", ["clerk", "reviewer", "auditor"])
def test_others_decide_on_no_role(client, asked, role):
    client.force_login(member(role))

    assert client.post(decision_of(asked, "confirm"), {"reason": "a"}).status_code == 403


def test_request_and_role_are_in_the_history(asked, newcomer, administrator, second):
    role_requests.decide(asked, CONFIRMED, second, "seen in person")

    events = ChangeEvent.objects.filter(row_table="records_rolerequest", row_id=asked.pk)
    given = ChangeEvent.objects.filter(row_table="records_user_groups", owner_id=newcomer.pk).get()
    assert [event.user for event in events] == [second, administrator]
    assert (given.user, given.reason) == (second, "seen in person")
