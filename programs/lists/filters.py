"""Filters of this room: the lists of projects and of funds have the same ones."""

import re

import django_filters as filters
from django.db.models import Exists, OuterRef, Q
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _

from cadres.models import Organisation
from config.lib.language import by_name, marked_text
from config.lib.money import MoneyFormField, format_number
from config.lib.pages.facets import NONE
from config.lib.tables.tables import NOT_STATED
from counties.models import County, Province
from programs.models import (
    Allocation,
    AmountBand,
    Article,
    Category,
    Donation,
    EducationAid,
    Indicator,
    MoneyKind,
    MoneyLevel,
    Program,
    Project,
    Publication,
    Result,
    Status,
    Visit,
)
from records.filters import (
    CodeField,
    CodeFilter,
    SearchFilter,
    StatedCodeFilter,
    StatedFilter,
    WordFilter,
    YearFilter,
    YearOfDateFilter,
)
from records.models import Measure, Scope, Unit

MONEY = ("kind", "level", "band", "amount_from", "amount_to")
LEVELS = ((NONE, NOT_STATED), *MoneyLevel.choices)
BANDS = ((NONE, NOT_STATED), *AmountBand.choices)
LARGEST = 10**15
MOST_OFFERED = 200  # counties; no province has more
OFFERED = re.compile(r"\((?P<code>[0-9A-Za-z]{1,6})\)$")  # at the end of a name


class CountyField(CodeField):
    """A county by its code, its name, or both as `counties_to_offer` writes them."""

    widget = TextInput(attrs={"list": "counties", "autocomplete": "off"})

    def to_python(self, value):
        if value and (offered := OFFERED.search(value)):
            return super().to_python(offered["code"])
        counties = []
        if value and "\0" not in value:
            is_named = Q(name__iexact=value) | Q(name_zh=value)
            counties = list(County.objects.published().filter(is_named)[:2])
        return counties[0] if len(counties) == 1 else super().to_python(value)


def counties_to_offer(province: Province | str | None) -> list[str]:
    """The list beside the field of a county, by name; empty where it would be long: then those of
    the chosen province are offered."""
    counties = County.objects.published()
    if isinstance(province, Province):  # and not the filter for what states none
        counties = counties.filter(province=province)
    if counties[: MOST_OFFERED + 1].count() > MOST_OFFERED:
        return []
    rows = counties.only("code", "name", "name_zh").order_by(by_name(), "code")
    return [f"{marked_text(row)} ({row.code})" for row in rows]


class CountyBox(StatedCodeFilter):
    field_class = CountyField
    is_typed = True


class AmountFilter(filters.NumberFilter):
    """An amount in yuan, or in the unit that stands behind it."""

    field_class = MoneyFormField
    format_value = staticmethod(format_number)
    pattern = (
        r"^([0-9]{1,15}(\.[0-9]{1,2})?元?"
        r"|[0-9]{1,11}(\.[0-9]{1,6})?万元?"
        r"|[0-9]{1,7}(\.[0-9]{1,10})?亿元?)$"
    )

    def __init__(self, **options):
        super().__init__(min_value=0, max_value=LARGEST, max_digits=18, decimal_places=2, **options)


class PartyFilter(CodeFilter):
    """An organisation in one role, by its code. Links lead to it; no form offers it, for there may
    be many thousands of organisations."""

    is_by_link = True
    most_values = 40  # of a facet

    def __init__(self, label, **options):
        queryset = Organisation.objects.published()
        super().__init__(label=label, queryset=queryset, widget=TextInput, **options)


def of_project(path: str) -> type[filters.FilterSet]:
    """The filters by a project and its money; `path` leads from a row to its project."""

    class OfProject(filters.FilterSet):
        year = YearFilter(field_name=f"{path}year", label=_("Year"))
        year_from = YearFilter(field_name=f"{path}year", lookup_expr="gte", label=_("From year"))
        year_to = YearFilter(field_name=f"{path}year", lookup_expr="lte", label=_("To year"))
        program = CodeFilter(
            field_name=f"{path}program", label=_("Programme"), queryset=Program.objects.published()
        )
        category = filters.ChoiceFilter(
            field_name=f"{path}category", label=_("Kind of work"), choices=Category.choices
        )
        province = StatedCodeFilter(
            field_name=f"{path}county__province",
            label=_("Province"),
            queryset=Province.objects.published(),
        )
        county = CountyBox(
            field_name=f"{path}county",
            label=_("County or district"),
            queryset=County.objects.published().select_related("province"),
        )
        scope = filters.ChoiceFilter(
            field_name=f"{path}scope", label=_("Scope"), choices=Scope.choices
        )
        status = StatedFilter(Status.choices, field_name=f"{path}status", label=_("Status"))
        kind = filters.ChoiceFilter(
            label=_("Kind of money"),
            choices=MoneyKind.choices if path else ((NONE, NOT_STATED), *MoneyKind.choices),
            method="by_money",
        )
        level = filters.ChoiceFilter(
            label=_("Level of government"), choices=LEVELS, method="by_money"
        )
        band = filters.ChoiceFilter(label=_("Amount"), choices=BANDS, method="by_money")
        amount_from = AmountFilter(label=_("From amount (yuan)"), method="by_money")
        amount_to = AmountFilter(label=_("To amount (yuan)"), method="by_money")

        def by_money(self, queryset, _name, _value):
            return queryset  # filtered by all filters of money at once, in `filter_queryset`

    return OfProject


