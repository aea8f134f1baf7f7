"""What a person says of a notice for its projects and its source."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.lib.dates import PartialDateFormField
from programs.intake.choices import ACTUAL, LEFT_OUT, PLANNED
from programs.models import Category, MoneyKind, MoneyLevel, Program

EMPTY = [("", "---------")]
BY_WORDS = [("", _("by the words of each row"))]


class SayingForm(forms.Form):
    """What the file does not say. Built on the choices so far, whose kinds of money it asks for."""

    program = forms.ChoiceField(label=_("Programme"), required=False)
    category = forms.ChoiceField(label=_("Kind of work"), required=False)
    dates = forms.ChoiceField(
        label=_("Dates of start and completion are"),
        choices=[(PLANNED, _("planned dates")), (ACTUAL, _("actual dates"))],
    )
    unnamed = forms.CharField(
        label=_("Name of rows that have none"),
        required=False,
        max_length=60,
        help_text=_("The town or village is put before it."),
    )
    title_zh = forms.CharField(label=_("Title of the source"), max_length=200, required=False)
    publisher_zh = forms.CharField(
        label=_("Publisher of the source"), max_length=120, required=False
    )
    published_on = PartialDateFormField(label=_("Published on"), required=False)
    attach = forms.BooleanField(
        label=_("Publish the file as a copy of the source"),
        required=False,
        help_text=_("Never where a sheet or column is personal."),
    )

    def __init__(self, *args, choices: dict, **kwargs):
        super().__init__(*args, initial=choices, label_suffix="", **kwargs)
        money = choices.get("money", {})
        self.money = {name: money[name] for name in choices.get("money_names", money)}
        programs = Program.objects.published().order_by("position", "code")
        self.fields["program"].choices = [*EMPTY, *((one.code, str(one)) for one in programs)]
        self.fields["category"].choices = [*BY_WORDS, *Category.choices]
        for number, said in enumerate(self.money.values()):
            self.fields[f"kind{number}"] = forms.ChoiceField(
                choices=[*EMPTY, *MoneyKind.choices, (LEFT_OUT, _("leave out"))],
                required=False,
                initial=said.get("kind", ""),
                label=_("kind of money"),
            )
            self.fields[f"level{number}"] = forms.ChoiceField(
                choices=[("", pgettext_lazy("level of money", "not stated")), *MoneyLevel.choices],
                required=False,
                initial=said.get("level", ""),
                label=_("level of government"),
            )

    def plain_fields(self) -> list[forms.BoundField]:
        """The fields that are not of a kind of money."""
        return [self[name] for name in self.base_fields]

    def money_fields(self) -> Iterator[dict]:
        """Each kind of money as the file has it, with what it is in the ledger."""
        for number, name in enumerate(self.money):
            kind, _bar, label = name.partition("|")
            fields = {"kind": self[f"kind{number}"], "level": self[f"level{number}"]}
            yield {"read_as": kind, "label": label, **fields}

    def chosen(self) -> dict:
        """The choices as the form has them, plain data."""
        data = {name: self.cleaned_data[name] for name in self.base_fields}
        data["money"] = {
            name: {
                "kind": self.cleaned_data[f"kind{number}"],
                "level": self.cleaned_data[f"level{number}"],
            }
            for number, name in enumerate(self.money)
        }
        return data
