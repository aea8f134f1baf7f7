"""Public pages of data quality (数据质量): findings of the checks in public versions."""

import datetime
from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django_tables2 import SingleTableMixin

from config.lib.caching import cached
from config.lib.pages.views import (
    PER_PAGE,
    ComputedList,
    edition_number,
    refuse_unknown_table,
    unknown_page_is_404,
)
from records.exports import FINDINGS, findings
from records.models import CheckCount, Edition
from records.quality.completeness import grids
from records.quality.counts import Batches, count, is_small, public_checks, stored
from records.quality.registry import Check, Findings, in_edition
from records.tables import FindingData, FindingTable

MOST_CACHED = 400  # checks, in some twenty editions and in the ledger of today
MOST_LISTED = 10_000  # findings that the pages of a list lead to


@dataclass(frozen=True)
class CountedCheck:
    """A check, and what it found; None while that is not counted yet."""

    check: Check
    count: CheckCount | None

    @property
    def day(self) -> datetime.date | None:
        """The day that dates were compared with, where the check compares any."""
        return self.count.day if self.count and self.check.is_of_the_day else None


@dataclass(frozen=True)
class Counted:
    """The checks with what they found in edition number `read`; of a large ledger as the worker
    counted it in `edition`, None where it has not counted any. `is_pending` says that it will count
    something newer."""

    checks: list[CountedCheck]
    read: int
    is_of_request: bool = True
    edition: Edition | None = None
    is_pending: bool = False

    @property
    def is_of_read(self) -> bool:
        """Whether it is the edition that the visitor reads that was counted."""
        return self.edition is not None and self.edition.number == self.read

    def count_of(self, check: Check) -> CheckCount | None:
        return next(one.count for one in self.checks if one.check is check)

    def batches_of(self, check: Check) -> Batches | None:
        """The findings by batch, where they were counted in what the visitor reads."""
        one = self.count_of(check)
        return one.batches if one and self.is_of_read and _is_of_today(check, one) else None


def counted(edition: int | None) -> Counted:
    """What every public check found in an edition, None being today: as the worker counted it, or
    in a small ledger in this request where it did not yet; in a large one as it counted the newest
    edition up to it."""
    checks, newest = public_checks(), Edition.objects.latest_number()
    read = newest if edition is None else edition
    counts = stored(edition)
    last = next((one.edition for one in counts.values()), None)
    kept = [CountedCheck(check, counts.get(check.code)) for check in checks]
    is_up_to_date = all(map(_is_up_to_date, kept))
    is_of_read = last is not None and last.number == read and is_up_to_date
    if not is_of_read and is_small(edition):
        now = [CountedCheck(check, count_now(edition, check.code)) for check in checks]
        return Counted(now, read)
    is_behind = last is None or last.number != newest
    is_pending = read == newest and (is_behind or not is_up_to_date)
    return Counted(kept, read, is_of_request=False, edition=last, is_pending=is_pending)


def _is_up_to_date(one: CountedCheck) -> bool:
    return one.count is not None and _is_of_today(one.check, one.count)


def _is_of_today(check: Check, one: CheckCount) -> bool:
    return not check.is_of_the_day or one.day == timezone.localdate()


class CountedPage:
    """A page of counts; while these are not the newest that will come, no cache keeps it."""

    @cached_property
    def counted(self) -> Counted:
        return counted(edition_number(self.request))

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if self.counted.is_pending:
            response["Cache-Control"] = "no-cache"
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(counted=self.counted, **kwargs)


@cached(limit=MOST_CACHED)
def count_now(edition: int | None, code: str) -> CheckCount:
    """The counts of one check in a small ledger."""
    return count(public_check(code), edition)


def public_check(code: str) -> Check:
    """The public check with this code; Http404 where there is none."""
    for check in public_checks():
        if check.code == code:
            return check
    raise Http404(_("There is no check “%(code)s”.") % {"code": code})


class QualityList(CountedPage, TemplateView):
    template_name = "records/quality_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(grids=grids(edition_number(self.request)), **kwargs)


class QualityDetail(ComputedList, CountedPage, SingleTableMixin, TemplateView):
    template_name = "records/quality_detail.html"
    columns = FINDINGS
    file = "findings"
    table_class = FindingTable
    table_pagination = {"per_page": PER_PAGE, "silent": False}

    @cached_property
    def check(self) -> Check:
        return public_check(self.kwargs["code"])

    @cached_property
    def findings(self) -> Findings:
        choose = in_edition(edition_number(self.request))
        return self.check.findings(choose, choose)

    def get_table_data(self):
        if self.counted.is_of_request:
            return FindingData(self.findings)
        return FindingData(self.findings.bounded(self.counted.batches_of(self.check), MOST_LISTED))

    def computed(self):
        return findings(self.findings)

    def get_table(self, **kwargs):
        refuse_unknown_table(self.table_class, self.request.GET)
        with unknown_page_is_404(self.request):
            table = super().get_table(**kwargs)
        table.caption = self.check.title
        return table

    def get_context_data(self, **kwargs):
        context = super().get_context_data(
            check=self.check, count=self.counted.count_of(self.check), **kwargs
        )
        listed = context["table"].data.data
        return {**context, "most_listed": len(listed) if listed.is_more else None}
