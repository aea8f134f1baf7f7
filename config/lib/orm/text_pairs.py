"""Pairs of text columns, `name` and `name_zh`: what a model needs of the two, and what it lacks."""

from functools import cache

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Field, Index, Model, Q
from django.utils.translation import gettext_lazy as _

from config.lib.language import CHINESE, ENGLISH, is_chinese


@cache
def pairs(model: type[Model]) -> list[str]:
    """The English names of all pairs of a model, in its order."""
    names = [field.name for field in model._meta.concrete_fields]
    return [name for name in names if f"{name}_zh" in names]


def language_of(field: Field) -> str:
    """The language of a column of a pair; empty for all others."""
    if field.name.endswith("_zh"):
        return CHINESE
    return ENGLISH if field.name in pairs(field.model) else ""


def columns_of(model: type[Model], name: str) -> tuple[str, ...]:
    """The columns that hold a text or value: both of a pair, of which either is enough."""
    return (name, f"{name}_zh") if name in pairs(model) else (name,)


def column_to_fill(model: type[Model], name: str) -> str:
    """Of the columns of a text or value the one in the reader's language."""
    return columns_of(model, name)[-1 if is_chinese() else 0]


def empty_columns(row: Model) -> list[str]:
    """The columns of a row whose text awaits translation from the other language."""
    columns = []
    for name in pairs(type(row)):
        english, chinese = getattr(row, name), getattr(row, f"{name}_zh")
        if bool(english) != bool(chinese):
            columns.append(f"{name}_zh" if english else name)
    return columns


class EitherLanguageConstraint(CheckConstraint):
    """One text of a pair is given, in English or in Chinese; made by `in_either_language`."""

    @property
    def names(self) -> list[str]:
        return [name for name, _empty in self.condition.children]

    def deconstruct(self):
        """For migrations it is like any other check."""
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs

    def validate(self, model, instance, exclude=None, using="default"):
        """A refusal stands at the field of the reader's language."""
        try:
            super().validate(model, instance, exclude, using)
        except ValidationError as refusal:
            field = column_to_fill(model, self.names[0])
            raise ValidationError({field: refusal.messages}) from refusal


def in_either_language(field: str) -> EitherLanguageConstraint:
    """The rule that a pair is not empty in both languages."""
    return EitherLanguageConstraint(
        condition=~Q((field, ""), (f"{field}_zh", "")),
        name=f"%(class)s_{field}_in_a_language",
        violation_error_message=_("This is needed in English or in Chinese; either is enough."),
    )


def awaiting_translation(*fields: str) -> Q:
    """Rows of which any of these pairs has a text in one language only."""
    condition = Q()
    for name in fields:
        for own, other in ((name, f"{name}_zh"), (f"{name}_zh", name)):
            condition |= Q(**{own: ""}) & ~Q(**{other: ""})
    return condition


def awaiting_index(*fields: str) -> Index:
    """The rows of a model that await translation; `fields` are all its pairs."""
    return Index(fields=("id",), condition=awaiting_translation(*fields), name="awaits_%(class)s")
