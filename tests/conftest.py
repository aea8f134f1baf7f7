"""The cast: a clerk, a reviewer, an administrator, an auditor. The visitor is pytest's client."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.backends.postgresql.operations import DatabaseOperations

from counties.models import Assignment, County
from records.models import User


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests():
    """Ledger tables refuse TRUNCATE. Only the flush between tests may pass, as a superuser."""
    plain = DatabaseOperations.sql_flush

    def sql_flush(self, *args, **kwargs):
        statements = plain(self, *args, **kwargs)
        return ["SET LOCAL session_replication_role = replica", *statements] if statements else []

    DatabaseOperations.sql_flush = sql_flush
    yield
    DatabaseOperations.sql_flush = plain


def member(role: str, name: str = "") -> User:
    user = User.objects.create_user(name or role, password="secret", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


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
def report_2011(db):
    """The whole 2011 report, published."""
    call_command("load_report_2011", verbosity=0)
