"""What lists of projects and of their money can be narrowed down by: the same words for both."""

import re

import django_filters as filters
from django.db.models import Exists, OuterRef, Q
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _

from config.lib.language import by_name, marked_text
from config.lib.money import MoneyFormField
from config.lib.pages.facets import NONE
from config.lib.tables.tables import NOT_STATED
from counties.models import County, Province
from programs.models import Allocation, AmountBand, Category, MoneyKind, Program, Project, Status
from records.filters import (
    CodeField,
    CodeFilter,
    SearchFilter,
    StatedCodeFilter,
    StatedFilter,
    YearFilter,
)
from records.models import Scope

MONEY = ("kind", "band", "amount_from", "amount_to")
BANDS = ((NONE, NOT_STATED), *AmountBand.choices)
LARGEST = 10**15
MOST_OFFERED = 200  # counties; no province has more
OFFERED = re.compile(r"\((?P<code>[0-9A-Za-z]{1,6})\)$")  # at the end of a name
SEARCHED = ("title", "title_zh", "content", "content_zh", "code")


class CountyField(CodeField):
    """A county by its code, its name, or both as `counties_to_offer` writes them."""

    widget = TextInput(attrs={"list": "counties", "autocomplete": "off"})

    def to_python(self, value):
        if value and (offered := OFFERED.search(value)):
            return super().to_python(offered["code"])
        named = value and County.objects.filter(Q(name__iexact=value) | Q(name_zh=value))
        found = list(named[:2]) if named and "\0" not in value else []
        return found[0] if len(found) == 1 else super().to_python(value)


def counties_to_offer(province: Province | str | None) -> list[str]:
    """The list beside the field of a county, by name; empty where it would be long: then those of
    the chosen province are offered."""
    counties = County.objects.all()
    if isinstance(province, Province):  # and not the filter for what states none
        counties = counties.filter(province=province)
    rows = list(counties.order_by(by_name(), "code")[: MOST_OFFERED + 1])
    if len(rows) > MOST_OFFERED:
        return []
    return [f"{marked_text(row)} ({row.code})" for row in rows]


class CountyBox(StatedCodeFilter):
    field_class = CountyField


class AmountFilter(filters.NumberFilter):
    """An amount in yuan, or in the unit that is written behind it."""

    field_class = MoneyFormField
    pattern = (
        r"^([0-9]{1,15}(\.[0-9]{1,2})?元?"
        r"|[0-9]{1,11}(\.[0-9]{1,6})?万元?"
        r"|[0-9]{1,7}(\.[0-9]{1,10})?亿元?)$"
    )

    def __init__(self, **options):
        super().__init__(min_value=0, max_value=LARGEST, max_digits=18, decimal_places=2, **options)


def of_project(path: str) -> type[filters.FilterSet]:
    """The filters by what a project says; `path` leads from a row to its project."""

    def name(field: str) -> str:
        return f"{path}{field}"

    return type(filters.FilterSet)(
        "OfProject",
        (filters.FilterSet,),
        {
            "year": YearFilter(field_name=name("year"), label=_("Year")),
            "year_from": YearFilter(
                field_name=name("year"), lookup_expr="gte", label=_("From year")
            ),
            "year_to": YearFilter(field_name=name("year"), lookup_expr="lte", label=_("To year")),
            "program": CodeFilter(
                field_name=name("program"), label=_("Programme"), queryset=Program.objects.all()
            ),
            "category": filters.ChoiceFilter(
                field_name=name("category"), label=_("Kind of work"), choices=Category.choices
            ),
            "province": StatedCodeFilter(
                field_name=name("county__province"),
                label=_("Province"),
                queryset=Province.objects.all(),
            ),
            "county": CountyBox(
                field_name=name("county"),
                label=_("County or district"),
                queryset=County.objects.select_related("province"),
            ),
            "scope": filters.ChoiceFilter(
                field_name=name("scope"), label=_("Scope"), choices=Scope.choices
            ),
            "status": StatedFilter(Status.choices, field_name=name("status"), label=_("Status")),
            "kind": filters.ChoiceFilter(
                label=_("Kind of money"),
                choices=MoneyKind.choices if path else ((NONE, NOT_STATED), *MoneyKind.choices),
                method="by_money",
            ),
            "band": filters.ChoiceFilter(label=_("Amount"), choices=BANDS, method="by_money"),
            "amount_from": AmountFilter(label=_("From amount (yuan)"), method="by_money"),
            "amount_to": AmountFilter(label=_("To amount (yuan)"), method="by_money"),
            "by_money": lambda self, queryset, _name, _value: queryset,  # all at once, below
        },
    )


def money_asked_for(values) -> Q:
    """Allocations that keep to every filter of money at once."""
    kind, band = values.get("kind"), values.get("band")
    asked = Q(kind=kind) if kind else Q()
    if band == NONE:
        asked &= Q(amount=None)
    elif band:
        start, end = AmountBand(band).limits
        asked &= Q(amount__gte=start) & (Q(amount__lt=end) if end else Q())
    if values.get("amount_from") is not None:
        asked &= Q(amount__gte=values["amount_from"])
    if values.get("amount_to") is not None:
        asked &= Q(amount__lte=values["amount_to"])
    return asked


class ProjectFilter(of_project("")):
    """Projects; a filter of money asks for projects with an allocation that keeps to it. One
    without any allocation counts as having one of no stated kind and amount."""

    q = SearchFilter(*SEARCHED)

    class Meta:
        model = Project
        fields = ("q",)

    def filter_queryset(self, queryset):
        values = self.form.cleaned_data
        queryset = super().filter_queryset(queryset)
        if not any(values.get(name) not in (None, "") for name in MONEY):
            return queryset
        own = Allocation.objects.filter(project=OuterRef("pk"))
        found = Exists(own.filter(money_asked_for(values)))
        ranges = [values.get(name) for name in ("amount_from", "amount_to")]
        if ranges == [None, None] and {values.get("kind"), values.get("band")} <= {"", NONE}:
            found |= ~Exists(own)
        return queryset.filter(found)


class AllocationFilter(of_project("project__")):
    q = SearchFilter("project__title", "project__title_zh")

    class Meta:
        model = Allocation
        fields = ("q",)

    def filter_queryset(self, queryset):
        narrowed = super().filter_queryset(queryset)
        return narrowed.filter(money_asked_for(self.form.cleaned_data))
