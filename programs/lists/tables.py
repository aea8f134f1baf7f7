"""Lists of this room."""

from decimal import Decimal

import django_tables2 as tables
from django.db.models import OuterRef, Subquery
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from config.lib.language import compose, join_texts
from config.lib.money import format_money, format_number
from config.lib.tables.columns import LargestColumn, SortedColumn, SourceColumn
from config.lib.tables.tables import (
    FigureColumn,
    LedgerTable,
    NameColumn,
    NumberColumn,
    PartialDateColumn,
    cite_figure,
    dash,
    format_money_cell,
    format_value_cell,
)
from programs.models import (
    Allocation,
    Article,
    Donation,
    EducationAid,
    Program,
    Project,
    Publication,
    Result,
    Visit,
)
from records.templatetags.ledger import qualified

LARGEST = Subquery(
    Allocation.objects.filter(project=OuterRef("pk"), amount__isnull=False)
    .order_by("-amount")
    .values("amount")[:1]
)


class ProjectTable(LedgerTable):
    ties = ("code",)
    quick_sorts = frozenset({"title", "category", "year", "status"})
    title = NameColumn(field="title", verbose_name=_("Project"))
    money = LargestColumn(accessor="pk", verbose_name=_("Money"), by=LARGEST)
    category = tables.Column(verbose_name=_("Kind of work and programme"), empty_values=())
    place = SortedColumn(
        accessor="place_name",
        verbose_name=_("Where"),
        by=("county__code", "scope"),
        attrs={"td": {"class": "wide"}},
    )

    class Meta(LedgerTable.Meta):
        model = Project
        fields = (*("title", "money", "place", "year", "category", "status"),)

    def render_category(self, value, record):
        """The kind of work, the programme, and how many projects an entry stands for."""
        parts = [format_html("{} <div><small>{}</small></div>", value, str(record.program))]
        if (count := record.component_count) is not None:
            words = ngettext("%(n)s project", "%(n)s projects", count)
            figure = words % {"n": format_number(Decimal(count))}
            cited = cite_figure(record, field="component_count")
            parts.append(format_html("<div><small>{}{}</small></div>", figure, cited))
        return format_html_join("", "{}", ((part,) for part in parts))

    def render_money(self, record):
        """Each allocation by itself, for kinds of money are never added together; the largest
        first, as the list is sorted."""
        rows = sorted(record.allocations.all(), key=lambda row: -(row.amount or -1))
        lines = format_html_join("", "{}", ((_money(row),) for row in rows))
        return format_html('<div class="amounts">{}</div>', lines) if rows else dash()


def _money(row: Allocation) -> str:
    """An allocation in a cell: its amount, its kind and stage, and what was planned and spent where
    a source says so."""
    amount = qualified(format_money_cell(row.amount), row.qualifier) + cite_figure(row)
    stages = [
        compose("%(stage)s %(amount)s", stage=one.full_name, amount=format_money(one.amount))
        for one in map(row.at_stage, ("planned", "spent"))
        if one.amount is not None
    ]
    parts = (row.get_kind_display(), row.get_amount_stage_display(), *stages)
    words = join_texts(" · ", filter(None, parts))
    return format_html("<div>{} </div><small>{}</small>", amount, words)


class RowTable(LedgerTable):
    """Rows of projects: each leads to its project."""

    project = NameColumn(
        accessor="project__title_text",
        field="project__title",
        verbose_name=_("Project"),
        link=lambda record: record.project.get_absolute_url(),
    )
    year = tables.Column(accessor="project__year", verbose_name=_("Year"))
    place = SortedColumn(
        accessor="project__place_name",
        verbose_name=_("Where"),
        by=("project__county__code", "project__scope"),
    )


class QualifiedColumn(NumberColumn):
    """Yuan with their qualifier, followed by the marker of the row's statement."""

    def render(self, value, record):
        return qualified(format_money_cell(value), record.qualifier) + cite_figure(record)


class AllocationTable(RowTable):
    quick_sorts = frozenset({"project", "year", "amount"})
    amount = QualifiedColumn(verbose_name=_("Amount"))
    stage = tables.Column(accessor="amount_stage", verbose_name=_("Stage"))

    class Meta(LedgerTable.Meta):
        model = Allocation
        fields = ("amount", "kind", "level", "stage", "funder", "coordinator")
        sequence = ("project", "amount", "kind", "place", "year", "...", "edit")
        order_by = "-amount"


class PartyColumn(SortedColumn):
    """The organisation in one role of a row, as a link to its page."""

    def __init__(self, role: str, **kwargs):
        self.role = role
        super().__init__(accessor=f"{role}__name_text", by=(f"{role}__code",), **kwargs)

    def render(self, value, record):
        address = getattr(record, self.role).get_absolute_url()
        return format_html('<a href="{}">{}</a>', address, value)


