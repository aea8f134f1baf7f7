"""The rows of a project in its form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs import models
from records.staff.forms import RowFormSet
from records.staff.record_admin import RowInline


class OfOwnRows(RowInline):
    """Rows that name another row of the same project in the field `names`, and no other's."""

    names: str

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        field = formset.form.base_fields.get(self.names)
        if field is not None:
            field.queryset = field.queryset.model.objects.filter(project=obj)
        return formset


class MilestoneInline(OfOwnRows):
    model = models.Milestone
    names = "attachment"
    fieldsets = (
        (None, {"fields": ("kind", ("planned_on", "actual_on"), "statement")}),
        (_("Its document"), {"fields": ("document", "attachment")}),
        (_("What must be said with it"), {"fields": ("note", "note_zh")}),
    )


class PlanChangeInline(RowInline):
    model = models.PlanChange
    fieldsets = (
        (None, {"fields": ("reason", "reason_zh", ("decided_on", "document"), "statement")}),
    )


class AllocationInline(RowInline):
    model = models.Allocation
    fieldsets = (
        (None, {"fields": ("kind", "statement")}),
        (
            _("How much, by stage"),
            {
                "fields": (
                    ("planned", "planned_qualifier"),
                    ("allocated", "allocated_qualifier"),
                    ("received", "received_qualifier"),
                    ("spent", "spent_qualifier"),
                    ("unstaged", "unstaged_qualifier"),
                    "allocated_on",
                )
            },
        ),
        (_("Whose money"), {"fields": ("level", ("funder", "coordinator"), "recipient")}),
        (
            _("What must be said with it"),
            {"fields": ("overspend_note", "overspend_note_zh", "note", "note_zh")},
        ),
    )
    autocomplete_fields = ("funder", "coordinator", "recipient", "statement")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The qualifier beside each amount needs neither its name nor the same help again."""
        if db_field.name.endswith("_qualifier"):
            kwargs |= {"label": _("qualifier"), "help_text": ""}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_extra(self, request, obj=None, **kwargs):
        """A new project begins with its money."""
        return 0 if obj else 1


class PaymentForm(forms.ModelForm):
    """A payment, which may name its allocation by the kind of money, as long as that has no row
    yet."""

    of_kind = forms.ChoiceField(
        label=_("or of this kind of money"),
        choices=(("", "---------"), *models.MoneyKind.choices),
        required=False,
        help_text=_("Of an allocation that is typed above and not saved yet."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "of_kind" in self.fields:
            self.fields["of_kind"].widget = forms.HiddenInput()


class PaymentFormSet(RowFormSet):
    """A new payment without an allocation belongs to the only one there is, or to the only one of
    the kind of money that it names: so both are entered in one go."""

    def save_new(self, form, commit=True):
        row, kind = form.instance, form.cleaned_data.get("of_kind")
        if row.allocation is None:
            alike = self.instance.allocations.filter(**({"kind": kind} if kind else {}))
            row.allocation = alike.first() if alike.count() == 1 else None
        return super().save_new(form, commit)


class PaymentInline(OfOwnRows):
    model = models.Payment
    form = PaymentForm
    formset = PaymentFormSet
    names = "allocation"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("allocation", "of_kind"),
                    ("stage", "paid_on"),
                    ("amount", "qualifier"),
                    "payee",
                    "statement",
                )
            },
        ),
    )


class ResultInline(RowInline):
    model = models.Result
    fieldsets = (
        (
            _("What was measured"),
            {
                "fields": (
                    "indicator",
                    ("value", "qualifier"),
                    "measured_on",
                    ("numerator", "denominator"),
                    "statement",
                )
            },
        ),
        (
            _("Against what"),
            {"fields": (("baseline", "baseline_year"), "baseline_statement", "target")},
        ),
        (_("What must be said with it"), {"fields": ("note", "note_zh")}),
    )
    autocomplete_fields = ("indicator", "statement", "baseline_statement")


class EducationAidInline(RowInline):
    model = models.EducationAid
    autocomplete_fields = ("supporter", "statement")


class DonationInline(RowInline):
    model = models.Donation
    autocomplete_fields = ("donor", "intermediary", "statement")


class SeminarInline(RowInline):
    model = models.Seminar
    autocomplete_fields = ("convener", "funder", "statement")


class SeminarSpeakerInline(RowInline):
    model = models.SeminarSpeaker
    autocomplete_fields = ("organisation", "statement")


class SeminarReportInline(RowInline):
    model = models.SeminarReport


class VisitInline(RowInline):
    model = models.Visit


class InspectionInline(RowInline):
    model = models.Inspection
    autocomplete_fields = ("inspector", "statement")
    fieldsets = (
        (None, {"fields": (("kind", "inspected_on"), "inspector", "statement")}),
        (_("What came of it"), {"fields": ("summary", "summary_zh")}),
    )


class FindingFormSet(RowFormSet):
    """A new finding belongs to the last inspection, and comes from its report, unless it says
    otherwise: so an inspection and what it found are entered in one go."""

    def save_new(self, form, commit=True):
        row = form.instance
        row.inspection = row.inspection or self.instance.inspections.order_by("line").last()
        if row.inspection:
            row.statement = row.statement or row.inspection.statement
        return super().save_new(form, commit)


class InspectionFindingInline(OfOwnRows):
    model = models.InspectionFinding
    formset = FindingFormSet
    names = "inspection"
    autocomplete_fields = ("responsible", "statement")
    fieldsets = (
        (_("What is amiss"), {"fields": ("inspection", "finding", "finding_zh", "statement")}),
        (_("What is to be done"), {"fields": ("remedy", "remedy_zh", ("responsible", "due_on"))}),
        (_("What was done"), {"fields": ("closed_on", "outcome", "outcome_zh")}),
    )


ROWS = (
    MilestoneInline,
    PlanChangeInline,
    AllocationInline,
    PaymentInline,
    ResultInline,
    EducationAidInline,
    DonationInline,
    SeminarInline,
    SeminarSpeakerInline,
    SeminarReportInline,
    VisitInline,
    InspectionInline,
    InspectionFindingInline,
)
