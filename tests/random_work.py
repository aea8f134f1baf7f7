"""Random work of a year, for tests that derived data say what the rows say."""

import random

from cadres.models import Organisation
from counties.models import County, Province
from programs.models import Category, Indicator, Project, Result, Status
from records.review import workflow
from tests.builders import (
    draft_reference,
    make_allocation,
    make_project,
    publish,
    publish_reference,
    statement,
    withdraw,
)


class Luck:
    """Random work of a year: what clerks and reviewers do to projects and counties."""

    def __init__(self, seed: int, clerk, reviewer):
        self.random = random.Random(seed)  # noqa: S311  # the same work in every run
        self.clerk, self.reviewer, self.number = clerk, reviewer, 0

    def work(self) -> None:
        usual = [self.publish, self.publish, self.correct, self.withdraw]
        self.random.choice([*usual, self.move, self.designate])()

    def publish(self) -> None:
        drafts = [self._draft() for _one in range(self.random.randint(1, 3))]
        workflow.submit(drafts, self.clerk)
        workflow.publish(drafts, self.reviewer, "new")

    def correct(self) -> None:
        if (project := self._any()) is None:
            return self.publish()
        draft = workflow.start_correction(project, self.clerk, "better known")
        draft.status = self.random.choice(["", *Status.values])
        draft.county = self._county()
        draft.scope = "county" if draft.county else "national"
        draft.save()
        draft.allocations.all().delete()
        self._money(draft)
        draft.results.all().delete()
        self._outcomes(draft)
        workflow.submit([draft], self.clerk)
        return workflow.publish([draft], self.reviewer, "better known")

    def withdraw(self) -> None:
        if (project := self._any()) is not None:
            withdraw(project, self.reviewer, "never built")

    def move(self) -> None:
        county = self.random.choice(list(County.objects.order_by("code")[:4]))
        province = self.random.choice(list(Province.objects.order_by("code")[:3]))
        publish_reference(County, county.code, province=province, name=f"Moved {self.number}")
        self.number += 1

    def designate(self) -> None:
        """Let a county be designated from another year on, or until another year."""
        county = self.random.choice(list(County.objects.order_by("code")[:4]))
        draft = draft_reference(County, county.code, name=f"Designated {self.number}")
        first = self.random.choice(["2008", "2012-06", "2013", "2014"])
        last = self.random.choice(["", "2012", "2015"])
        term = {"starts": first, "ends": last if last >= first[:4] else ""}
        draft.designations.filter(kind="designated").update(**term)
        publish(draft)
        self.number += 1

    def _draft(self) -> Project:
        self.number += 1
        county = self._county()
        project = make_project(
            f"luck-{self.number}",
            year=self.random.choice([2012, 2013]),
            county=county,
            scope="county" if county else self.random.choice(["national", "designated"]),
            status=self.random.choice(["", *Status.values]),
            category=self.random.choice(Category.values),
        )
        self._money(project)
        self._outcomes(project)
        return project

    def _money(self, project: Project) -> None:
        for line in range(1, self.random.randint(1, 4)):
            make_allocation(
                project,
                line=line,
                kind=self.random.choice(["relief_fund", "donation"]),
                level=self.random.choice(["", "central", "county"]),
                allocated=self.random.choice([None, 5000, 250_000]),
                funder=self._body(),
                coordinator=self._body(),
            )

    def _outcomes(self, project: Project) -> None:
        project.component_count = self.random.choice([None, 3])
        project.coordinator = self._body()
        project.save()
        for line, code in enumerate(self.random.sample(["jobs", "broadband-villages"], 1), 1):
            indicator = Indicator.objects.get(code=code)
            value = self.random.choice([2, 50])
            Result.objects.create(
                project=project, indicator=indicator, value=value, line=line, statement=statement()
            )

    def _body(self) -> Organisation | None:
        return self.random.choice([None, *Organisation.objects.order_by("code")[:2]])

    def _county(self) -> County | None:
        return self.random.choice([None, *County.objects.order_by("code")[:4]])

    def _any(self) -> Project | None:
        mine = Project.objects.published().filter(code__startswith="luck-").order_by("code")
        return self.random.choice(list(mine)) if mine else None
