"""The cast: a clerk, a reviewer, an administrator, an auditor. The visitor is pytest's client."""

import gc

import pytest
from django.apps import apps
from django.core.management.commands import flush
from django.db import connection, transaction
from django.utils import translation

from config.lib.caching import clear_caches
from counties.models import Assignment, County
from records.models import RoleRequest, User
from records.review.role_requests import give, make_first_administrators
from tests import template
from tests.database import without_triggers

IN_MODULE = pytest.StashKey[bool]()  # set while the ledger holds what a module added for its tests


def pytest_collection_finish():
    """What is loaded by now stays: the collector of garbage need not look at it again and again,
    and seldom at the rest."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)  # of a sample it saved a twentieth of the processor time


@pytest.fixture(scope="session", autouse=True)
def renewed_between_tests():
    """Ledger tables refuse TRUNCATE: after a test that commits comes another database."""
    plain = flush.Command.handle
    flush.Command.handle = lambda self, **options: template.renew()
    yield
    flush.Command.handle = plain


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings, django_db_blocker, pytestconfig
):
    """The report is there once for all tests; each finds it, or an empty ledger, by a rollback."""
    reuse = pytestconfig.option.reuse_db and not pytestconfig.option.create_db
    with django_db_blocker.unblock():
        template.prepare(reuse=reuse)
    yield
    with django_db_blocker.unblock():
        template.drop()


@pytest.fixture(autouse=True)
def empty_caches():
    """The same edition loaded anew has the same digest and other ids."""
    clear_caches()


@pytest.fixture(autouse=True)
def in_english():
    """A page in Chinese leaves its language to the next test otherwise."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def empty_ledger(request):
    """A test that does not ask for the report starts with nothing."""
    names = set(request.fixturenames)
    if names & {"db", "transactional_db"} and not names & {"report_2011", "report_for_module"}:
        request.getfixturevalue("transactional_db" if "transactional_db" in names else "db")
        with transaction.atomic(), without_triggers(), connection.cursor() as cursor:
            for model in filled_by_the_report():
                cursor.execute(f"DELETE FROM {model._meta.db_table}")


def filled_by_the_report():
    rooms = ("records", "counties", "cadres", "programs")
    return [model for room in rooms for model in apps.get_app_config(room).get_models()]


def member(role: str, name: str = "") -> User:
    user = User.objects.create_user(name or role, password="secret", is_staff=True)
    give(user, [role], *founders(), "for a test")
    return user


def superuser(name: str = "root") -> User:
    """A superuser: an administrator first, as the database wants it."""
    user = member("administrator", name)
    user.is_superuser = True
    user.save()
    return user


def founders() -> list[User]:
    """The first two administrators of the ledger, who ask for and confirm all other roles."""
    names = ("founder-1", "founder-2")
    accounts = [User.objects.get_or_create(username=name)[0] for name in names]
    if not RoleRequest.objects.exists():
        make_first_administrators(accounts, "for a test")
    return accounts


@pytest.fixture
def clerk(db):
    """A clerk of the ministry's own records."""
    user = member("clerk")
    Assignment.objects.create(user=user)
    return user


@pytest.fixture
def county_clerk(report_2011):
    """A clerk of Daning."""
    user = member("clerk", name="county-clerk")
    Assignment.objects.create(user=user, county=County.objects.get(code="141030"))
    return user


@pytest.fixture
def reviewer(db):
    return member("reviewer")


@pytest.fixture
def administrator(db):
    return member("administrator")


@pytest.fixture
def auditor(db):
    return member("auditor")


@pytest.fixture
def report_2011(db, request):
    """The whole 2011 report, published: every copy of the template has it."""
    is_more = IN_MODULE in request.session.stash and "report_for_module" not in request.fixturenames
    assert not is_more, "Tests of the report alone stand before those of their module's ledger."


@pytest.fixture(scope="module")
def report_for_module(request, django_db_setup, django_db_blocker):
    """The report, for a fixture that adds to it once for all tests of its module: each test starts
    where that fixture ended. Not in a module with tests that commit."""
    around = transaction.atomic()
    around._from_testcase = True  # as Django marks its own: durable blocks inside are allowed
    with django_db_blocker.unblock(), translation.override("en"), around:
        clear_caches()
        request.session.stash[IN_MODULE] = True
        yield
        del request.session.stash[IN_MODULE]
        transaction.set_rollback(True)
