"""Forms of the public: a report of an error, and the number to find it by."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.models import Feedback


class FeedbackForm(forms.ModelForm):
    """A reader's report of an error."""

    # Programs fill in every field; people do not see this one.
    website = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    class Meta:
        model = Feedback
        fields = ("message", "contact")
        labels = {
            "message": gettext_lazy("What is wrong, and how do you know?"),
            "contact": gettext_lazy("Email or phone (optional)"),
        }
        help_texts = {"contact": gettext_lazy("Only if we may contact you. It is never published.")}
        widgets = {
            "message": forms.Textarea(attrs={"rows": 8}),
            "contact": forms.TextInput(attrs={"autocomplete": "email"}),
        }

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty: it is a trap for programs."))


class ReceiptForm(forms.Form):
    """The receipt number of a report, typed with or without its hyphens."""

    receipt = forms.CharField(
        label=gettext_lazy("Receipt number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "XXXX-XXXX-XXXX"}),
    )

    def clean_receipt(self):
        letters = re.sub(r"[^0-9A-Z]", "", self.cleaned_data["receipt"].upper())
        receipt = "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))
        if not Feedback.objects.filter(receipt=receipt).exists():
            raise ValidationError(_("There is no report with this receipt number."))
        return receipt
