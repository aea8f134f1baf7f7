"""Filters of this room."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from programs.models import (
    Article,
    EducationAid,
    Indicator,
    Program,
    Publication,
    Result,
    Visit,
)
from records.filters import CodeFilter, SearchFilter, YearFilter


class RowFilter(filters.FilterSet):
    """Rows of projects, by what their project says."""

    q = SearchFilter("project__title", "project__title_zh")
    year = YearFilter(field_name="project__year", label=_("Year"))


class EducationFilter(RowFilter):
    class Meta:
        model = EducationAid
        fields = (
            "q",
            "kind",
        )


class ResultFilter(RowFilter):
    indicator = CodeFilter(queryset=Indicator.objects.all())

    class Meta:
        model = Result
        fields = (
            "q",
            "indicator",
        )


class VisitFilter(RowFilter):
    class Meta:
        model = Visit
        fields = (
            "q",
            "occasion",
        )


class ProgramFilter(filters.FilterSet):
    q = SearchFilter("name", "name_zh", "summary", "summary_zh")

    class Meta:
        model = Program
        fields = ("q",)


class PublicationFilter(filters.FilterSet):
    q = SearchFilter("title", "title_zh")
    year = YearFilter()

    class Meta:
        model = Publication
        fields = ("q", "year", "kind")


class ArticleFilter(filters.FilterSet):
    q = SearchFilter("title", "title_zh", "body", "body_zh")

    class Meta:
        model = Article
        fields = ("q",)
