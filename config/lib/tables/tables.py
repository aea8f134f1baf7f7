"""The base of all tables, and their columns."""

import django_tables2 as tables
from django.db.models import F, OrderBy, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from config.lib import dates, money
from config.lib.language import by_name, is_chinese, plain_text
from config.lib.pages import preferences
from config.lib.pages.paging import MOST
from config.lib.tables.cells import cell_of

NOT_STATED = _("not stated")
DASH = 'class="dash"'  # in the HTML of a cell that is not stated


def not_stated() -> str:
    """The text of an empty figure or field: never nothing, never 0."""
    return format_html('<span class="not-stated">{}</span>', NOT_STATED)


def format_money_html(amount) -> str:
    """An amount of yuan in the reader's unit; where none was chosen, in yuan, and in Chinese in
    万元 with yuan beside it. Exact, never rounded."""
    if amount is None:
        return not_stated()
    if preferences.current().unit or not is_chinese():
        return format_html('<span class="money">{}</span>', money.format_money(amount))
    return format_html(
        '<span class="money">{}</span> <small class="wan">{}</small>',
        *(money.format_exact(amount, unit) for unit in ("wan", "yuan")),
    )


def dash() -> str:
    """A cell that is not stated: a sign, whose key stands once below the table, and the words for
    those who hear it read."""
    return format_html(
        '<span class="dash" aria-hidden="true">—</span><span class="unseen">{}</span>', NOT_STATED
    )


def format_money_cell(amount) -> str:
    """An amount in a cell: in the reader's unit; where none was chosen, in yuan, and in Chinese in
    万元 where that is exact. The whole number of yuan goes along."""
    if amount is None:
        return dash()
    in_wan = is_chinese() and money.is_exact_in_wan(amount)
    unit = preferences.current().unit or ("wan" if in_wan else "yuan")
    title = "" if unit == "yuan" else money.format_exact(amount, "yuan")
    return format_html(
        '<data class="money" value="{}"{}>{}</data>',
        f"{amount:f}",
        format_html(' title="{}"', title) if title else "",
        money.format_exact(amount, unit),
    )


def format_value_cell(value, unit: str) -> str:
    """A measured value in a cell."""
    if value is None:
        return dash()
    return format_money_cell(value) if unit == "CNY" else format_value_html(value, unit)


def format_value_html(value, unit: str) -> str:
    """A measured value: money in yuan, shares with %, anything else as a plain number."""
    if value is None:
        return not_stated()
    if unit == "CNY":
        return format_money_html(value)
    return f"{money.format_number(value)}%" if unit == "percent" else money.format_number(value)


def cite(statement) -> str:
    """The small marker beside a figure that leads to its statement, and to the edition that has
    corrected this since; nothing without a statement."""
    if statement is None:
        return mark_safe("")
    return marker(statement.get_absolute_url(), statement.summary_text) + changed(statement)


def changed(row) -> str:
    """The edition that has changed what a row says, as a small link; nothing while none has."""
    if row.changed_since is None:
        return mark_safe("")
    text = _("corrected in edition %(number)s") % {"number": row.changed_since}
    return format_html(' <a class="since" href="{}">{}</a>', row.change_address, text)


def marker(address: str, summary: str) -> str:
    """The small marker beside a figure that leads to where it is stated."""
    return format_html(
        # The word joiner keeps the marker beside its figure.
        '\u2060<a class="cite" href="{}" title="{}" aria-label="{}">§</a>',
        address,
        plain_text(summary),
        _("Source: %(summary)s") % {"summary": summary},
    )


def differs(row, by: str = "statement", field: str = "") -> str:
    """In words, what the statement that `row` cites in its field `by` says instead of its figure,
    or of that in `field`; nothing where the two agree."""
    disagreement = row.disagreement(by, field)
    if disagreement is None:
        return mark_safe("")
    return format_html(' <small class="differs">{}</small>', disagreement)


def cite_figure(row, by: str = "statement", field: str = "") -> str:
    """The marker beside a figure of `row`, and how the statement differs."""
    return cite(getattr(row, by)) + differs(row, by, field)


