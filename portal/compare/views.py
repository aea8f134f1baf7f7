"""The page of two years, programmes or counties side by side; the address keeps the choice."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from config.lib.pages.views import edition_number
from counties.models import County
from portal.compare.rows import Parts, has_side, labels_of, of_counties, of_programs, of_years
from programs.models import Program
from programs.totals import figures

MOST = 1_000  # counties to choose from; there are fewer in use


class Compared(TextChoices):
    """What can be compared (对比对象)."""

    YEARS = "years", gettext_lazy("Years")
    PROGRAMS = "programs", gettext_lazy("Programmes")
    COUNTIES = "counties", gettext_lazy("Counties")


@dataclass(frozen=True)
class Choice:
    """The two that are compared, by code, and all that there are to choose from."""

    options: list[tuple[str, object]]
    first: str
    second: str

    def named(self, code: str) -> object:
        return dict(self.options)[code]


class Compare(TemplateView):
    template_name = "compare/compare.html"

    def get_context_data(self, **kwargs):
        edition = edition_number(self.request)
        what = asked(self.request, "what", Compared.values, Compared.YEARS)
        choice = COMPARISONS[what](self.request)
        years, year = figures.report_years(edition), None
        if what == Compared.PROGRAMS and years:
            usual = figures.year_to_show(figures.of_edition(edition), None)
            year = int(asked(self.request, "year", list(map(str, years)), str(usual)))
        parts = compared(what, choice, year, edition) if choice else {}
        return super().get_context_data(
            what=what,
            all_what=Compared.choices,
            choice=choice,
            names=choice and [choice.named(code) for code in (choice.first, choice.second)],
            years=years,
            year=year,
            parts=labels_of(parts),
            missing=choice and list(missing(choice, parts)),
            **kwargs,
        )


def asked(request, name: str, known: list[str], usual: str) -> str:
    """The value of a parameter, `usual` without it; Http404 in plain words for an unknown one."""
    value = request.GET.get(name) or usual
    if value not in known:
        raise Http404(_("There is nothing called “%(name)s” to compare.") % {"name": value})
    return value


def compared(what: str, choice: Choice, year: int | None, edition: int | None) -> Parts:
    first, second = choice.first, choice.second
    if what == Compared.YEARS:
        return of_years(int(first), int(second), edition)
    one, other = choice.named(first), choice.named(second)
    if what == Compared.PROGRAMS:
        return of_programs(one, other, year, edition) if year else {}
    return of_counties(one, other, edition)


def missing(choice: Choice, parts: Parts):
    """The names of the sides of which the ledger has nothing."""
    for place, code in enumerate((choice.first, choice.second)):
        if not has_side(parts, place):
            yield choice.named(code)


def _choice(request, options: list[tuple[str, object]]) -> Choice | None:
    """The choice of the address, else the first two; None where there is nothing."""
    codes = [code for code, _name in options]
    if not codes:
        return None
    second = asked(request, "b", codes, codes[0])
    first = asked(request, "a", codes, codes[min(1, len(codes) - 1)])
    return Choice(options, first, second)


def years_to_compare(request) -> Choice | None:
    years = figures.report_years(edition_number(request))
    return _choice(request, [(str(year), str(year)) for year in years])


def programs_to_compare(request) -> Choice | None:
    programs = Program.objects.published().order_by("position", "code")
    return _choice(request, [(one.code, one) for one in programs])


def counties_to_compare(request) -> Choice | None:
    counties = County.objects.published().order_by("code")[:MOST]
    return _choice(request, [(one.code, one) for one in counties])


COMPARISONS: dict[str, Callable[..., Choice | None]] = {
    Compared.YEARS: years_to_compare,
    Compared.PROGRAMS: programs_to_compare,
    Compared.COUNTIES: counties_to_compare,
}
