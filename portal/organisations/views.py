"""The list of organisations, and the page of one with every role it has."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from cadres.models import Organisation
from config.lib.pages.views import ListPage, edition_number
from config.lib.spreadsheets.export import SheetColumn
from config.lib.tables.tables import format_money_html
from portal.organisations import tables
from portal.organisations.body_page import body_context
from portal.organisations.body_ranking import BodyCounter, BodyRanking, text_of
from portal.organisations.filters import BodyFilter
from portal.organisations.role_sums import RoleSum
from portal.organisations.roles import MONEY_ROLES, ROLES
from portal.places.ranking import figure_of
from programs.models import MoneyKind, Program
from programs.totals.tallies import Tally
from records.models import Scope
from records.registry.kinds import kind_for
from records.templatetags.ledger import qualified

MOST_TOTALS = 12


@dataclass(frozen=True)
class TotalLine:
    """Money of the bodies of a list together: one role, programme, scope and kind."""

    role: str
    program: Program
    scope: str
    kind: str
    amount: SafeString
    unstated: int


class OrganisationList(ListPage):
    """Organisations by the largest sum of money that they gave, arranged or received."""

    model = Organisation
    filterset_class = BodyFilter
    counter_class = BodyCounter
    sheet = kind_for(Organisation).named_sheet
    facets = ("role", "kind", "year")
    template_name = "organisations/organisation_list.html"
    title = _("Organisations")
    lead = _(
        "Who gave, arranged, passed on and received, who carried projects out and who hosted"
        " meetings. The largest sum of money comes first; sums of different roles, programmes,"
        " scopes or kinds of money are never added."
    )

    @cached_property
    def ranking(self) -> BodyRanking:
        nothing = Organisation.objects.none()
        asked = self.filterset_class(self.request.GET or None, nothing, request=self.request)
        return asked.ranking

    @cached_property
    def table_class(self):
        return tables.with_sums(self.ranking)

    def get_queryset(self):
        rows = Organisation.objects.published().select_related("statement__source")
        return self.ranking.largest_first(rows)

    def get_sheet(self) -> tuple[SheetColumn, ...]:
        """The columns of the kind, and after them those of its sums."""
        return (*self.sheet, *_figures(self.ranking), *_largest_sums(self.ranking))

    def get_context_data(self, **kwargs):
        added = self.ranking.added(self.filterset.qs.order_by().values_list("pk", flat=True))
        return super().get_context_data(
            totals=total_lines(added[:MOST_TOTALS]), all_totals=len(added), **kwargs
        )


def _figures(ranking: BodyRanking) -> list[SheetColumn]:
    """Columns of numbers: projects, years, rows of each role, the largest sum of each."""
    read = {
        "projects": lambda sums: sums.projects,
        "first_year": lambda sums: min(ranking.years_of(sums), default=None),
        "last_year": lambda sums: max(ranking.years_of(sums), default=None),
        **{f"rows_{role.name}": lambda sums, role=role: sums.rows(role) for role in ROLES},
        **{
            f"largest_sum_{role.name}_yuan": lambda sums, role=role: _amount(sums.largest(role))
            for role in MONEY_ROLES
        },
    }
    return [
        SheetColumn(
            name, figure_of({pk: one(sums) for pk, sums in ranking.sums.items()}), is_text=False
        )
        for name, one in read.items()
    ]


def _amount(part: RoleSum | None) -> Decimal | None:
    return part.tally.amount if part else None


def _largest_sums(ranking: BodyRanking) -> list[SheetColumn]:
    """Columns of texts: what the largest sum of each body is of."""
    parts = {pk: ranking.largest(sums) for pk, sums in ranking.sums.items()}
    largest = {pk: one for pk, one in parts.items() if one}
    programs = Program.objects.in_bulk({one.program for one in largest.values()})
    read = {
        "largest_sum_role": lambda one: one.role.name,
        "largest_sum_kind": lambda one: one.of,
        "largest_sum_program": lambda one: programs[one.program].code,
        "largest_sum_scope": lambda one: one.scope,
    }
    return [
        SheetColumn(name, text_of({pk: text(one) for pk, one in largest.items()}))
        for name, text in read.items()
    ]


def total_lines(added: list[tuple[RoleSum, Tally]]) -> list[TotalLine]:
    """Sums of several bodies, as a table shows them."""
    programs = Program.objects.in_bulk({part.program for part, _tally in added})
    return [
        TotalLine(
            str(part.role.label),
            programs[part.program],
            str(Scope(part.scope).label),
            str(MoneyKind(part.of).label),
            qualified(
                format_money_html(tally.amount),
                part.own_qualifier if tally.rows == 1 else tally.qualifier,
            ),
            tally.unstated,
        )
        for part, tally in added
    ]


class OrganisationDetail(DetailView):
    """An organisation: what it did, role by role."""

    template_name = "organisations/organisation_detail.html"
    slug_field = slug_url_kwarg = "code"

    def get_queryset(self):
        return Organisation.objects.published().select_related("parent", "statement__source")

    def get_context_data(self, **kwargs):
        context = body_context(self.object, edition_number(self.request))
        return super().get_context_data(**context, **kwargs)
