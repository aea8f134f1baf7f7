"""The table of the progress of projects, and its download."""

import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.lib import dates
from config.lib.language import join_texts
from config.lib.money import format_number
from config.lib.spreadsheets.export import SheetColumn
from config.lib.tables.tables import LedgerTable, NameColumn, NumberColumn, dash, format_money_cell
from programs.models import Standing
from programs.totals.standings import BEHIND, QUEUES, day_of, time_share

FULL = 100  # per cent
WHOLE = SafeString('<rect class="whole" width="100" height="8"/>')
# What a row is called for, the most pressing first; others are said by the list that asks for them.
TOLD = ("overspent", "late", "overdue", "behind", "waiting", "due", "ending")


class StageColumn(NumberColumn):
    """The money of all kinds at one stage."""

    def render(self, value):
        return format_money_cell(value)


class DayColumn(NumberColumn):
    """A day; rows without one come last in either order."""

    attrs = {}

    def render(self, value):
        return dates.format_partial_date(value.isoformat())


class StandingTable(LedgerTable):
    """A row a project. `day` is the day by which it reckons."""

    key = gettext_lazy(
        "— not stated: for one of its kinds of money at least, or at all. It is not zero."
    )
    ties = ("id",)
    quick_sorts = frozenset({"allocated", "spent_share", "physical_percent", "due_on"})
    project = NameColumn(
        accessor="project__title_text",
        field="project__title",
        verbose_name=gettext_lazy("Project"),
        link=False,
        attrs={"td": {"class": "subject"}},
    )
    planned = StageColumn(verbose_name=gettext_lazy("Planned"))
    allocated = StageColumn(verbose_name=gettext_lazy("Allocated"))
    received = StageColumn(verbose_name=gettext_lazy("Received"))
    spent = StageColumn(verbose_name=gettext_lazy("Spent"))
    spent_share = NumberColumn(
        verbose_name=gettext_lazy("Spent, and time gone"), empty_values=(), attrs={}
    )
    physical_percent = NumberColumn(verbose_name=gettext_lazy("Work done"))
    reported_on = DayColumn(
        verbose_name=gettext_lazy("Last report"), attrs={"td": {"class": "day"}}
    )
    due_on = DayColumn(
        verbose_name=gettext_lazy("State"), empty_values=(), attrs={"td": {"class": "states"}}
    )

    def render_project(self, value, record):
        project = record.project
        about = join_texts(" · ", [project.place_name, project.program, str(project.year)])
        link = format_html('<a href="{}">{}</a>', project.get_absolute_url(), value)
        return format_html("{} <div><small>{}</small></div>", link, about)

    def render_spent(self, value, record):
        return format_html(
            "{} <div><small>{}</small></div>",
            format_money_cell(value),
            record.get_spent_from_display(),
        )

    def render_spent_share(self, record):
        """A bar of what is spent, a line for the time that is gone, and both in figures."""
        gone = time_share(record, day_of(self.request))
        if record.spent_share is None and gone is None:
            return dash()
        spent = f"{format_number(record.spent_share)}%" if record.spent_share is not None else "—"
        words = _("%(spent)s spent") % {"spent": spent}
        if gone is not None:
            values = {"spent": spent, "gone": gone}
            words = _("%(spent)s spent, %(gone)s%% of the time gone") % values
        figures = spent if gone is None else f"{spent} / {gone}%"
        return format_html(
            '{}<div><small aria-hidden="true">{}</small><span class="unseen">{}</span></div>',
            bar(record, gone),
            figures,
            words,
        )

    def render_physical_percent(self, value):
        return f"{format_number(value)}%"

    def render_due_on(self, record):
        day = day_of(self.request)
        waits = [queue for queue in QUEUES if queue.name in TOLD and getattr(record, queue.mark)]
        if not waits:
            return dash() if not record.is_open else self._next(record)
        lines = ((*_state(record, queue.name, day),) for queue in sorted(waits, key=_urgency))
        return format_html_join("", '<div class="standing {}">{}</div>', lines)

    def _next(self, record):
        if record.due_on is None:
            return dash()
        when = dates.format_partial_date(record.due_on.isoformat())
        return format_html(
            '<div class="standing on-time">{}</div>', _("report due %(day)s") % {"day": when}
        )

    class Meta(LedgerTable.Meta):
        model = Standing
        order_by = "due_on"
        fields = (
            *("project", "planned", "allocated", "received", "spent", "spent_share"),
            *("physical_percent", "reported_on", "due_on"),
        )


def _urgency(queue) -> int:
    return TOLD.index(queue.name)


def _state(record: Standing, name: str, day: datetime.date) -> tuple[str, str]:
    """The class and the words of what a project is called for."""
    if name == "late":
        days = (day - record.due_on).days
        words = ngettext("report %(n)s day overdue", "report %(n)s days overdue", days)
        return "late", words % {"n": format_number(days)}
    if name == "behind":
        return "due", _("spending behind time")
    if name in ("due", "ending"):
        date = record.due_on if name == "due" else record.ends_on
        words = _("report due %(day)s") if name == "due" else _("ends %(day)s")
        return "due", words % {"day": dates.format_partial_date(date.isoformat())}
    if name == "overdue":
        words = _("should have ended %(day)s")
        return "late", words % {"day": dates.format_partial_date(record.ends_on.isoformat())}
    if name == "waiting":
        return "late", _("nothing received for 90 days")
    return "late", _("more spent than there was")


def bar(record: Standing, gone: int | None) -> SafeString:
    """What is spent of what was allocated as a bar, and the time that is gone as a line on it."""
    share = record.spent_share
    is_bad = record.is_overspent or getattr(record, BEHIND.mark)
    parts = [WHOLE]
    if share is not None:
        kind = "spent bad" if is_bad else "spent"
        width = min(FULL, round(share))
        parts.append(format_html('<rect class="{}" width="{}" height="8"/>', kind, width))
    if gone is not None:
        parts.append(
            format_html('<rect class="gone" x="{}" y="-2" width="1.5" height="12"/>', gone)
        )
    inner = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(
        '<svg class="spent-bar" viewBox="0 -2 102 12" aria-hidden="true">{}</svg>', inner
    )


PROGRESS_SHEET: tuple[SheetColumn, ...] = (
    SheetColumn("project", "project__code"),
    SheetColumn("edition", "since", is_text=False),
    SheetColumn("title", "project__title"),
    SheetColumn("title_zh", "project__title_zh"),
    SheetColumn("county", "project__county__code"),
    SheetColumn("county_name", "project__county__name"),
    SheetColumn("county_name_zh", "project__county__name_zh"),
    SheetColumn("program", "project__program__code"),
    SheetColumn("year", "project__year", is_text=False),
    SheetColumn("status", "project__status"),
    SheetColumn("implementer", "project__implementer__code"),
    *(
        SheetColumn(name, name, is_text=False)
        for name in (
            *("planned", "allocated", "received", "spent", "spent_share", "physical_percent"),
        )
    ),
    *(
        SheetColumn(name, name)
        for name in (
            *("received_from", "spent_from", "starts_on", "ends_on", "reported_on"),
            *("due_on", "behind_on", "waiting_on"),
        )
    ),
)
