"""Filters of this room."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from programs.models import (
    Allocation,
    Article,
    EducationAid,
    Program,
    Project,
    Publication,
    Result,
    Visit,
)
from records.filters import SearchFilter


class ProjectFilter(filters.FilterSet):
    q = SearchFilter("title", "title_zh", "content", "content_zh", "code")

    class Meta:
        model = Project
        fields = ("q", "year", "program", "category", "scope", "status")


class RowFilter(filters.FilterSet):
    """Rows of projects, by what their project says."""

    q = SearchFilter("project__title", "project__title_zh")
    year = filters.NumberFilter(
        field_name="project__year", label=_("Year"), min_value=1900, max_value=2999
    )


class AllocationFilter(RowFilter):
    program = filters.ModelChoiceFilter(
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

    class Meta:
        model = Publication
        fields = ("q", "year", "kind")


class ArticleFilter(filters.FilterSet):
    q = SearchFilter("title", "title_zh", "body", "body_zh")

    class Meta:
        model = Article
        fields = ("q",)