class DonatedMoneyTable(RowTable):
    """Donations of money: who gave them, through whom, to whom."""

    quick_sorts = frozenset({"project", "year", "amount"})
    amount = QualifiedColumn(verbose_name=_("Amount"))
    funder = PartyColumn("funder", verbose_name=_("Donor"))
    coordinator = PartyColumn("coordinator", verbose_name=_("Through"))
    recipient = PartyColumn("recipient", verbose_name=_("To whom"))
    place = SortedColumn(
        accessor="project__place_name",
        verbose_name=_("Where"),
        by=("project__county__code", "project__scope"),
    )

    class Meta(LedgerTable.Meta):
        model = Allocation
        fields = (*("amount", "funder", "coordinator", "recipient"), *("place", "year", "project"))
        sequence = (*fields, "...", "edit")


class DonationTable(RowTable):
    """Donated goods: who gave what, through whom, to whom."""

    ties = ("project__code", "line")
    goods = NameColumn(field="goods", link=False, verbose_name=_("What"))
    quantity = SortedColumn(
        by=("unit", "quantity"),
        attrs={"td": {"class": "number"}, "th": {"class": "number"}},
        verbose_name=_("Quantity"),
    )
    money_value = NumberColumn(verbose_name=_("Stated value"))
    donor = PartyColumn("donor", verbose_name=_("Donor"))
    intermediary = PartyColumn("intermediary", verbose_name=_("Through"))
    recipients = NameColumn(field="recipients", link=False, verbose_name=_("To whom"))
    place = SortedColumn(
        accessor="project__place_name",
        verbose_name=_("Where"),
        by=("project__county__code", "project__scope"),
    )

    def render_quantity(self, record):
        number = format_value_cell(record.quantity, record.unit)
        figure = format_html("{} {}", number, record.get_unit_display())
        return figure + cite_figure(record, field="quantity")

    def render_money_value(self, record):
        return format_money_cell(record.money_value) + cite_figure(record, field="money_value")

    class Meta(LedgerTable.Meta):
        model = Donation
        fields = (
            *("goods", "quantity", "donor", "intermediary", "recipients"),
            *("place", "year", "money_value", "project"),
        )
        sequence = (*fields, "...", "edit")


class ProgramTable(LedgerTable):
    name = NameColumn(verbose_name=_("Programme"))
    summary = NameColumn(
        field="summary", link=False, verbose_name=pgettext_lazy("of a record", "Summary")
    )

    class Meta(LedgerTable.Meta):
        model = Program
        fields = ("name", "summary")


class EducationTable(RowTable):
    student_count = FigureColumn()
    school_count = FigureColumn()
    source = SourceColumn(verbose_name=_("Source"))

    class Meta(LedgerTable.Meta):
        model = EducationAid
        fields = ("kind", "student_count", "school_count", "supporter", "source")
        sequence = (
            "project",
            "kind",
            "student_count",
            "school_count",
            "place",
            "year",
            "...",
            "edit",
        )


class ResultTable(RowTable):
    value = tables.Column(verbose_name=_("Value"))
    baseline = tables.Column(verbose_name=_("Before"))
    target = tables.Column(verbose_name=_("Target"))
    measure = tables.Column(accessor="indicator__measure", verbose_name=_("Kind of quantity"))

    class Meta(LedgerTable.Meta):
        model = Result
        fields = ("indicator", "value", "baseline", "target", "measure")
        sequence = ("indicator", "value", "baseline", "target", "place", "year", "...", "edit")

    def render_value(self, record):
        figure = format_value_cell(record.value, record.indicator.unit)
        return qualified(figure, record.qualifier) + cite_figure(record)

    def render_baseline(self, record):
        figure = format_value_cell(record.baseline, record.indicator.unit)
        return format_html("{}{}", figure, cite_figure(record, "baseline_statement"))

    def render_target(self, record):
        return format_value_cell(record.target, record.indicator.unit)

    def render_measure(self, record):
        return record.indicator.get_measure_display()


class VisitTable(RowTable):
    visited = NameColumn(field="visited", link=False, verbose_name=_("Who was visited"))
    visited_on = PartialDateColumn()
    household_count = FigureColumn()
    person_count = FigureColumn()
    source = SourceColumn(verbose_name=_("Source"))

    class Meta(LedgerTable.Meta):
        model = Visit
        fields = (
            "occasion",
            "year",
            "visited_on",
            "visited",
            "place",
            "household_count",
            "person_count",
            "project",
            "source",
        )


class PublicationTable(LedgerTable):
    title = NameColumn(field="title", verbose_name=_("Title"))

    class Meta(LedgerTable.Meta):
        model = Publication
        fields = ("title", "kind", "year", "organiser")


class ArticleTable(LedgerTable):
    title = NameColumn(field="title", verbose_name=_("Title"))
    dated_on = PartialDateColumn()

    class Meta(LedgerTable.Meta):
        model = Article
        fields = ("dated_on", "title")
