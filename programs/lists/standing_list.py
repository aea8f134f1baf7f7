"""The progress of projects: what was planned, allocated, received and spent, how the work goes, and
what is late, as the public reads it in its edition."""

import datetime
from dataclasses import dataclass

import django_filters as filters
from django.db.models import Count, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from config.lib.pages.facets import RowCounter, address
from config.lib.pages.paging import MOST, RowCount, count_rows
from config.lib.pages.views import ListPage, edition_number
from programs.lists.filters import PartyFilter, counties_to_offer, of_project
from programs.lists.standing_table import PROGRESS_SHEET, StandingTable
from programs.lists.tally_counter import TallyCounter
from programs.models import Project, Standing, Status
from programs.totals.standing_sums import StageSums, stage_sums
from programs.totals.standings import QUEUES, StandingQueue, day_of, with_queues
from records.filters import StatedFilter, WordFilter
from records.search.listing import FEW

LOOKED_AT = 5_000  # standings of a queue, to find out how many of them a long list holds


class StatusFilter(StatedFilter):
    """Projects of a status. What is over its standing says too, by which an index finds it."""

    def filter(self, queryset, value):
        rows = super().filter(queryset, value)
        return rows.filter(is_open=False) if is_of_over(value) else rows


def is_of_over(status: str | None) -> bool:
    """Whether a filter leaves only projects that are neither planned nor under way."""
    return bool(status) and status not in (Status.PLANNED, Status.UNDER_WAY)


class StandingFilter(of_project("project__")):
    """Projects by place, programme, year and body, and by what they wait for on the day of the
    page."""

    q = WordFilter(Project, "project")
    status = StatusFilter(Status.choices, field_name="project__status", label=_("Status"))
    show = filters.ChoiceFilter(
        label=_("What waits"),
        choices=[(queue.name, queue.title) for queue in QUEUES],
        method="by_queue",
    )
    implementer = PartyFilter(_("Implementing unit"), field_name="project__implementer")
    kind = level = band = amount_from = amount_to = None

    class Meta:
        model = Standing
        fields = ("q", "show")

    @property
    def is_of_common_words(self) -> bool:
        """Whether more projects hold the words of the search box than are given by their ids."""
        words = self.form.cleaned_data.get("q") if self.form.is_valid() else ""
        return bool(words) and self.filters["q"].holding(words).ids is None

    def by_queue(self, queryset, _name, value):
        queue = next(one for one in QUEUES if one.name == value)
        return queryset.filter(queue.condition(day_of(self.request)))


@dataclass(frozen=True)
class QueueCount:
    """How many projects of a list are in a queue, None where that is not counted, and the address
    of these alone."""

    queue: StandingQueue
    rows: RowCount | None
    address: str
    is_chosen: bool


def queue_counts(
    standings: QuerySet[Standing],
    day: datetime.date,
    everything: QuerySet[Standing] | None = None,
    *,
    are_over: bool = False,
    are_many: bool = False,
) -> dict[str, RowCount | None]:
    """How many of `standings` are in each queue on `day`: of few in one query, of many in some for
    each queue, with bounded work. `everything` is given where `standings` are a part of it;
    `are_over` says that no project is planned or under way, `are_many` that it is known already
    that they are many."""
    if not are_many and (counts := _count_few(standings, day)) is not None:
        return counts
    counts = {}
    for one in QUEUES:
        condition = one.condition(day)
        if are_over and one.is_of_open:
            counts[one.name] = RowCount(0)
        elif everything is None:
            counts[one.name] = count_rows(standings.filter(condition))
        else:
            counts[one.name] = _count_part(standings, everything.filter(condition))
    return counts


def _count_few(standings: QuerySet[Standing], day: datetime.date) -> dict[str, RowCount] | None:
    """All queues of few in one query; None of many."""
    own = standings.order_by().values("pk")[: MOST + 1]
    marks = {one.name: Count("pk", filter=one.condition(day)) for one in QUEUES}
    counted = Standing.objects.filter(pk__in=own).aggregate(of_all=Count("pk"), **marks)
    if counted.pop("of_all") > MOST:
        return None
    return {name: RowCount(number) for name, number in counted.items()}


def _count_part(standings: QuerySet[Standing], queue: QuerySet[Standing]) -> RowCount | None:
    """How many of a queue are among many standings: exactly of a short one, of a long one as many
    as are among some of it, and None where that is none."""
    some = queue.order_by().values("pk")[:LOOKED_AT]
    found = standings.filter(pk__in=some).order_by().count()
    if queue.order_by()[: LOOKED_AT + 1].count() <= LOOKED_AT:
        return RowCount(found)
    return RowCount(found, is_more=True) if found else None


class ProgressList(ListPage):
    model = Standing
    table_class = StandingTable
    filterset_class = StandingFilter
    sheet = PROGRESS_SHEET
    template_name = "programs/progress_list.html"
    title = _("Progress")
    lead = _(
        "How far projects are: money of all their kinds together at each stage, the work, and what "
        "is late."
    )
    facets = ("year", "program", "province", "status")

    @cached_property
    def counter(self):
        """From tallies, as there are as many standings as projects; by what they wait for, and by
        organisations, no tally counts."""
        asked = self.filterset.form.cleaned_data if self.filterset.is_valid() else {}
        by_rows = self.of_some_places or asked.get("show") or asked.get("implementer")
        kind = RowCounter if by_rows else TallyCounter
        return kind(self.filterset, self.facets, edition_number(self.request))

    @property
    def of_some_places(self) -> bool:
        """Whether it is a list of projects of some places only, whatever the filters."""
        return False

    def get_queryset(self):
        standings = Standing.objects.as_of(edition_number(self.request))
        related = ("project__program", "project__county", "report")
        return with_queues(standings, day_of(self.request)).select_related(*related).order_by("-id")

    def get_context_data(self, **kwargs):
        form = self.filterset.form
        province = form.cleaned_data["province"] if form.is_valid() else None
        return super().get_context_data(
            day=day_of(self.request),
            queues=self.queues,
            sums=self.sums,
            counties=counties_to_offer(province),
            **kwargs,
        )

    @property
    def is_part(self) -> bool:
        """Whether it is a part of all projects, apart from what they wait for."""
        asked = self.counter.in_force
        return self.of_some_places or any(
            asked[name] not in (None, "") for name in asked if name != "show"
        )

    @cached_property
    def queues(self) -> list[QueueCount]:
        """The queues of the rows under all other filters. Words that very many projects hold are
        not looked for once more for each queue."""
        if self.counter.is_wrong:
            return []
        rows, chosen = self.filterset.queryset, self.counter.in_force.get("show")
        for name, value in self.counter.in_force.items():
            if name != "show":
                rows = self.filterset.filters[name].filter(rows, value)
        counts = {}
        if not self.filterset.is_of_common_words:
            counts = queue_counts(
                rows,
                day_of(self.request),
                Standing.objects.as_of(edition_number(self.request)) if self.is_part else None,
                are_over=is_of_over(self.counter.in_force.get("status")),
                are_many=not chosen and self.counter.rows.is_long,
            )
        return [
            QueueCount(
                queue,
                counts.get(queue.name),
                address(self.request, show=None if queue.name == chosen else queue.name),
                queue.name == chosen,
            )
            for queue in QUEUES
        ]

    @cached_property
    def sums(self) -> list[StageSums] | None:
        """What the rows come to; None where they are too many to be added up here."""
        if self.counter.is_wrong or self.counter.rows.number > FEW:
            return None
        return stage_sums(self.filterset.qs)
