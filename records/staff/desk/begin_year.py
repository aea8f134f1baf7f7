"""Begin a year: drafts of new records, copied from those of the year before that were chosen."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.db.models import Max, Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, ngettext

from config.lib.dates import YearField
from records.history.acting import acting
from records.models import Record, ReviewStep, YearStep
from records.review.copying import copy_to_year
from records.review.workflow import step_of

PER_PAGE = 100
MOST_COPIES = 10_000  # of a new year that are compared


class BeginYearForm(forms.Form):
    """From which year to which."""

    copy_from = YearField().formfield(label=gettext_lazy("Copy from the year"))
    to = YearField().formfield(label=gettext_lazy("New year"))

    def clean_to(self) -> int:
        year = self.cleaned_data["to"]
        if YearStep.objects.closing(year):
            message = gettext("%(year)s is closed: an administrator must reopen it first.")
            raise ValidationError(message % {"year": year})
        return year

    def clean(self):
        years = self.cleaned_data
        if years.get("copy_from") and years.get("copy_from") == years.get("to"):
            self.add_error("to", gettext("Choose another year than the one that is copied."))


class BeginsYears:
    """For the admin of a kind of record that has copies for another year (`carried_over`)."""

    change_list_template = "admin/records/yearly_list.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_begin_year"
        view = self.admin_site.admin_view(self.begin_year_view)
        return [path("begin-year/", view, name=name), *super().get_urls()]

    def begin_year_view(self, request):
        """Choose what to copy, and copy it, all or nothing."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BeginYearForm(request.POST or request.GET or self._years(request))
        rows = self.model.objects.none()
        if form.is_valid():
            rows = self._to_copy(request, form)
            if request.method == "POST":
                return self._copy(request, rows, form.cleaned_data["to"])
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
        copies = self._copies(page.object_list, form.cleaned_data["to"]) if form.is_valid() else {}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Begin a year: %(kind)s")
            % {"kind": capfirst(self.opts.verbose_name_plural)},
            "form": form,
            "page": page,
            "rows": [(row, copies.get(_likeness(row))) for row in page],
        }
        return TemplateResponse(request, "admin/records/begin_year.html", context)

    def _years(self, request) -> dict[str, int]:
        """The newest year of the places of this user, and the one after it."""
        newest = self._visible(request).aggregate(year=Max("year"))["year"]
        return {"copy_from": newest, "to": newest + 1} if newest else {}

    def _visible(self, request):
        public = self.model.objects.published()
        return public if request.user.is_superuser else public.of_places(request.user.places)

    def _to_copy(self, request, form):
        of_year = self._visible(request).filter(year=form.cleaned_data["copy_from"])
        references = [name.removesuffix("_id") for name in self.model.carried_over]
        foreign = [f.name for f in self.opts.concrete_fields if f.many_to_one]
        return of_year.select_related(*(n for n in references if n in foreign)).order_by("code")

    def _copies(self, rows: list[Record], year: int) -> dict[tuple, Record]:
        """What the new year has already of `rows`, by what a copy of each would say."""
        name = self.model.carried_over[0]
        values = {getattr(row, name) for row in rows}
        same = Q(**{f"{name}__in": values - {None}}) | Q(**{f"{name}__isnull": True})
        there = self.model.objects.filter(same, year=year).order_by("version")
        return {_likeness(row): row for row in there[:MOST_COPIES]}

    @transaction.atomic
    def _copy(self, request, rows, year: int):
        codes = set(request.POST.getlist("chosen"))
        chosen = list(rows.filter(code__in=[code for code in codes if "\0" not in code]))
        if len(chosen) < len(codes):
            message = gettext("A chosen record does not exist, or you may not see it.")
            raise Http404(message)
        self._hold(year)
        there = self._copies(chosen, year)
        chosen = [version for version in chosen if _likeness(version) not in there]
        if not chosen:
            message = gettext("Choose at least one record that is not there already.")
            messages.error(request, message)
            return redirect(request.get_full_path())
        for version in chosen:
            version.fetch_rows()
            reason = gettext("Copied from %(code)s") % {"code": version.code}
            with acting(request.user, reason):
                draft = copy_to_year(version, year, reason)
                step_of(draft, ReviewStep.Verb.START, request.user, reason).save()
        count = len(chosen)
        message = ngettext(
            "%(n)s draft was made for %(year)s. Fill in what is new, then submit it.",
            "%(n)s drafts were made for %(year)s. Fill in what is new, then submit them.",
            count,
        )
        messages.success(request, message % {"n": count, "year": year})
        drafts = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return redirect(f"{drafts}?state=draft&year={year}")

    def _hold(self, year: int) -> None:
        """Let others who begin the same year wait until this transaction ends, so that a form that
        is sent twice copies nothing twice."""
        with connection.cursor() as cursor:
            begun = f"begin {self.opts.label_lower} {year}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [begun])


def _likeness(row: Record) -> tuple:
    return tuple(getattr(row, name) for name in row.carried_over)
