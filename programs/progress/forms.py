"""The form of a progress report, made for a phone: what the project has stands there already."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.lib.uploads.receive import received
from programs.models import (
    Allocation,
    Indicator,
    ProgressAttachment,
    ProgressReport,
    Project,
    ReportedMoney,
    ReportedResult,
)
from programs.progress.takeover import allocation_of
from records.history.describe import newest_event
from records.staff.attachment_admin import keep_file
from records.staff.forms import refuse_to_overwrite

MOST_PHOTOGRAPHS = 6


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files, each stored as `received` cleaned it: pairs of file and name."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None):
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if len(sent) > MOST_PHOTOGRAPHS:
            message = gettext("Send at most %(n)s files at a time.")
            raise ValidationError(message % {"n": MOST_PHOTOGRAPHS})
        files = (super(SeveralFilesField, self).clean(one, initial) for one in sent)
        return [(received(one.read()), one.name) for one in files]

    def has_changed(self, initial, data):
        return bool(data)


def _short(*names: str) -> dict[str, forms.Textarea]:
    return {name: forms.Textarea(attrs={"rows": 3}) for name in names}


class ReportForm(forms.ModelForm):
    """What a report says of the work, and its photographs."""

    photographs = SeveralFilesField(
        label=_("Photographs"),
        required=False,
        help_text=_("Up to six, also PDF. The place and the device are taken out."),
    )
    caption = forms.CharField(label=_("What the photographs show"), required=False, max_length=90)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)  # the last change of others

    class Meta:
        model = ProgressReport
        fields = (
            "state_on",
            "physical_percent",
            "progress_zh",
            "problems_zh",
            "next_step_zh",
            "progress",
            "problems",
            "next_step",
        )
        labels = {
            "progress_zh": _("Progress in words"),
            "problems_zh": _("Problems"),
            "next_step_zh": _("Next step"),
        }
        widgets = {
            **_short(*fields[2:]),
            "physical_percent": forms.TextInput(attrs={"inputmode": "decimal"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = newest_event(self.instance) if self.instance.pk else 0

    def clean(self):
        super().clean()
        if self.cleaned_data.get("photographs") and not self.cleaned_data.get("caption"):
            self.add_error("caption", gettext("Say what is to be seen."))


class MoneyForm(forms.ModelForm):
    class Meta:
        model = ReportedMoney
        fields = ("received_to_date", "spent_to_date", "explanation_zh")
        labels = {"explanation_zh": _("Explanation")}
        help_texts = {"explanation_zh": ""}
        widgets = {"explanation_zh": forms.Textarea(attrs={"rows": 2})}


class ResultForm(forms.ModelForm):
    class Meta:
        model = ReportedResult
        fields = ("value",)
        widgets = {"value": forms.TextInput(attrs={"inputmode": "decimal"})}


@dataclass(frozen=True)
class RowForm:
    """The form of one row, the name of what it is about, and the row of the report before."""

    form: forms.ModelForm
    name: str
    last: ReportedMoney | ReportedResult | None

    @property
    def is_empty(self) -> bool:
        return all(value in (None, "") for value in self.form.cleaned_data.values())


class ReportForms:
    """All forms of one report: of the work, of each kind of money, of each indicator."""

    def __init__(
        self,
        report: ProgressReport,
        project: Project,
        last: ProgressReport | None,
        data=None,
        files=None,
    ):
        self.report, self.project, self.last = report, project, last
        self.data = data
        self.work = ReportForm(data, files, instance=report)

    @cached_property
    def money(self) -> list[RowForm]:
        """A form for each allocation of the project."""
        allocations = list(self.project.allocations.all())
        own, before = _rows(self.report, "reportedmoneys"), _rows(self.last, "reportedmoneys")
        return [
            RowForm(
                MoneyForm(
                    self.data,
                    prefix=f"money-{one.line}",
                    instance=_money_about(one, allocations, own)
                    or _new_money(self.report, one, allocations),
                ),
                _name_of(one, allocations),
                _money_about(one, allocations, before),
            )
            for one in allocations
        ]

    @cached_property
    def results(self) -> list[RowForm]:
        """A form for each indicator that the project has a result of."""
        own = {row.indicator_id: row for row in _rows(self.report, "reportedresults")}
        before = {row.indicator_id: row for row in _rows(self.last, "reportedresults")}
        indicators = {row.indicator_id: row.indicator for row in self.project.results.all()}
        return [
            RowForm(
                ResultForm(
                    self.data,
                    prefix=f"result-{pk}",
                    instance=own.get(pk) or ReportedResult(report=self.report, indicator_id=pk),
                ),
                _measured(indicator),
                before.get(pk),
            )
            for pk, indicator in indicators.items()
        ]

    def is_valid(self) -> bool:
        rows = (*self.money, *self.results)
        return all([self.work.is_valid(), *(row.form.is_valid() for row in rows)])

    @property
    def has_news(self) -> bool:
        """Whether something was typed that the report does not say yet."""
        said = [name for name in self.work.changed_data if name not in ("seen", "caption")]
        return bool(said) or any(row.form.has_changed() for row in (*self.money, *self.results))

    def labels(self) -> dict[str, str]:
        """What each field is called, by its name in the form."""
        names = {bound.html_name: str(bound.label) for bound in self.work}
        for row in (*self.money, *self.results):
            names |= {bound.html_name: f"{row.name} · {bound.label}" for bound in row.form}
        return names

    def save(self) -> ProgressReport:
        """Save the draft with its rows; a row in which nothing is typed goes. ValidationError where
        others saved it since the form was opened."""
        if self.report.pk and self.work.cleaned_data["seen"] is not None:
            refuse_to_overwrite(self.work)
        report = self.work.save()
        for row in (*self.money, *self.results):
            instance = row.form.instance
            instance.report = report
            if not row.is_empty:
                row.form.save()
            elif instance.pk:
                instance.delete()
        for number, (file, name) in enumerate(self.work.cleaned_data["photographs"], start=1):
            self._attach(number, file, name)
        return report

    def _attach(self, number: int, file, name: str) -> None:
        caption = self.work.cleaned_data["caption"]
        several = len(self.work.cleaned_data["photographs"]) > 1
        row = ProgressAttachment(
            report=self.report,
            title_zh=f"{caption}（{number}）" if several else caption,
            dated_on=self.report.state_on,
        )
        keep_file(row, file, name)
        row.save()


def _rows(report: ProgressReport | None, name: str) -> list:
    return list(getattr(report, name).all()) if report and report.pk else []


def _money_about(
    allocation: Allocation, allocations: Sequence[Allocation], rows: Sequence[ReportedMoney]
) -> ReportedMoney | None:
    return next((row for row in rows if _is_about(row, allocation, allocations)), None)


def _is_about(row: ReportedMoney, allocation: Allocation, allocations: Sequence[Allocation]):
    try:
        return allocation_of(row, allocations) == allocation
    except ValidationError:
        return False


def _new_money(
    report: ProgressReport, allocation: Allocation, allocations: Sequence[Allocation]
) -> ReportedMoney:
    alike = [one for one in allocations if _kind(one) == _kind(allocation)]
    return ReportedMoney(
        report=report,
        kind=allocation.kind,
        level=allocation.level,
        allocation_line=allocation.line if len(alike) > 1 else None,
    )


def _kind(allocation: Allocation) -> tuple[str, str]:
    return allocation.kind, allocation.level


def _name_of(allocation: Allocation, allocations: Sequence[Allocation]) -> str:
    """The kind of money; of several alike also the line."""
    alike = [one for one in allocations if _kind(one) == _kind(allocation)]
    name = str(allocation.kind_and_level)
    return f"{name} ({allocation.line})" if len(alike) > 1 else name


def _measured(indicator: Indicator) -> str:
    return f"{indicator} ({indicator.get_unit_display()})"