class NumberColumn(tables.Column):
    """A number, right-aligned; rows that state none come last in either order."""

    attrs = {"td": {"class": "number"}, "th": {"class": "number"}}

    def order(self, queryset, is_descending):
        key = F(self.accessor)
        order = key.desc(nulls_last=True) if is_descending else key.asc(nulls_last=True)
        return queryset.order_by(order), True


class FigureColumn(NumberColumn):
    """A count or measured figure, with the marker of the row's statement and how this differs."""

    def render(self, value, record, bound_column):
        figure = money.format_number(value)
        return format_html("{}{}", figure, cite_figure(record, field=str(bound_column.accessor)))


class PartialDateColumn(tables.Column):
    """A date as precise as its source."""

    def render(self, value):
        return dates.format_partial_date(value)


class NameColumn(tables.Column):
    """A text in the reader's language, sorted by that language."""

    def __init__(self, *args, field="name", link=True, **kwargs):
        given = {"accessor": f"{field}_text", "linkify": link, **kwargs}
        super().__init__(*args, **given)
        self.field = field

    def order(self, queryset, is_descending):
        key = by_name(self.field)
        return queryset.order_by(key.desc() if is_descending else key.asc()), True


class EditColumn(tables.Column):
    """For signed-in staff: the way to the row's form."""

    def __init__(self):
        super().__init__(verbose_name=_("Edit"), empty_values=(), orderable=False)

    def render(self, record):
        return format_html('<a href="{}">{}</a>', edit_address(record), _("Edit"))


def edit_address(record) -> str:
    """The admin form of a record, of a row's record, or of reference data."""
    subject = getattr(record, "owner", record)
    options = subject._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[subject.pk])


def is_reversed(order: str | OrderBy) -> bool:
    """Whether rows stand the other way round; those that state nothing come last in any case."""
    if isinstance(order, str):
        return order.startswith("-")
    return order.descending and not order.nulls_last


class LedgerTable(tables.Table):
    """A public list: empty cells say so, signed-in staff get a way to the form."""

    caption = ""
    key = _("— not stated: the source does not say. It is not zero.")  # of the dashes in its cells
    page_sizes: tuple[int, ...] = (25, 50)  # rows of a page that a reader may choose
    most_rows = MOST  # that are sorted by any column, and paged through
    ties: tuple[str, ...] = ("pk",)  # the order of rows that a column does not tell apart
    # Columns whose order an index of the database holds: those that a long list is sorted by.
    quick_sorts: frozenset[str] = frozenset()
    edit = EditColumn()

    def __init__(self, *args, is_long=False, **kwargs):
        self.is_long = is_long
        self._order_by = None
        super().__init__(*args, **kwargs)
        self.unsorted: list[str] = []  # columns by which a reader asked for a long list in vain
        for column in self.columns.iterall() if is_long else ():
            if column.name not in self.quick_sorts:
                column.column.orderable = False

    @tables.Table.order_by.setter
    def order_by(self, value):
        """Rows stand in one order on every page and download, from whichever end it is read. A long
        list stays in its own order where no index holds the one asked for."""
        asked = value.split(",") if isinstance(value, str) else value or ()
        slow = [one for one in asked if one.lstrip("-") not in self.quick_sorts]
        if self.is_long and slow:
            self.unsorted = [str(self.columns[one.lstrip("-")].header) for one in slow]
            return
        tables.Table.order_by.fset(self, value)
        rows = self.data.data
        if isinstance(rows, QuerySet) and self.order_by:
            by = rows.query.order_by
            sign = "-" if is_reversed(by[-1]) else ""
            self.data.data = rows.order_by(*by, *(f"{sign}{name}" for name in self.ties))

    @property
    def can_sort(self) -> bool:
        """Whether any column can be sorted by."""
        return any(column.orderable for column in self.columns)

    has_dashes = False  # known when the lines are made

    def lines(self):
        """The cells of each row of the page, as HTML."""
        self.before_render(self.request)
        cells = None
        for row in self.paginated_rows:
            cells = cells or [cell_of(column, row) for column in self.columns]
            line = "".join(cell(row) for cell in cells)
            self.has_dashes = self.has_dashes or DASH in line
            yield SafeString(line)

    class Meta:
        default = dash
        attrs = {"class": "list"}
        sequence = ("...", "edit")