def money_conditions(values) -> Q:
    """Allocations that meet every filter of money at once."""
    kind, level, band = (values.get(name) for name in ("kind", "level", "band"))
    conditions = Q(kind=kind) if kind else Q()
    if level:
        conditions &= Q(level="" if level == NONE else level)
    if band == NONE:
        conditions &= Q(amount=None)
    elif band:
        start, end = AmountBand(band).limits
        conditions &= Q(amount__gte=start) & (Q(amount__lt=end) if end else Q())
    limits = {"amount__gte": values.get("amount_from"), "amount__lte": values.get("amount_to")}
    return conditions & Q(**{name: one for name, one in limits.items() if one is not None})


class ProjectFilter(of_project("")):
    """Projects with an allocation that meets the filters of money. One without any allocation
    counts as having one of no stated kind and amount."""

    q = WordFilter(Project)
    coordinator = PartyFilter(_("Coordinated by"))
    organiser = PartyFilter(_("Organised by"))
    implementer = PartyFilter(_("Implementing unit"))

    class Meta:
        model = Project
        fields = ("q",)

    def filter_queryset(self, queryset):
        values = self.form.cleaned_data
        queryset = super().filter_queryset(queryset)
        if all(values.get(name) in (None, "") for name in MONEY):
            return queryset
        allocations = Allocation.objects.filter(project=OuterRef("pk"))
        meets = Exists(allocations.filter(money_conditions(values)))
        ranges = [values.get(name) for name in ("amount_from", "amount_to")]
        chosen = {values.get(name) for name in ("kind", "level", "band")}
        if ranges == [None, None] and chosen <= {"", NONE}:
            meets |= ~Exists(allocations)
        return queryset.filter(meets)


class AllocationFilter(of_project("project__")):
    q = WordFilter(Project, "project")
    funder = PartyFilter(_("Funder"))
    coordinator = PartyFilter(_("Coordinated by"))
    recipient = PartyFilter(_("Recipient"))

    class Meta:
        model = Allocation
        fields = ("q",)

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset.filter(money_conditions(self.form.cleaned_data))


class DonatedMoneyFilter(AllocationFilter):
    """Donations of money: allocations of one kind, which is not asked for."""

    kind = None

    class Meta(AllocationFilter.Meta):
        pass


class RowFilter(filters.FilterSet):
    """Rows of projects, filtered by their project."""

    q = WordFilter(Project, "project")
    year = YearFilter(field_name="project__year", label=_("Year"))
    program = CodeFilter(
        field_name="project__program", label=_("Programme"), queryset=Program.objects.published()
    )
    province = StatedCodeFilter(
        field_name="project__county__province",
        label=_("Province"),
        queryset=Province.objects.published(),
    )


class EducationFilter(RowFilter):
    supporter = StatedCodeFilter(label=_("Supported by"), queryset=Organisation.objects.published())

    class Meta:
        model = EducationAid
        fields = ("q", "kind", "supporter")


class DonationFilter(RowFilter):
    q = WordFilter(Project, "project", beside=("goods", "goods_zh", "recipients", "recipients_zh"))
    donor = PartyFilter(_("Donor"))
    intermediary = PartyFilter(_("Through"))
    unit = filters.ChoiceFilter(label=_("Unit"), choices=Unit.choices)

    class Meta:
        model = Donation
        fields = ("q", "unit")


class ResultFilter(RowFilter):
    indicator = CodeFilter(queryset=Indicator.objects.published())
    measure = filters.ChoiceFilter(
        field_name="indicator__measure", label=_("Kind of quantity"), choices=Measure.choices
    )

    class Meta:
        model = Result
        fields = ("q", "indicator")


class VisitFilter(RowFilter):
    class Meta:
        model = Visit
        fields = ("q", "occasion")


class ProgramFilter(filters.FilterSet):
    q = SearchFilter("name", "name_zh", "summary", "summary_zh")

    class Meta:
        model = Program
        fields = ("q",)


class PublicationFilter(filters.FilterSet):
    q = WordFilter(Publication)
    year = YearFilter()
    organiser = StatedCodeFilter(label=_("Organised by"), queryset=Organisation.objects.published())

    class Meta:
        model = Publication
        fields = ("q", "year", "kind", "organiser")


class ArticleFilter(filters.FilterSet):
    q = WordFilter(Article)
    year = YearOfDateFilter(field_name="dated_on", label=_("Year"))

    class Meta:
        model = Article
        fields = ("q", "year")
