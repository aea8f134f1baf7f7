"""What both notices say: where the money comes from, who publishes, for how long, whom to tell."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.models import Organisation
from config.lib import dates, money
from config.lib.language import is_chinese
from config.lib.pages import preferences
from portal.reports import report_tables, text
from portal.reports.blocks import Block, BlockFacts, Paragraph, Text
from portal.reports.report_tables import column, numbers
from programs.notices import NOTICE_DAYS
from programs.totals.funding_sources import SourceOfMoney


def format_amount(amount: Decimal) -> str:
    """An amount in the reader's unit; without a choice in that of notices, which is 万元 in Chinese
    and yuan in English."""
    return money.format_in_unit(
        amount, preferences.current().unit or ("wan" if is_chinese() else "yuan")
    )


def unit_in_words() -> str:
    if preferences.current().unit:
        return _("in %(unit)s") % {"unit": money.name_of_readers_unit()}
    return pgettext("unit of a notice", "in yuan")


def sources_of(lines: list[SourceOfMoney], most: int | None = None) -> list[Block]:
    """The money by programme, by kind and by who gave it, as far as that is stated; the first
    `most` lines of it, with a remark where there are more.

    Sums of two programmes are never added: whether one is part of the other need not be stated.
    """
    caption = _("Sources of the money, %(unit)s") % {"unit": unit_in_words()}
    tables: list[Block] = report_tables.table_of(
        caption,
        lines[:most],
        column(_("Programme"), 4, lambda one: text.text(one.program)),
        column(_("Kind of money"), 4, lambda one: text.text(capfirst(str(one.kind.label)))),
        column(_("Level of government"), 3, lambda one: text.text(one.level)),
        column(_("Funder"), 4, lambda one: text.text(one.funder)),
        column(_("Coordinated by"), 5, lambda one: text.text(one.coordinator)),
        numbers(_("Amount"), 3, _sum_of_source),
    )
    if most and len(lines) > most:
        counts = {"shown": most, "count": money.format_number(len(lines))}
        words = _("The first %(shown)s of %(count)s lines; the files have all.") % counts
        tables.append(Paragraph(text.text(words), is_remark=True))
    return tables


def _sum_of_source(one: SourceOfMoney) -> Text:
    return text.summed(
        one.total,
        one.unstated,
        *one.statements,
        number_format=format_amount,
        qualifier=one.qualifier,
        qualified=one.qualified_parts,
    )


def closing(coordinators: Iterable[int], published_at: datetime.datetime | None) -> BlockFacts:
    """Who publishes the notice of projects with these `coordinators`, and for how long from the
    moment at which the last of them was published."""
    bodies = Organisation.objects.published().filter(pk__in=coordinators).order_by("code")
    beside = (
        (_("Supervision e-mail"), settings.SUPERVISION_EMAIL),
        (_("Supervision address"), settings.SUPERVISION_ADDRESS),
    )
    return BlockFacts(
        (
            (_("Publishing unit"), text.text(text.listed(bodies))),
            (_("Period of the notice"), text.text(_period(published_at))),
            (_("Supervision telephone"), text.text(settings.SUPERVISION_PHONE)),
            *((name, text.text(value)) for name, value in beside if value),
        )
    )


def _period(published_at: datetime.datetime | None) -> str | None:
    if published_at is None:
        return None
    first = localdate(published_at)
    last = first + datetime.timedelta(days=NOTICE_DAYS)
    named = {"first": _day(first), "last": _day(last), "days": NOTICE_DAYS}
    return _("%(first)s to %(last)s, at least %(days)s days") % named


def _day(day: datetime.date) -> str:
    return dates.format_partial_date(day.isoformat())
