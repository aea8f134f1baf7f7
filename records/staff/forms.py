"""Forms of staff: each change gives a reason, and nobody overwrites newer values unseen."""

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.history.describe import changes_since, newest_event
from records.models import YearStep
from records.models.codes import is_proposed, propose_code


class ReasonForm(forms.Form):
    """The reason of a review step; stored for good, and public once published."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class TakeOutForm(ReasonForm):
    """Asks for the withdrawal of what left rows in other records."""

    takes_out = forms.BooleanField(
        label=gettext_lazy("Also hand in a correction without these rows"),
        required=False,
        initial=True,
    )


class RowFormSet(forms.BaseInlineFormSet):
    """The rows of a record in its form. The empty row, which a page asks for four times, is made
    once."""

    @cached_property
    def empty_form(self):
        return super().empty_form


class SignedForm(forms.ModelForm):
    """A form of the admin: asks for a reason, and shows what others changed since it was opened.

    `late_refusal` is the database's refusal of these same values a moment ago.
    """

    why = forms.CharField(
        label=gettext_lazy("Why this change"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=gettext_lazy("Kept for good in the change history."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    late_refusal = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "seen" in self.fields and self.instance.pk:
            self.fields["seen"].initial = newest_event(self.instance)

    def clean(self):
        if self.late_refusal:
            raise ValidationError(self.late_refusal)
        super().clean()
        if self.instance.pk and "seen" in self.fields:
            refuse_to_overwrite(self)


def refuse_to_overwrite(form: forms.ModelForm) -> None:
    """Refuse once, showing what others changed after the form with its field `seen` was opened;
    saving again goes through. Within a transaction."""
    model = type(form.instance)
    model.objects.select_for_update().filter(pk=form.instance.pk).first()
    newer = changes_since(form.instance, form.cleaned_data.get("seen") or 0)
    if newer:
        form.data = form.data.copy()
        form.data[form.add_prefix("seen")] = newest_event(form.instance)
        message = _(
            "Someone else saved this meanwhile. What you typed is still here and not saved "
            "yet. Compare it with the changes below, then save again to keep yours."
        )
        raise ValidationError([message, *newer])


class RecordForm(SignedForm):
    """The form of a draft. `user` is the user who fills it in."""

    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "why" in self.fields:
            first = "" if self.instance.pk else _("first entry")
            self.fields["why"].initial = self.instance.change_reason or first
        if "code" in self.fields and is_proposed(type(self.instance)):
            self.fields["code"].required = False
            self.fields["code"].help_text = _("Leave it empty: year, place and a number make it.")

    def clean_code(self):
        """Codes that differ only in capitals are the same."""
        code = self.cleaned_data["code"]
        others = type(self.instance).objects.exclude(pk=self.instance.pk)
        if "code" in self.changed_data and others.filter(code__iexact=code).exists():
            message = _("“%(code)s” exists already: correct that record, or choose another code.")
            raise ValidationError(message % {"code": code})
        return code

    def clean_year(self):
        year = self.cleaned_data["year"]
        if YearStep.objects.closing(year):
            message = _("%(year)s is closed: an administrator must reopen it first.")
            raise ValidationError(message % {"year": year})
        return year

    def clean(self):
        super().clean()
        county = self.cleaned_data.get("county")
        is_elsewhere = not self.user.works_for(county.pk if county else None)
        if self.instance.is_of_places and is_elsewhere:
            field = "county" if "county" in self.fields else None
            self.add_error(field, _("This is not one of the places that you work for."))
        if "code" in self.cleaned_data and not self.cleaned_data["code"] and not self.errors:
            self.cleaned_data["code"] = propose_code(type(self.instance), self.cleaned_data)


class StaffForm(SignedForm, UserChangeForm):
    """An account; its password has a page of its own."""


class StaffCreationForm(SignedForm, AdminUserCreationForm):
    """A new account."""
