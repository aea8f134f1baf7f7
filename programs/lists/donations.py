"""Donations: who gave what, through whom, to whom. Goods and money have a list each."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from config.lib.pages.views import ListPage, edition_number
from programs import models
from programs.lists import filters, tables
from programs.lists.tally_counter import TallyCounter
from programs.lists.views import FundList
from programs.totals.addresses import rows_of
from programs.totals.tallies import Condition
from records.models import Scope, Unit
from records.registry.kinds import kind_for

FIRST = 10  # donations of money on the page of goods
# What the filters of the list of goods are called in that of money.
OF_MONEY = {
    **{name: name for name in ("q", "year", "program", "province")},
    "donor": "funder",
    "intermediary": "coordinator",
}
MONEY_PARTIES = ("project__program", "project__county", "funder", "coordinator", "recipient")


class DonatedMoneyCounter(TallyCounter):
    """Counts donations of money, which are allocations of one kind."""

    def _conditions(self, asked):
        yield from super()._conditions(asked)
        yield Condition("kind", "kind = %(kind)s", {"kind": models.MoneyKind.DONATION.value})


class DonatedMoneyList(FundList):
    table_class = tables.DonatedMoneyTable
    filterset_class = filters.DonatedMoneyFilter
    counter_class = DonatedMoneyCounter
    facets = tuple(name for name in FundList.facets if name != "kind")
    title = _("Donations of money")
    lead = _(
        "Who gave money, through whom, to whom, as far as it is recorded. The amount is what was "
        "allocated or, where the source names no stage, what it states."
    )
    related = MONEY_PARTIES

    def get_queryset(self):
        return super().get_queryset().filter(kind=models.MoneyKind.DONATION)


@dataclass(frozen=True)
class GoodsSum:
    """Donated goods of one programme, scope and unit; no two of them are added up."""

    program: models.Program
    scope: Scope
    unit: Unit
    rows: int
    quantity: Decimal | None
    valued: int  # rows with a stated value
    value: Decimal | None

    @property
    def unvalued(self) -> int:
        """How many rows the sum of values lacks."""
        return self.rows - self.valued


def goods_sums(donations) -> list[GoodsSum]:
    """What `donations` add up to, unit by unit."""
    keys = ("project__program", "project__scope", "unit")
    groups = list(
        donations.order_by()
        .values_list(*keys)
        .annotate(
            rows=Count("pk"),
            quantities=Sum("quantity"),
            valued=Count("money_value"),
            values=Sum("money_value"),
        )
    )
    programs = models.Program.objects.in_bulk({program for program, *_rest in groups})
    sums = [
        GoodsSum(programs[program], Scope(scope), Unit(unit), *measures)
        for program, scope, unit, *measures in groups
    ]
    units, scopes = list(Unit), list(Scope)
    return sorted(
        sums,
        key=lambda one: (
            one.program.position,
            one.program.code,
            scopes.index(one.scope),
            units.index(one.unit),
        ),
    )


@dataclass(frozen=True)
class DonatedMoney:
    """The donations of money beside a list of goods: their sums, and the largest of them."""

    counter: DonatedMoneyCounter
    table: tables.DonatedMoneyTable
    address: str

    @property
    def is_all(self) -> bool:
        return self.counter.rows.number <= FIRST


class DonationList(ListPage):
    model = models.Donation
    table_class = tables.DonationTable
    filterset_class = filters.DonationFilter
    sheet = kind_for(models.Donation).named_sheet
    template_name = "programs/donation_list.html"
    title = _("Donations")
    lead = _(
        "Who gave what, through whom, to whom. Goods are counted in their own units; a value in "
        "yuan is shown only where a source states it."
    )
    related = ("project__program", "project__county", "donor", "intermediary")
    facets = ("year", "program", "province", "donor", "intermediary", "unit")

    def get_queryset(self):
        return super().get_queryset().order_by("-project__year", "project__code", "line")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            goods=goods_sums(self.filterset.qs), money=self.money, **kwargs
        )

    @cached_property
    def money(self) -> DonatedMoney | None:
        """Donations of money under the same filters; None where these leave only goods."""
        asked = {name: value for name, value in self.request.GET.items() if value}
        if asked.get("unit") or self.counter.is_wrong:
            return None
        given = {OF_MONEY[name]: value for name, value in asked.items() if name in OF_MONEY}
        edition = edition_number(self.request)
        everything = models.Allocation.objects.as_of(edition)
        rows = everything.filter(kind=models.MoneyKind.DONATION)
        filterset = filters.DonatedMoneyFilter(given, rows, request=self.request)
        largest = filterset.qs.order_by("-amount", "project__code", "line").exclude(amount=None)
        ids = list(largest.values_list("pk", flat=True)[:FIRST])
        by_pk = everything.select_related("statement__source", *MONEY_PARTIES).in_bulk(ids)
        table = tables.DonatedMoneyTable(
            [by_pk[pk] for pk in ids if pk in by_pk], orderable=False, exclude=("edit",)
        )
        table.request, table.caption = self.request, _("The largest donations of money")
        counter = DonatedMoneyCounter(filterset, ("program",), edition)
        return DonatedMoney(counter, table, rows_of("donated money", sort="-amount", **given))
