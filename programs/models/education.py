"""Education aid: students, schools, donated goods, seminars."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.lib.dates import PartialDateField, dates_within_limits
from config.lib.language import LocalizedField
from config.lib.money import MoneyField
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from programs.models.projects import ProjectRow, party
from records.models import CitedFigures, Unit
from records.models.records import RowQuerySet


class EducationAid(ProjectRow):
    """Aid to students or schools (教育帮扶). Only numbers of people are ever public."""

    class Kind(models.TextChoices):
        ADMITTED = "admitted", _("help for students admitted to universities")
        HOPE_SCHOOL = "hope_school", _("construction of Hope Primary Schools")
        OTHER = "other", _("other aid to education")

    required_to_publish = ("kind", "statement")
    cited_figures = (CitedFigures({"student_count": Unit.PERSON, "school_count": Unit.SCHOOL}),)

    kind = models.CharField(_("kind of aid"), max_length=12, choices=Kind.choices)
    supporter = party(_("supported by"), "education_aid")
    student_count = models.PositiveIntegerField(_("students helped"), null=True, blank=True)
    school_count = models.PositiveIntegerField(_("schools supported"), null=True, blank=True)
    period = models.CharField(_("period (English)"), max_length=80, blank=True)
    period_zh = models.CharField(_("period (Chinese)"), max_length=80, blank=True)
    purpose = models.TextField(_("purpose (English)"), blank=True)
    purpose_zh = models.TextField(_("purpose (Chinese)"), blank=True)

    period_text = LocalizedField("period")
    purpose_text = LocalizedField("purpose")

    class Meta(ProjectRow.Meta):
        verbose_name = _("education aid")
        verbose_name_plural = _("education aid")
        indexes = (awaiting_index("period", "purpose"),)

    def __str__(self):
        return f"{self.get_kind_display()} ({self.line})"


class Donation(ProjectRow):
    """Donated goods (实物捐赠): quantity and unit, a money value only where stated."""

    required_to_publish = ("goods", "quantity", "unit", "statement")
    cited_figures = (CitedFigures({"quantity": models.F("unit"), "money_value": Unit.CNY}),)

    donor = party(_("donor"), "donations")
    intermediary = party(_("through"), "donations_passed_on")
    goods = models.CharField(_("goods (English)"), max_length=120, blank=True)
    goods_zh = models.CharField(_("goods (Chinese)"), max_length=60, blank=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=12, choices=Unit.choices, default=Unit.ITEM)
    money_value = MoneyField(_("money value (yuan)"), help_text=_("Only where a source states it."))
    donated_on = PartialDateField(_("donated on"))
    recipients = models.CharField(_("recipients (English)"), max_length=200, blank=True)
    recipients_zh = models.CharField(_("recipients (Chinese)"), max_length=100, blank=True)

    goods_text = LocalizedField("goods")
    recipients_text = LocalizedField("recipients")

    class Meta(ProjectRow.Meta):
        verbose_name = _("donation of goods")
        verbose_name_plural = _("donations of goods")
        indexes = (awaiting_index("goods", "recipients"),)
        constraints = (
            *ProjectRow.Meta.constraints,
            *dates_within_limits("donated_on"),
            in_either_language("goods"),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gt=0),
                name="donation_quantity_positive",
                violation_error_message=_("The quantity must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(money_value=None) | Q(money_value__gte=0),
                name="donation_value_not_negative",
                violation_error_message=_("An amount of money must not be below zero."),
            ),
        )

    def __str__(self):
        return self.goods_text


class Seminar(ProjectRow):
    """A seminar (研讨会)."""

    required_to_publish = ("title", "statement")
    cited_figures = (CitedFigures({"participant_count": Unit.PERSON}),)

    title = models.CharField(_("title (English)"), max_length=200, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=100, blank=True)
    held_on = PartialDateField(_("held on"))
    place = models.CharField(_("place (English)"), max_length=120, blank=True)
    place_zh = models.CharField(_("place (Chinese)"), max_length=60, blank=True)
    convener = party(_("convened by"), "seminars_convened")
    funder = party(_("financial aid from"), "seminars_funded")
    participant_count = models.PositiveIntegerField(
        _("number of participants"), null=True, blank=True
    )

    title_text = LocalizedField("title")
    place_text = LocalizedField("place")

    class Meta(ProjectRow.Meta):
        verbose_name = _("seminar")
        verbose_name_plural = _("seminars")
        indexes = (awaiting_index("title", "place"),)
        constraints = (
            *ProjectRow.Meta.constraints,
            *dates_within_limits("held_on"),
            in_either_language("title"),
        )

    def __str__(self):
        return self.title_text


class SeminarSpeaker(ProjectRow):
    """A speaker invited to a seminar (主讲人). Linked to the seminar, not to single reports."""

    required_to_publish = ("name", "statement")

    name = models.CharField(
        pgettext_lazy("of a person", "name (English)"), max_length=80, blank=True
    )
    name_zh = models.CharField(
        pgettext_lazy("of a person", "name (Chinese)"), max_length=40, blank=True
    )
    title = models.CharField(
        pgettext_lazy("of a person", "title (English)"), max_length=160, blank=True
    )
    title_zh = models.CharField(
        pgettext_lazy("of a person", "title (Chinese)"), max_length=80, blank=True
    )
    organisation = party(_("organisation"), "seminar_speakers")

    name_text = LocalizedField("name")
    title_text = LocalizedField("title")

    class Meta(ProjectRow.Meta):
        verbose_name = _("seminar speaker")
        verbose_name_plural = _("seminar speakers")
        indexes = (awaiting_index("name", "title"),)
        constraints = (*ProjectRow.Meta.constraints, in_either_language("name"))

    def __str__(self):
        return self.name_text


class SeminarReportQuerySet(RowQuerySet):
    def in_year(self, year: int):
        return self.filter(project__year=year)


class SeminarReport(ProjectRow):
    """A report that was to be given at a seminar (专题报告)."""

    required_to_publish = ("title", "statement")

    title = models.CharField(_("title (English)"), max_length=200, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=100, blank=True)

    title_text = LocalizedField("title")
    objects = SeminarReportQuerySet.as_manager()

    class Meta(ProjectRow.Meta):
        verbose_name = _("seminar report")
        verbose_name_plural = _("seminar reports")
        indexes = (awaiting_index("title"),)
        constraints = (*ProjectRow.Meta.constraints, in_either_language("title"))

    def __str__(self):
        return self.title_text


class Private(models.Model):
    """A person behind a number. Staff only: no public page, download or digest holds it."""

    project_code = models.SlugField(_("code of the project"), max_length=80)
    name = models.CharField(_("name"), max_length=80)
    details = models.TextField(_("details"), blank=True)

    class Meta:
        abstract = True
        ordering = ("project_code", "name")

    def __str__(self):
        return self.name


class AidedStudent(Private):
    """A student who was helped (受助学生, private)."""

    class Meta(Private.Meta):
        verbose_name = _("aided student")
        verbose_name_plural = _("aided students")
