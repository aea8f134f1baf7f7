"""Filters of this room."""

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import CharField, F, Func, Q
from django.db.models.functions import Substr
from django.forms import NumberInput
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from config.lib.dates import FIRST_YEAR, LAST_YEAR, YEAR, YEAR_LIMITS, validate_year
from config.lib.pages.facets import NONE
from config.lib.tables.tables import NOT_STATED
from records.models import Edition, Feedback, Record, Source
from records.search.listing import Holding, holding


class Lines(Func):
    """SQL: texts one below the other, which are compared at once: faster than each by itself."""

    template = "(%(expressions)s)"
    arg_joiner = " || E'\\n' || "
    output_field = CharField()


def search_in(*fields: str):
    """A filter method: rows with a text in any of `fields`, none of which is null."""

    def search(queryset, _name, value):
        return queryset.alias(searched=Lines(*map(F, fields))).filter(searched__icontains=value)

    return search


class SearchFilter(filters.CharFilter):
    """One search box over several columns, of lists that stay short."""

    def __init__(self, *fields: str):
        super().__init__(label=_("Search"), method=search_in(*fields))


class WordFilter(filters.CharFilter):
    """One search box by the words of the search index: of records of one kind, or of rows whose
    field `path` leads to one. Rows with the text in one of the columns `beside` are found too."""

    def __init__(self, model: type[Record], path: str = "pk", beside: tuple[str, ...] = ()):
        super().__init__(label=_("Search"))
        self.searched, self.path, self.beside = model, path, beside
        self._found: tuple[str, Holding] | None = None

    def filter(self, queryset, value):
        if not value:
            return queryset
        found = self.holding(value)
        if not self.beside:
            return queryset.filter(**{f"{self.path}__in": found.rows})
        queryset = queryset.alias(searched=Lines(*map(F, self.beside)))
        return queryset.filter(found.condition(self.path) | Q(searched__icontains=value))

    def holding(self, question: str) -> Holding:
        """The records that hold the words, found once a request."""
        if self._found is None or self._found[0] != question:
            self._found = question, holding(self.searched, question)
        return self._found[1]


class YearFilter(filters.NumberFilter):
    """A year in four digits."""

    def __init__(self, **options):
        widget = NumberInput(attrs={"min": FIRST_YEAR, "max": LAST_YEAR})
        given = {"validators": [validate_year], "decimal_places": 0, "widget": widget}
        super().__init__(**given, **options)


class CodeField(ModelChoiceField):
    def to_python(self, value):
        """PostgreSQL takes a NUL in no text; as another character it is just an unknown code."""
        return super().to_python(value.replace("\0", "\ufffd") if value else value)


class CodeFilter(filters.ModelChoiceFilter):
    """A choice among records, by their code."""

    field_class = CodeField

    def __init__(self, **options):
        super().__init__(to_field_name="code", **options)


class StatedCodeFilter(CodeFilter):
    """The same; `none` filters rows without one."""

    def __init__(self, **options):
        super().__init__(null_label=NOT_STATED, null_value=NONE, **options)


class StatedYearFilter(filters.CharFilter):
    """A year; `none` filters rows without one."""

    pattern = f"^({YEAR}|{NONE})$"

    def __init__(self, **options):
        super().__init__(validators=[RegexValidator(self.pattern, YEAR_LIMITS)], **options)

    def filter(self, queryset, value):
        if value == NONE:
            return queryset.filter(**{f"{self.field_name}__isnull": True})
        return super().filter(queryset, value)


class YearOfDateFilter(YearFilter):
    """The year of a date that may be less precise than a day."""

    def __init__(self, **options):
        super().__init__(lookup_expr="startswith", **options)
        self.counted_by = Substr(self.field_name, 1, 4)

    def filter(self, queryset, value):
        return super().filter(queryset, value and str(int(value)))


class StatedFilter(filters.ChoiceFilter):
    """A choice; `none` filters rows without one."""

    def __init__(self, choices, **options):
        super().__init__(choices=((NONE, NOT_STATED), *choices), **options)

    def filter(self, queryset, value):
        if value == NONE:
            return queryset.filter(**{self.field_name: ""})
        return super().filter(queryset, value)


class SourceFilter(filters.FilterSet):
    q = SearchFilter("title", "title_zh", "publisher", "publisher_zh")

    data_year = StatedYearFilter(label=_("Year of the data"))

    class Meta:
        model = Source
        fields = ("q", "kind", "data_year")


class EditionFilter(filters.FilterSet):
    q = SearchFilter("reason")

    class Meta:
        model = Edition
        fields = ("q",)


class FeedbackFilter(filters.FilterSet):
    overdue = filters.ChoiceFilter(
        label=_("Answer due"), choices=(("yes", _("overdue")),), method="filter_overdue"
    )

    class Meta:
        model = Feedback
        fields = ("state", "overdue")

    def filter_overdue(self, queryset, _name, _value):
        return queryset.overdue()
