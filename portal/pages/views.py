"""Pages that span the rooms: home, the work in education."""

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from config.lib.pages.views import ListPage, edition_number
from portal.pages import home
from programs import models
from programs.lists import filters, tables
from programs.pages import program as program_page
from programs.totals import figures
from records.registry.kinds import kind_for


class HomePage(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        edition = edition_number(self.request)
        known = figures.of_edition(edition)
        year = figures.year_to_show(known, self.request.GET.get("year"))
        return super().get_context_data(
            years=figures.years(known),
            glance=home.at_a_glance(known, year, edition) if year else None,
            **home.lately(edition),
            **(home.people(year, edition) if year else {}),
            **(home.places(year, edition) if year else {}),
            **kwargs,
        )


class EducationList(ListPage):
    model = models.EducationAid
    table_class = tables.EducationTable
    filterset_class = filters.EducationFilter
    sheet = kind_for(models.EducationAid).named_sheet
    template_name = "programs/education_list.html"
    title = _("Education")
    lead = _(
        "Aid to students and schools, donated goods, seminars. Only numbers of people are public."
    )
    related = ("project__county", "supporter")
    facets = ("year", "program", "kind", "supporter", "province")

    def get_context_data(self, **kwargs):
        edition = edition_number(self.request)
        program = models.Program.objects.published().filter(code="education").first()
        known = figures.of_program(program, edition) if program else []
        year = figures.year_to_show(known, self.request.GET.get("year"))
        projects = program_page.whole(program, year, edition) if year else ()
        return super().get_context_data(projects=projects, program=program, year=year, **kwargs)
