"""The admin of uploads: send a spreadsheet, read its report, load it, publish it as one."""

from io import BytesIO

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from config.lib.spreadsheets.export import XLSX
from config.lib.spreadsheets.raw_sheets import Fault
from records.history.acting import acting
from records.imports import jobs
from records.imports.faults import MOST_FAULTS
from records.imports.questions import KINDS
from records.imports.sheets import import_kinds
from records.imports.takeover.taker import NOTICES, TITLE, is_open_to
from records.imports.templates import template_csv, write_marked, write_template
from records.models import Record, State, StoredFile, Upload, User
from records.review.buttons import STEPS, permission, staff_address, take
from records.staff.base import ReadOnlyAdmin
from records.staff.forms import ReasonForm
from records.staff.notices import notice_page
from records.staff.notices.corrected_file import within_limits

SHOWN_VERSIONS = 50


class UploadForm(forms.ModelForm):
    """A file, its kind, and the reason. `sender` is the user who fills it in."""

    sender: User

    kind = forms.ChoiceField(label=_("What the file brings"))
    sent = forms.FileField(
        label=_("File (.xlsx, .xls, .ods or .csv)"),
        help_text=_("It is only checked at first. Nothing changes before you load it."),
    )

    class Meta:
        model = Upload
        fields = ("kind", "sent", "reason")
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"reason": _("Why these changes; public once they are published.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.title) for kind in kinds_for(self.sender)]
        own = [(NOTICES, TITLE)] if is_open_to(self.sender) else []
        self.fields["kind"].choices = [*own, *kinds]

    def clean_sent(self):
        return within_limits(self.cleaned_data["sent"])

    def save(self, commit=True):
        sent = self.cleaned_data["sent"]
        self.instance.name = sent.name[:200]
        self.instance.file = StoredFile.objects.keep(sent.read())
        self.instance.sent_by = self.sender
        self.instance.language = get_language() or settings.LANGUAGE_CODE
        return super().save(commit)


def kinds_for(user: User):
    return [kind for kind in import_kinds().values() if kind.is_open_to(user)]


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "state", "sent_by", "sent_at", "reason")
    list_filter = ("state", "kind")
    list_select_related = ("sent_by",)
    search_fields = ("name", "reason")
    not_exported = ("report", "faults")

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user).defer("faults")

    def has_add_permission(self, request):
        return request.user.has_perm(permission("add", Upload)) and bool(kinds_for(request.user))

    def get_urls(self):
        pages = (
            ("<int:pk>/work/<slug:verb>/", self.work_view, "work"),
            ("<int:pk>/reading/", self.reading_view, "reading"),
            ("<int:pk>/file/", self.file_view, "file"),
            ("<int:pk>/marked.xlsx", self.marked_view, "marked"),
            ("template/<slug:kind>.xlsx", self.template_view, "template"),
            ("template/<slug:kind>/<slug:sheet>.csv", self.template_csv_view, "template_csv"),
        )
        return [
            *(
                path(address, self.admin_site.admin_view(view), name=f"records_upload_{name}")
                for address, view, name in pages
            ),
            *super().get_urls(),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return type("UploadForm", (UploadForm,), {"sender": request.user})

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.get_form(request)(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            with acting(request.user, form.cleaned_data["reason"]):
                upload = form.save()
            jobs.start_waiting()
            return redirect("admin:records_upload_change", upload.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Import a spreadsheet"),
            "form": form,
            "kinds": kinds_for(request.user),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/records/upload_new.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        upload = self.get_object(request, object_id)
        if upload is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, upload) or request.method == "POST":
            raise PermissionDenied
        return self.render_upload(request, upload, ReasonForm())

    def render_upload(self, request, upload, form):
        """The page of an upload; it reloads by itself while work is under way."""
        if upload.state == Upload.State.WAITING:
            jobs.start_waiting()  # whoever worked on the file before this may have died
        context = self.context_of(request, upload) | {"form": form, "decision": form}
        if upload.kind == NOTICES:
            context |= notice_page.notice_context(request, upload)
            return TemplateResponse(request, "admin/records/notice.html", context)
        return TemplateResponse(request, "admin/records/upload.html", context)

    def context_of(self, request, upload) -> dict:
        """What the page of any upload shows."""
        versions = jobs.brought(upload)
        return {
            **self.admin_site.each_context(request),
            "title": upload.name,
            "upload": upload,
            "kind": import_kinds().get(upload.kind),
            "before": upload.loaded_before(),
            "can_load": self.can_load(request, upload),
            "questions": [
                {**one, "about": KINDS[one["kind"]], "is_answered": one["kind"] in upload.answered}
                for one in upload.report.get("questions", ())
            ],
            "kept_faults": MOST_FAULTS,
            "version_count": len(versions),
            "versions": [(one, staff_address(one)) for one in versions[:SHOWN_VERSIONS]],
            "steps": self.steps_for(request, upload),
            "decision": ReasonForm(),
            "opts": self.opts,
        }

    def can_load(self, request, upload) -> bool:
        is_checked = upload.state == Upload.State.CHECKED
        return is_checked and upload.brings_something and upload.sent_by == request.user

    def steps_for(self, request, upload):
        """The steps that a reviewer can take with all versions of a file at once."""
        is_settled = upload.state == Upload.State.LOADED or upload.has_died
        if not is_settled or not request.user.has_perm("records.add_edition"):
            return []
        return [STEPS["publish"], STEPS["return"]] if self.waiting(upload) else []

    def waiting(self, upload) -> list[Record]:
        """The versions of a file that wait for a decision."""
        return [one for one in jobs.brought(upload) if one.state == State.SUBMITTED]

    def work_view(self, request, pk, verb):
        upload = self.get_visible(request, pk)
        if request.method != "POST":
            return redirect("admin:records_upload_change", pk)
        if verb in ("publish", "return"):
            return self.decide(request, upload, STEPS[verb])
        if upload.sent_by != request.user:
            raise PermissionDenied
        try:
            if verb == "load":
                if not self.can_load(request, upload):
                    raise ValidationError(jobs.not_now(upload))
                keep_answers(upload, request.POST.getlist("answer"))
            jobs.start(upload, verb)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("admin:records_upload_change", pk)

    def reading_view(self, request, pk):
        """A correction of how a notice is read."""
        upload = self.get_visible(request, pk)
        if request.method != "POST" or upload.kind != NOTICES:
            return redirect("admin:records_upload_change", pk)
        return notice_page.correct(request, self, upload)

    def decide(self, request, upload, step):
        """Take a step with all versions of a file, as one edition."""
        form = ReasonForm(request.POST)
        if form.is_valid():
            try:
                self.decided(request.user, upload, step, form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect("admin:records_upload_change", upload.pk)
        return self.render_upload(request, upload, form)

    def decided(self, user, upload, step, reason: str) -> None:
        """Publish in another process, since it may take minutes; give back in this one."""
        if not user.has_perm("records.add_edition"):
            raise PermissionDenied
        if step.name == "publish":
            jobs.start_publication(upload, user, reason)
        else:
            take(step, self.waiting(upload), user, reason)

    def file_view(self, request, pk):
        upload = self.get_visible(request, pk)
        content = BytesIO(bytes(upload.file.content))
        return FileResponse(
            content,
            as_attachment=True,
            filename=upload.name,
            content_type="application/octet-stream",
        )

    def marked_view(self, request, pk):
        upload = self.get_visible(request, pk)
        if not upload.faults:
            raise Http404(gettext("This file has no faults."))
        out = BytesIO()
        faults = [Fault(**fault) for fault in upload.faults]
        write_marked(jobs.read_again(upload), faults, out)
        name = f"{upload.name.rpartition('.')[0] or upload.name}-errors.xlsx"
        return _workbook(out, name)

    def template_view(self, request, kind):
        out = BytesIO()
        write_template(self.kind_for(request, kind), out)
        return _workbook(out, f"{kind}.xlsx")

    def template_csv_view(self, request, kind, sheet):
        sheets = {one.name: one for one in self.kind_for(request, kind).sheets}
        if sheet not in sheets:
            raise Http404(gettext("There is no such template."))
        response = HttpResponse(template_csv(sheets[sheet]), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{sheet}.csv"'
        return response

    def kind_for(self, request, code):
        kinds = {kind.code: kind for kind in kinds_for(request.user)}
        if code not in kinds:
            raise Http404(gettext("There is no such template."))
        return kinds[code]

    def get_visible(self, request, pk):
        upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
        if not self.has_view_permission(request, upload):
            raise PermissionDenied
        return upload


def keep_answers(upload: Upload, kinds: list[str]) -> None:
    """Keep the kinds of question that the sender answered, with the file. ValidationError while
    one of them is open."""
    answered = {*upload.answered, *kinds} & KINDS.keys()
    upload.answered = sorted(answered)
    if upload.unanswered():
        raise ValidationError(gettext("Answer every question first: nothing was loaded."))
    with acting(upload.sent_by, upload.reason):
        upload.save(update_fields=["answered"])


def _workbook(out: BytesIO, name: str) -> FileResponse:
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)
