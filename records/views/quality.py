"""Public pages of data quality (数据质量): findings of the checks in public versions."""

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
from records.models import record_models
from records.quality.registry import Check, Findings, in_edition, registered
from records.tables import FindingData, FindingTable

MOST_CACHED = 20  # editions, and the ledger of today


class QualityList(TemplateView):
    template_name = "records/quality_list.html"

    def get_context_data(self, **kwargs):
        checks = counted(edition_number(self.request))
        return super().get_context_data(checks=checks, **kwargs)


@cached(limit=MOST_CACHED)
def counted(edition: int | None) -> tuple[tuple[Check, int, int], ...]:
    """Every public check, with the numbers of versions examined and of findings; cached, since a
    large ledger takes seconds."""
    choose = in_edition(edition)
    sizes = {model: choose(model).count() for model in record_models().values()}
    return tuple(
        (check, _examined(check, sizes), len(check.findings(choose, choose)))
        for check in registered()
        if check.is_public
    )


class QualityDetail(ComputedList, SingleTableMixin, TemplateView):
    template_name = "records/quality_detail.html"
    columns = FINDINGS
    file = "findings"
    table_class = FindingTable
    table_pagination = {"per_page": PER_PAGE, "silent": False}

    def get_check(self) -> Check:
        code = self.kwargs["code"]
        for check in registered():
            if check.is_public and check.code == code:
                return check
        raise Http404(_("There is no check “%(code)s”.") % {"code": code})

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
        return super().get_context_data(check=self.get_check(), **kwargs)


def _examined(check: Check, sizes: dict) -> int:
    return sum(sizes[model] for model in check.kinds())
