"""Public pages of this room: the leading group, cadres, meetings."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import OuterRef, Prefetch, Subquery
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from cadres.filters import CadreFilter, MeetingFilter
from cadres.models import (
    Assessment,
    Award,
    Cadre,
    Decision,
    Meeting,
    Membership,
    Posting,
    PostingMonth,
    Selection,
)
from cadres.models.decisions import BY_DUE_DATE
from cadres.tables import CadreTable, MeetingTable
from config.lib import dates
from config.lib.charts.timelines import Period, Timeline
from config.lib.language import compose, join_texts
from config.lib.pages.views import ListPage, edition_number
from config.lib.tables.tables import NOT_STATED
from records.models import Edition
from records.registry.kinds import kind_for

MOST_OF_A_PART = 50  # rows of one kind, above the cadres


class CadreList(ListPage):
    model = Cadre
    table_class = CadreTable
    filterset_class = CadreFilter
    sheet = kind_for(Cadre).named_sheet
    template_name = "cadres/cadre_list.html"
    facets = ("kind", "organisation")
    title = _("Cadres")
    lead = _(
        "Who leads the work and who was sent to the counties: selected, sent, assessed, honoured."
    )

    def get_queryset(self):
        postings = Posting.objects.as_of(edition_number(self.request)).order_by("year", "code")
        first = postings.filter(cadre=OuterRef("pk")).values("county__code")[:1]
        public = Prefetch("postings", postings.select_related("county"), to_attr="public_postings")
        cadres = Cadre.objects.published().select_related("organisation", "statement__source")
        return cadres.annotate(first_county=Subquery(first)).prefetch_related(public)

    def get_context_data(self, **kwargs):
        edition = edition_number(self.request)
        awards = _all(Award, edition, "cadre", "awarded_by")
        kinds = {
            "selections": _all(Selection, edition, "candidates_statement__source"),
            "postings": _all(Posting, edition, "cadre", "county", "home_unit"),
            "assessments": _all(Assessment, edition, "cadre", "county"),
            "awards": awards.prefetch_related("attachments__statement__source"),
        }
        parts = {
            name: list(rows.order_by("-year", "code")[: MOST_OF_A_PART + 1])
            for name, rows in kinds.items()
        }
        return super().get_context_data(
            is_more=any(len(rows) > MOST_OF_A_PART for rows in parts.values()),
            most=MOST_OF_A_PART,
            **{name: rows[:MOST_OF_A_PART] for name, rows in parts.items()},
            **kwargs,
        )


class CadreDetail(DetailView):
    template_name = "cadres/cadre_detail.html"

    def get_object(self, queryset=None):
        cadres = Cadre.objects.published().select_related("organisation", "statement__source")
        return get_object_or_404(cadres, code=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        edition, cadre = edition_number(self.request), self.object
        seats = list(_all(Membership, edition, "body").filter(cadre=cadre))
        postings = list(_all(Posting, edition, "county", "home_unit").filter(cadre=cadre))
        months = PostingMonth.objects.filter(posting__in=postings).select_related(
            "posting__county", "statement__source"
        )
        awards = _all(Award, edition, "awarded_by").filter(cadre=cadre)
        awards = list(awards.prefetch_related("attachments__statement__source"))
        return super().get_context_data(
            seats=seats,
            postings=postings,
            awards=awards,
            attendance=attendance_by_year(months.order_by("month", "posting")),
            timeline=timeline_of(seats, postings, awards),
            unstated=[name for name, value in _optional_facts(cadre) if not value],
            **kwargs,
        )


def _optional_facts(cadre: Cadre):
    yield _("Name in Chinese"), cadre.name_zh
    yield pgettext_lazy("of a person", "Title"), cadre.title_text
    yield _("Organisation"), cadre.organisation


@dataclass(frozen=True)
class AttendanceOfYear:
    """The days of a cadre in one place and year, as far as they are stated."""

    year: str
    place: str
    months: list[PostingMonth]

    @property
    def days(self) -> int:
        return sum(row.days or 0 for row in self.months)


def attendance_by_year(months) -> list[AttendanceOfYear]:
    """The months of postings, in order, as years of one posting each."""
    groups: dict[tuple[str, int], list[PostingMonth]] = {}
    for row in months:
        groups.setdefault((row.month[:4], row.posting_id), []).append(row)
    return [
        AttendanceOfYear(year, rows[0].posting.place_name, rows)
        for (year, _posting), rows in groups.items()
    ]


def timeline_of(seats, postings, awards) -> Timeline | None:
    """The posts and awards of a cadre by year; None where no date is stated."""
    periods = [
        *(
            Period(
                join_texts(", ", (seat.body, seat.get_role_display())),
                _term(seat),
                seat.starts,
                seat.ends,
            )
            for seat in seats
        ),
        *(
            Period(
                compose(gettext("Sent: %(place)s"), place=row.place_name),
                _term(row),
                row.starts,
                row.ends,
            )
            for row in postings
        ),
        *(
            Period(
                row.title_text,
                dates.format_partial_date(row.awarded_on) or str(NOT_STATED),
                row.awarded_on,
                is_event=True,
            )
            for row in awards
        ),
    ]
    timeline = Timeline(gettext("Seats, postings and honours"), tuple(periods))
    return timeline if timeline.years else None


def _term(row) -> str:
    return dates.format_period(row.starts, row.ends, NOT_STATED)


class LeadingGroup(TemplateView):
    template_name = "cadres/leading_group.html"

    def get_context_data(self, **kwargs):
        seats = _all(Membership, edition_number(self.request), "body", "organisation", "cadre")
        seats = seats.order_by(*Membership.IN_ORDER)
        bodies = [(body, list(rows)) for body, rows in groupby(seats, lambda seat: seat.body)]
        return super().get_context_data(bodies=bodies, **kwargs)


class MeetingList(ListPage):
    model = Meeting
    table_class = MeetingTable
    filterset_class = MeetingFilter
    sheet = kind_for(Meeting).named_sheet
    template_name = "cadres/meeting_list.html"
    title = _("Meetings")
    lead = _("Conferences and exchanges: when, who, and what they were about.")
    related = ("host",)
    facets = ("year", "kind", "host")
    table_pagination = {"per_page": MeetingTable.page_sizes[0], "silent": False}
    prefetched = (
        "attachments__statement__source",
        Prefetch("decisions", Decision.objects.with_parties().order_by("done_on", *BY_DUE_DATE)),
    )

    def get_context_data(self, **kwargs):
        """Above all the decisions that are open, whatever the filter: the first that are due."""
        edition = edition_number(self.request)
        unsettled = Decision.objects.as_of(edition).unsettled().with_parties()
        unsettled = list(unsettled.order_by(*BY_DUE_DATE)[: MOST_OF_A_PART + 1])
        return super().get_context_data(
            day=Edition.objects.day_of(edition),
            unsettled=unsettled[:MOST_OF_A_PART],
            is_more=len(unsettled) > MOST_OF_A_PART,
            most=MOST_OF_A_PART,
            **kwargs,
        )


def _all(model, edition: int | None, *related: str):
    rows = model.objects.as_of(edition).select_related("statement__source", *related)
    return rows.order_by("code")
