"""The staff side of progress reports."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programs import models
from records.staff.attachment_admin import AttachmentInline
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


@admin.register(models.ProgressReport)
class ProgressReportAdmin(RecordAdmin):
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
