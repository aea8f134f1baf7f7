"""The staff side of progress reports."""

from functools import partial

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import path
from django.utils.translation import gettext_lazy as _

from programs import models
from programs.progress import entry, submission
from records.staff.attachment_admin import AttachmentInline
from records.staff.forms import RecordForm
from records.staff.record_admin import RecordAdmin, RowInline


class ReportedMoneyInline(RowInline):
    model = models.ReportedMoney
    autocomplete_fields = ()
    fields = (
        ("kind", "level", "allocation_line"),
        ("received_to_date", "spent_to_date"),
        "explanation",
        "explanation_zh",
    )


class ReportedResultInline(RowInline):
    model = models.ReportedResult
    autocomplete_fields = ("indicator",)
    fields = ("indicator", "value")


class ProgressAttachmentInline(AttachmentInline):
    model = models.ProgressAttachment
    autocomplete_fields = ()
    fields = ("current_file", "sent", "title", "title_zh", "dated_on")


class ReportAdminForm(RecordForm):
    """The form of a report with all its fields."""

    def clean_project_code(self):
        code = self.cleaned_data["project_code"]
        if not models.Project.objects.visible_to(self.user).filter(code=code).exists():
            message = _("There is no project “%(code)s”, or none that you may see.")
            raise ValidationError(message % {"code": code})
        return code


@admin.register(models.ProgressReport)
class ProgressReportAdmin(RecordAdmin):
    form = ReportAdminForm
    list_display = ("project_code", "period_name", "physical_percent", "county")
    list_filter = ("state", "period")
    list_select_related = ("county",)
    search_fields = ("code", "project_code")
    autocomplete_fields = ("county",)
    inlines = (ReportedMoneyInline, ReportedResultInline, ProgressAttachmentInline)
    fieldsets = (
        (
            _("What it is"),
            {
                "fields": (
                    "code",
                    "project_code",
                    ("year", "period"),
                    "state_on",
                    ("scope", "county"),
                )
            },
        ),
        (
            _("How it goes"),
            {
                "fields": (
                    "physical_percent",
                    "progress",
                    "progress_zh",
                    "problems",
                    "problems_zh",
                    "next_step",
                    "next_step_zh",
                )
            },
        ),
    )

    @admin.display(description=_("period of the report"), ordering=("year", "period"))
    def period_name(self, report) -> str:
        return report.period_name

    def get_urls(self):
        """The list of what is due, and the page on which clerks write."""
        pages = (
            ("due", "due/", entry.due_view),
            ("entry", "<slug:code>/<int:year>/<slug:period>/", entry.entry_view),
        )
        return [
            *(
                path(
                    address,
                    self.admin_site.admin_view(partial(view, site=self.admin_site)),
                    name=f"programs_progressreport_{name}",
                )
                for name, address, view in pages
            ),
            *super().get_urls(),
        ]

    def delete_model(self, request, obj):
        """With a draft go the drafts of its source and of its project that its submission made."""
        made = list(submission.companions([obj]))
        for project in (one for one in made if isinstance(one, models.Project)):
            project.delete()
        super().delete_model(request, obj)
        for source in (one for one in made if not isinstance(one, models.Project)):
            source.delete()
