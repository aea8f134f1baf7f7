"""Filters of this room."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from cadres.models import Organisation
from counties.models import Province
from programs.models import Article, EducationAid, Indicator, Program, Publication, Result, Visit
from records.filters import CodeFilter, SearchFilter, StatedCodeFilter, YearFilter, YearOfDateFilter
from records.models import Measure


class RowFilter(filters.FilterSet):
    """Rows of projects, by what their project says."""

    q = SearchFilter("project__title", "project__title_zh")
    year = YearFilter(field_name="project__year", label=_("Year"))
    program = CodeFilter(
        field_name="project__program", label=_("Programme"), queryset=Program.objects.all()
    )
    province = StatedCodeFilter(
        field_name="project__county__province", label=_("Province"), queryset=Province.objects.all()
    )


class EducationFilter(RowFilter):
    operator = StatedCodeFilter(label=_("Operated by"), queryset=Organisation.objects.all())

    class Meta:
        model = EducationAid
        fields = ("q", "kind", "operator")


class ResultFilter(RowFilter):
    indicator = CodeFilter(queryset=Indicator.objects.all())
    measure = filters.ChoiceFilter(
        field_name="indicator__measure", label=_("Kind of quantity"), choices=Measure.choices
    )

    class Meta:
        model = Result
        fields = ("q", "indicator")


class VisitFilter(RowFilter):
    class Meta:
        model = Visit
        fields = ("q", "occasion")


class ProgramFilter(filters.FilterSet):
    q = SearchFilter("name", "name_zh", "summary", "summary_zh")

    class Meta:
        model = Program
        fields = ("q",)


class PublicationFilter(filters.FilterSet):
    q = SearchFilter("title", "title_zh")
    year = YearFilter()
    organiser = StatedCodeFilter(label=_("Organised by"), queryset=Organisation.objects.all())

    class Meta:
        model = Publication
        fields = ("q", "year", "kind", "organiser")


class ArticleFilter(filters.FilterSet):
    q = SearchFilter("title", "title_zh", "body", "body_zh")
    year = YearOfDateFilter(field_name="dated_on", label=_("Year"))

    class Meta:
        model = Article
        fields = ("q", "year")
