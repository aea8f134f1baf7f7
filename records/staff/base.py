"""Base classes of the staff site: signed changes, autocompletion, downloads, visibility."""

from functools import partial

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from config.lib.language import compose, is_chinese
from config.lib.pages.file_names import FileName
from config.lib.pages.views import site_of, unknown_format, with_format
from config.lib.spreadsheets.export import FORMATS, download
from records.history.acting import acting
from records.history.describe import described
from records.integrity.db_errors import in_plain_words
from records.models import ChangeEvent, ReviewStep, Statement
from records.models.references import versions_of
from records.registry.columns import staff_columns
from records.review.buttons import staff_address
from records.staff.changelist import StaffPaginator
from records.staff.forms import SignedForm

SIGNATURE = ("why", "seen")
HISTORY_PAGE = 50


class NumberedAutocomplete(AutocompleteSelect):
    """Reports a forged key as an error of the field, where Django's own widget fails."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        is_key = not value or (value.isascii() and value.isdigit() and len(value) < 19)
        return value if is_key else "0"


class Autocompleting:
    """Foreign keys as autocomplete fields."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = NumberedAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class Unseen:
    """Answers 404 for a row that the user may not see, as for one that does not exist."""

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        message = gettext("There is no such %(kind)s, or none that you may see.")
        raise Http404(message % {"kind": opts.verbose_name})


class Downloadable:
    """A staff list with a download: exactly the rows of its filter, in its order."""

    not_exported: tuple[str, ...] = ()  # fields that no download holds

    def changelist_view(self, request, extra_context=None):
        form = request.GET.get("format")
        if form is None:
            context = {
                "title": capfirst(self.opts.verbose_name_plural),
                "formats": [(one, with_format(request, one)) for one in FORMATS],
            }
            return super().changelist_view(request, {**(extra_context or {}), **context})
        if form not in FORMATS:
            raise Http404(unknown_format(form))
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        request.GET = request.GET.copy()
        del request.GET["format"]
        request.is_download = True  # nobody chooses from its filters
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters as error:
            raise Http404(gettext("This list has no such filter.")) from error
        sheet = staff_columns(self.model, self.not_exported)
        name = FileName(f"{self.opts.model_name}_{timezone.localdate().isoformat()}")
        return download(rows, sheet, form, name, site_of(request))


class TrackedAdmin(Downloadable, Unseen, Autocompleting, admin.ModelAdmin):
    """An admin that records who made each change and why."""

    form = SignedForm
    paginator = StaffPaginator
    show_full_result_count = False
    list_per_page = 50
    actions = None  # deleting many at once would carry no reason
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    }

    def get_fieldsets(self, request, obj=None):
        return side_by_side(super().get_fieldsets(request, obj))

    def get_fields(self, request, obj=None):
        """Leave out the fields that sign a change: the template shows them at the end."""
        return [name for name in super().get_fields(request, obj) if name not in SIGNATURE]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"late_refusal": late_refusal(request)})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show a refusal of the database as an error of the form, with everything typed."""
        show = partial(super().changeform_view, request, object_id, form_url, extra_context)
        try:
            with in_plain_words(), acting(request.user, request.POST.get("why", "")):
                return show()
        except ValidationError as refusal:
            request.late_refusal = refusal.message
            return show()

    def delete_view(self, request, object_id, extra_context=None):
        with acting(request.user, gettext("deleted in the admin")):
            return super().delete_view(request, object_id, extra_context)

    def history_view(self, request, object_id, extra_context=None):
        """Every change of a row, or of all versions of a record, however it was made."""
        subject = self.get_object(request, unquote(object_id))
        if subject is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, subject):
            raise PermissionDenied
        page = Paginator(self.events_of(subject), HISTORY_PAGE).get_page(request.GET.get("p"))
        page.object_list = described(page.object_list)
        context = {
            **self.admin_site.each_context(request),
            "title": compose(gettext("History: %(name)s"), name=subject),
            "object": subject,
            "steps": self.steps_of(subject),
            "page": page,
            "opts": self.opts,
            **self.thread_of_history(request, subject),
            **self.history_context(subject),
        }
        return TemplateResponse(request, "admin/records/history.html", context)

    def events_of(self, subject):
        return ChangeEvent.objects.of(subject).select_related("user")

    def history_context(self, subject) -> dict[str, object]:
        """What a kind of record shows above its history."""
        return {}

    def steps_of(self, subject):
        return ReviewStep.objects.none()

    def thread_of_history(self, request, subject) -> dict:
        """The comments of staff, for what has such."""
        return {}


def side_by_side(sections):
    """Put the English and Chinese fields of one text on one line of the form, the reader's language
    first."""
    return [
        (title, {**options, "fields": _paired(options["fields"])}) for title, options in sections
    ]


def _paired(names) -> list:
    pairs = {name: f"{name}_zh" for name in names if f"{name}_zh" in names}
    return [
        _own_first(name, pairs[name]) if name in pairs else name
        for name in names
        if name not in pairs.values()
    ]


def _own_first(name: str, name_zh: str) -> tuple[str, str]:
    return (name_zh, name) if is_chinese() else (name, name_zh)


def late_refusal(request) -> str:
    return getattr(request, "late_refusal", "")


class ReadOnlyAdmin(Downloadable, Unseen, admin.ModelAdmin):
    """Tables that only the ledger itself adds to."""

    actions = None
    formfield_overrides = TrackedAdmin.formfield_overrides

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ChosenAdmin(ReadOnlyAdmin):
    """Reference data as other forms choose from it. What it says is drafted in its versions, so no
    list of the staff site leads here."""

    def get_model_perms(self, request):
        return {}

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead to the newest version, where what it says is drafted."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        versions = versions_of(self.model)
        code = row.source.code if self.model is Statement else row.code
        newest = versions.objects.filter(code=code).order_by("version").last()
        return redirect(staff_address(newest))


class AboutRecords:
    """Lists of events of records: a clerk sees those of the clerk's own places."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)
