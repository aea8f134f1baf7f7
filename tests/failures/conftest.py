"""A copy of the tests' own server that may fail, and people who work on it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from config.database.home import Home, find_home
from config.settings import BASE_DIR, DATABASES
from counties.models import Assignment
from programs.models import Project
from records.models import User
from tests import replicas
from tests.at_once import signed_in
from tests.builders import make_project
from tests.conftest import member
from tests.records.staff.test_admin import typed
from tests.staff_forms import page_of


@dataclass(frozen=True)
class Ledger:
    """A server that a test may break, and the database in it that holds the report of 2011."""

    home: Home
    database: str

    @property
    def url(self) -> str:
        return self.home.url(self.database)

    def here(self):
        """Inside the block, queries of this thread go there."""
        return replicas.on_server(self.home, self.database)


@dataclass(frozen=True)
class Work:
    """A draft that a clerk has open, and what the browser would send of it."""

    draft: Project
    form: str
    fields: dict[str, object]
    session: str

    def now(self) -> Project:
        """The draft as it is stored."""
        return Project.objects.get(pk=self.draft.pk)


def session_of(user: User) -> str:
    return signed_in(user).cookies["sessionid"].value


def work_of_a_clerk(name: str = "clerk") -> Work:
    """A draft that a clerk of the ministry works on."""
    clerk = member("clerk", name)
    Assignment.objects.create(user=clerk)
    draft = make_project(f"of-{name}")
    return Work(draft, page_of(Project, draft), typed(signed_in(clerk), draft), session_of(clerk))


def folder_of(name: str) -> Path:
    """Of a server; another process of the same run of tests may have one too."""
    return BASE_DIR / "var" / f"postgres-{name}-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@pytest.fixture(scope="session")
def lend(django_db_setup, django_db_blocker) -> Callable:
    """What makes a copy of the tests' own server, for the time of a block."""

    @contextmanager
    def lent(name: str, **options) -> Iterator[Ledger]:
        if "FOLDER" not in DATABASES["default"]:
            pytest.skip("needs the programs of the embedded server")
        with django_db_blocker.unblock():
            tests = find_home(DATABASES["default"]["FOLDER"])
            home = replicas.copy_server(tests, folder_of(name), follows=False, **options)
            try:
                yield Ledger(home, connection.settings_dict["NAME"])
            finally:
                replicas.stop(home)

    return lent
