"""Tables that other sites may show in a frame: these addresses alone allow it."""

from csp.decorators import csp_replace
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.generic import TemplateView

from config.lib.pages.views import edition_number
from counties.models import County
from portal.places.county import county_context
from programs.models import Program
from programs.pages import program as program_page
from programs.totals import figures
from programs.totals.reconciliation import comparisons

MOST = 100  # totals of a table


@method_decorator(xframe_options_exempt, name="dispatch")
@method_decorator(csp_replace({"frame-ancestors": ["*"]}), name="dispatch")
class Embed(TemplateView):
    """One table with its source: `title`, and `whole`, the page that has all of it."""

    def context(self, edition: int | None) -> dict[str, object]:
        """What the table shows."""
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        context = self.context(edition_number(self.request))
        return super().get_context_data(**context, **kwargs)


class ProgramEmbed(Embed):
    template_name = "embed/program.html"

    def context(self, edition):
        program = get_object_or_404(Program.objects.published(), code=self.kwargs["code"])
        known = figures.of_program(program, edition)
        year = figures.year_to_show(known, self.request.GET.get("year"))
        summary = year and program_page.of_year(program, known, year, edition)
        return {"title": program, "whole": program.get_absolute_url(), "summary": summary}


class CountyEmbed(Embed):
    template_name = "embed/county.html"

    def context(self, edition):
        counties = County.objects.published().select_related("province", "statement__source")
        county = get_object_or_404(counties, code=self.kwargs["code"])
        sums = county_context(county, edition)["sums"]
        return {"title": county, "whole": county.get_absolute_url(), "sums": sums}


class ReconciliationEmbed(Embed):
    template_name = "embed/reconciliation.html"

    def context(self, edition):
        rows = comparisons(edition)[:MOST]
        return {
            "title": _("Does it add up?"),
            "whole": reverse("reconciliation"),
            "comparisons": rows,
        }
