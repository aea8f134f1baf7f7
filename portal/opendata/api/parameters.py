"""Query parameters: the filters of the site's own lists, the page, the edition.

The filters and forms alone define which values a parameter takes; the API's description and its
errors are derived from them.
"""

import re
from functools import cache
from typing import Annotated

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from ninja import Field, Schema
from pydantic import WithJsonSchema, create_model

from config.lib.dates import FIRST_YEAR, LAST_YEAR
from config.lib.language import bilingual
from portal.opendata.api.problems import RefusedError
from programs.lists.filters import AmountFilter
from records.filters import CodeFilter, StatedYearFilter, YearFilter
from records.registry.kinds import Kind

FREE_TEXT = "q"  # the one parameter whose spaces do no harm
USUAL_SIZE, LARGEST_SIZE, LARGEST_EDITION = 100, 1000, 999_999_999
CODE, LINE = "[-a-zA-Z0-9_]{1,80}", "[0-9]{1,4}"
EDITION = {
    "edition": (
        {"type": "integer", "minimum": 1, "maximum": LARGEST_EDITION},
        _("Number of the edition to read; without it, today's data."),
    ),
    "as_of": (
        {"type": "string", "format": "date"},
        _("Read the edition that was public at the end of this day, as 2026-12-31."),
    ),
}


class PlainInteger(forms.IntegerField):
    """A number in plain digits, as the description says, and not "+5", "5.0" or "５"."""

    def to_python(self, value):
        if value and not re.fullmatch("[0-9]+", value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class PageForm(forms.Form):
    """How many rows, and after which."""

    page_size = PlainInteger(min_value=1, max_value=LARGEST_SIZE, required=False)
    after = forms.CharField(required=False)


def key_pattern(kind: Kind) -> str:
    """The form of the text that names a row of `kind`: "2011-farming/1"."""
    parts = (LINE if part == "line" else CODE for part in kind.key)
    return f"^{'/'.join(parts)}$"


@cache
def list_parameters(kind: Kind) -> type[Schema]:
    """The query parameters of a list, as its description shows them."""
    with override("en"):
        return described(kind.plural, parameters_of(kind))


def parameters_of(kind: Kind) -> dict[str, tuple[dict, str]]:
    """The query parameters of a list: the JSON schema of each, and its meaning in the language
    that is active."""
    return {**_filter_parameters(kind), **page_parameters(key_pattern(kind)), **EDITION}


def page_parameters(pattern: str) -> dict[str, tuple[dict, str]]:
    """The parameters of a page; keys match `pattern`."""
    return {
        "page_size": (
            {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE},
            format_lazy(_("How many rows; {usual} unless told."), usual=USUAL_SIZE),
        ),
        "after": (
            {"type": "string", "pattern": pattern},
            _(
                "Only rows after the one with this key. "
                "An answer holds the whole address of the next page."
            ),
        ),
    }


def described(name: str, parameters: dict[str, tuple[dict, str]]) -> type[Schema]:
    """A schema that takes any text and describes the values that our own forms accept."""
    fields = {
        key: (
            Annotated[str | None, WithJsonSchema(form)],
            Field(None, description=bilingual(meaning)[0]),
        )
        for key, (form, meaning) in parameters.items()
    }
    return create_model(f"{name}_parameters", __base__=Schema, **fields)


def _filter_parameters(kind: Kind) -> dict[str, tuple[dict, str]]:
    if kind.filterset is None:
        return {}
    named = kind.filterset({}, queryset=kind.model.objects.none()).filters
    return {name: (_json_schema(one), str(one.label)) for name, one in named.items()}


def _json_schema(one: filters.Filter) -> dict[str, object]:
    if isinstance(one, AmountFilter):
        return {"type": "string", "pattern": one.pattern}
    if isinstance(one, YearFilter):
        return {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
    if isinstance(one, filters.NumberFilter):
        return {
            "type": "integer",
            "minimum": one.extra["min_value"],
            "maximum": one.extra["max_value"],
        }
    if isinstance(one, CodeFilter):
        return {"type": "string", "pattern": f"^{CODE}$"}
    if isinstance(one, filters.ChoiceFilter):
        return {"type": "string", "enum": [code for code, _name in one.extra["choices"]]}
    pattern = one.pattern if isinstance(one, StatedYearFilter) else "^[^\\x00]+$"
    return {"type": "string", "pattern": pattern}


def refuse_others(query, known) -> None:
    """RefusedError when the query string names what is not `known`, or a parameter twice or
    without a value."""
    wrong = {}
    for name, values in query.lists():
        if name not in known:
            wrong[name] = [
                _("There is no such parameter; there are: %(names)s.") % {"names": ", ".join(known)}
            ]
        elif len(values) > 1:
            wrong[name] = [str(_("Give this parameter once."))]
        elif not values[0].strip():
            wrong[name] = [str(_("Leave this parameter out, or say something."))]
        elif name != FREE_TEXT and values[0] != values[0].strip():
            wrong[name] = [str(_("Leave out the spaces before and after the value."))]
    _refuse(wrong)


def filtered(kind: Kind, rows: QuerySet, query) -> QuerySet:
    """The rows that the filters of the site's list leave; RefusedError when one is wrong."""
    if kind.filterset is None:
        return rows
    filterset = kind.filterset(query, queryset=rows)
    wrong = filterset.form.errors.as_data()
    is_unknown = all(isinstance(filterset.filters.get(name), CodeFilter) for name in wrong)
    _refuse({name: _messages(errors) for name, errors in wrong.items()}, is_unknown)
    return filterset.qs


def page_asked_for(pattern: str, query) -> tuple[int, tuple[str, ...]]:
    """How many rows, and the key after which they begin (empty for the first page)."""
    form = PageForm(query)
    form.fields["after"].validators.append(
        RegexValidator(pattern, _("Take this from the address of the next page."))
    )
    _refuse({name: _messages(errors) for name, errors in form.errors.as_data().items()})
    after = form.cleaned_data["after"]
    return form.cleaned_data["page_size"] or USUAL_SIZE, tuple(after.split("/")) if after else ()


def beyond(fields: tuple[str, ...], values: tuple[str, ...]) -> Q:
    """Rows whose key comes after `values` in the order of `fields`."""
    condition = Q()
    for place in reversed(range(len(values))):
        same = Q(**{fields[place]: values[place]}) & condition if condition else None
        further = Q(**{f"{fields[place]}__gt": values[place]})
        condition = further | same if same else further
    return condition


def _messages(errors) -> list[str]:
    return [message for error in errors for message in error.messages]


def _refuse(wrong: dict[str, list[str]], is_unknown: bool = False) -> None:
    if wrong:
        names = ", ".join(re.sub(r"[^\w.-]", "?", name)[:40] for name in wrong)
        message = _("Not understood: %(names)s.") % {"names": names}
        raise RefusedError(404 if is_unknown else 422, message, wrong)
