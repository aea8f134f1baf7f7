"""The page of stated totals beside computed ones, and its rows as a file."""

from django.views.generic import TemplateView

from config.lib.pages.views import ComputedList, edition_number
from programs import charts
from programs.exports import COMPARISONS, compared
from programs.totals.reconciliation import Outcome, comparisons
from records.models import Edition

MOST_DRAWN = 6  # totals that differ


class Reconciliation(ComputedList, TemplateView):
    template_name = "programs/reconciliation.html"
    columns = COMPARISONS
    file = "stated-beside-computed"

    def computed(self):
        edition = edition_number(self.request)
        return compared(comparisons(edition), edition or Edition.objects.latest_number())

    def get_context_data(self, **kwargs):
        found = comparisons(edition_number(self.request))
        counts = [
            (outcome, sum(1 for row in found if row.outcome == outcome)) for outcome in Outcome
        ]
        differing = charts.deviations([row for row in found if row.difference][:MOST_DRAWN])
        return super().get_context_data(
            comparisons=found, counts=counts, deviations=differing, **kwargs
        )
