"""Batches of projects, five hundred or as BATCH says, submitted together and published by a worker.

`python -m tests.benchmarks.batches` is the worker. It says when it begins, when it sends COMMIT and
when the edition is acknowledged, so that whoever kills it knows how far it had come.
"""

import os
from dataclasses import dataclass, replace
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402  # needs the settings

from programs.models import Allocation, Program, Project  # noqa: E402
from records.history.acting import acting  # noqa: E402
from records.integrity.verify import verify  # noqa: E402
from records.models import Edition, EditionEntry, ReviewStep, State, Statement, User  # noqa: E402
from records.review import workflow  # noqa: E402

SIZE = int(os.environ.get("BATCH", "500"))
BEGINS, COMMITS, IS_PUBLISHED = "begins", "commits", "is published"
STATES = (State.SUBMITTED, State.PUBLISHED, State.SUPERSEDED)
OURS = Project.objects.filter(code__startswith="batch-")


@dataclass(frozen=True)
class Standing:
    """What a publication of the batch changes, counted; of projects, those of the batch alone."""

    editions: int
    entries: int
    steps: int
    submitted: int
    published: int
    superseded: int

    def with_batch(self) -> "Standing":
        """The counts once all that is submitted is published."""
        return replace(
            self,
            editions=self.editions + 1,
            entries=self.entries + SIZE,
            steps=self.steps + SIZE,
            submitted=0,
            published=SIZE,
            superseded=self.superseded + self.published,
        )


def standing() -> Standing:
    return Standing(
        editions=Edition.objects.count(),
        entries=EditionEntry.objects.count(),
        steps=ReviewStep.objects.filter(verb=ReviewStep.Verb.PUBLISH).count(),
        **{str(state): OURS.filter(state=state).count() for state in STATES},
    )


def submit_batch() -> None:
    """The next version of every project of the batch, with an allocation of another amount."""
    newest = OURS.order_by("version").last()
    version = newest.version + 1 if newest else 1
    _submit([f"batch-{number:05}" for number in range(SIZE)], version)


def publish_another() -> Edition:
    """An edition of one new project beside the batch."""
    code = f"alone-{Edition.objects.count()}"
    return _publish(_submit([code], version=1))


def verify_all() -> int:
    """The number of editions, once they and everything derived from them have been verified."""
    return len(list(verify(with_derived=True)))


def _submit(codes: list[str], version: int) -> list[Project]:
    clerk = User.objects.get(username="clerk")
    statement = Statement.objects.get(source__code="report-2011", code="relief-projects")
    same = {
        "program": Program.objects.get(code="relief-projects"),
        "category": "infrastructure",
        "year": 2013,
        "statement": statement,
    }
    with acting(clerk, "To be killed"):
        projects = Project.objects.bulk_create(
            Project(code=code, version=version, title=code, title_zh=code, **same) for code in codes
        )
        Allocation.objects.bulk_create(
            Allocation(
                project=project,
                line=1,
                kind="relief_fund",
                allocated=Decimal(1000 * version),
                statement=statement,
            )
            for project in projects
        )
        workflow.submit(projects, clerk)
    return projects


def _publish(projects: list[Project]) -> Edition:
    return workflow.publish(projects, User.objects.get(username="reviewer"), "To be killed")


def main() -> None:
    submitted = list(OURS.filter(state=State.SUBMITTED))
    commit = connection.connection.commit

    def commit_aloud():
        _say(COMMITS)
        commit()

    connection.connection.commit = commit_aloud
    _say(BEGINS)
    _publish(submitted)
    _say(IS_PUBLISHED)


def _say(what: str) -> None:
    print(what, flush=True)  # noqa: T201  # to whoever started the worker


if __name__ == "__main__":
    main()
