"""Public pages of data quality (数据质量): findings of the checks in public versions."""

from dataclasses import dataclass

from django.http import Http404
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
from records.quality.completeness import grids
from records.quality.populations import Population
from records.quality.registry import Check, Findings, in_edition, registered
from records.tables import FindingData, FindingTable

MOST_CACHED = 400  # checks, in some twenty editions and in the ledger of today


@dataclass(frozen=True)
class CheckCount:
    """A check with the number of its findings, and of the rows that it could test."""

    check: Check
    population: Population
    findings: int


class QualityList(TemplateView):
    template_name = "records/quality_list.html"

    def get_context_data(self, **kwargs):
        edition = edition_number(self.request)
        checks = [count_of(edition, check.code) for check in registered() if check.is_public]
        return super().get_context_data(checks=checks, grids=grids(edition), **kwargs)


@cached(limit=MOST_CACHED)
def count_of(edition: int | None, code: str) -> CheckCount:
    """The counts of one check; cached, since a large ledger takes seconds."""
    check, choose = public_check(code), in_edition(edition)
    findings = len(check.findings(choose, choose))
    return CheckCount(check, check.population(choose, choose), findings)


def public_check(code: str) -> Check:
    """The public check with this code; Http404 where there is none."""
    for check in registered():
        if check.is_public and check.code == code:
            return check
    raise Http404(_("There is no check “%(code)s”.") % {"code": code})


class QualityDetail(ComputedList, SingleTableMixin, TemplateView):
    template_name = "records/quality_detail.html"
    columns = FINDINGS
    file = "findings"
    table_class = FindingTable
    table_pagination = {"per_page": PER_PAGE, "silent": False}

    def get_check(self) -> Check:
        return public_check(self.kwargs["code"])

    def get_table_data(self):
        return FindingData(self.get_findings())

    def get_findings(self) -> Findings:
        choose = in_edition(edition_number(self.request))
        return self.get_check().findings(choose, choose)

    def computed(self):
        return findings(self.get_findings())

    def get_table(self, **kwargs):
        refuse_unknown_table(self.table_class, self.request.GET)
        with unknown_page_is_404(self.request):
            table = super().get_table(**kwargs)
        table.caption = self.get_check().title
        return table

    def get_context_data(self, **kwargs):
        check = self.get_check()
        count = count_of(edition_number(self.request), check.code)
        return super().get_context_data(check=check, population=count.population, **kwargs)
