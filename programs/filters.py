"""Filters of this room."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from programs.models import (
    Allocation,
    Article,
    EducationAid,
    Indicator,
    Program,
    Project,
    Publication,
    Result,
    Visit,
)
from records.filters import CodeFilter, SearchFilter, YearFilter


class ProjectFilter(filters.FilterSet):
    q = SearchFilter("title", "title_zh", "content", "content_zh", "code")
    year = YearFilter()
    program = CodeFilter(queryset=Program.objects.all())

    class Meta:
        model = Project
        fields = ("q", "year", "program", "category", "scope", "status")


class RowFilter(filters.FilterSet):
    """Rows of projects, by what their project says."""

    q = SearchFilter("project__title", "project__title_zh")
    year = YearFilter(field_name="project__year", label=_("Year"))


class AllocationFilter(RowFilter):
    program = CodeFilter(
        field_name="project__program", label=_("Programme"), queryset=Program.objects.all()
    )

    class Meta:
        model = Allocation
        fields = (
            "q",
            "kind",
        )


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
