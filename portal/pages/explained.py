"""The pages that explain the ledger: what it is, how to read it, what its words mean."""

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from config.lib.pages.views import edition_number
from portal.pages.glossary import grouped_terms


class About(TemplateView):
    template_name = "explained/about.html"
    extra_context = {
        "title": _("About this ledger"),
        "lead": _(
            "Public record of the industry ministry's poverty-relief work, in which every figure"
            " can be followed to the passage that it comes from."
        ),
    }


class HowToRead(TemplateView):
    template_name = "explained/how_to_read.html"
    extra_context = {
        "title": _("How to read this"),
        "lead": _("Eight things to know before you quote a figure."),
    }


class Glossary(TemplateView):
    template_name = "explained/glossary.html"
    extra_context = {
        "title": _("Glossary"),
        "lead": _("Chinese terms of this site and of the report, in plain words."),
    }

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            groups=grouped_terms(edition_number(self.request)), **kwargs
        )
