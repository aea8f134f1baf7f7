"""Cadres: selected, sent, assessed, honoured."""

from django.contrib import admin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.models.bodies import Organisation
from config.lib.dates import (
    CertainPeriod,
    InOrder,
    PartialDateField,
    YearField,
    dates_within_limits,
    years_within_limits,
)
from config.lib.language import LocalizedField, join_texts
from config.lib.orm.ranges import IdRange
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from counties.models import Placed
from counties.models.places import placed_constraint
from records.models import (
    Cited,
    CitedFigures,
    Record,
    Reference,
    ReferenceVersion,
    Scope,
    State,
    Statement,
    Unit,
)


class CadreContent(models.Model):
    """What is said of a person."""

    class Kind(models.TextChoices):
        LEADER = "leader", _("leader")
        POSTED = "posted", _("poverty alleviation cadre")

    name = models.CharField(
        pgettext_lazy("of a person", "name (English)"), max_length=80, blank=True
    )
    name_zh = models.CharField(
        pgettext_lazy("of a person", "name (Chinese)"),
        max_length=40,
        blank=True,
        help_text=_("Empty where no source gives one."),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    title = models.CharField(
        pgettext_lazy("of a person", "title (English)"), max_length=120, blank=True
    )
    title_zh = models.CharField(
        pgettext_lazy("of a person", "title (Chinese)"), max_length=60, blank=True
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
    )
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    name_text = LocalizedField("name")
    title_text = LocalizedField("title")
    note_text = LocalizedField("note")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name_text

    def get_absolute_url(self):
        return reverse("cadre_detail", args=[self.code])


class Cadre(CadreContent, Cited, Reference):
    """A person who leads the work or is sent to do it (干部)."""

    code = models.SlugField(_("code"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("cadre")
        verbose_name_plural = _("cadres")
        ordering = ("code",)


class CadreVersion(CadreContent, ReferenceVersion):
    """A version of what is said of a person (干部版本)."""

    describes = Cadre
    required_to_publish = ("name", "kind")

    class Meta(ReferenceVersion.Meta):
        verbose_name = _("cadre")
        verbose_name_plural = _("cadres")
        indexes = (awaiting_index("name", "title", "note"),)
        constraints = (*Record.Meta.constraints, in_either_language("name"))


class AboutCadre(models.Model):
    """About one named cadre, or about cadres whom the source does not name."""

    cadre = models.ForeignKey(
        Cadre,
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("cadre"),
        null=True,
        blank=True,
        help_text=_("Empty where the source names nobody."),
    )

    class Meta:
        abstract = True

    def get_absolute_url(self):
        return self.cadre.get_absolute_url() if self.cadre else reverse("cadre_list")

    @property
    @admin.display(description=_("cadre"))
    def cadre_name(self) -> str:
        return str(self.cadre or pgettext_lazy("of a person", "not named in the source"))


class Selection(Placed, Record):
    """Cadres chosen from candidates to be sent to the counties (选派)."""

    required_to_publish = ("year", "selected_count", "statement")
    cited_figures = (CitedFigures({"selected_count": Unit.PERSON}),)

    # When
    year = YearField(_("year"))
    period = models.CharField(_("period (English)"), max_length=80, blank=True)
    period_zh = models.CharField(_("period (Chinese)"), max_length=80, blank=True)

    # How many
    selected_count = models.PositiveSmallIntegerField(
        _("cadres selected and sent"), null=True, blank=True
    )
    candidates = models.CharField(
        _("candidates, in words (English)"),
        max_length=80,
        blank=True,
        help_text=_("As the source puts it where it gives no exact number."),
    )
    candidates_zh = models.CharField(_("candidates, in words (Chinese)"), max_length=80, blank=True)
    candidates_statement = models.ForeignKey(
        Statement,
        models.PROTECT,
        related_name="selections_by_candidates",
        verbose_name=_("candidates stated in"),
        null=True,
        blank=True,
    )
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    period_text = LocalizedField("period")
    candidates_text = LocalizedField("candidates")
    note_text = LocalizedField("note")

    class Meta(Record.Meta):
        verbose_name = _("selection of cadres")
        verbose_name_plural = _("selections of cadres")
        indexes = (awaiting_index("period", "candidates", "note"),)
        constraints = (
            *Record.Meta.constraints,
            placed_constraint("selection_county_fits_scope"),
            *years_within_limits("year"),
        )

    def __str__(self):
        return f"{self._meta.verbose_name} {self.year}"

    def get_absolute_url(self):
        return reverse("cadre_list")


class Posting(AboutCadre, Placed, Record):
    """Cadres sent to work in the counties (派驻). Postings of one cadre never overlap. What cadres
    report of their own work is for staff only."""

    private_fields = ("own_report",)
    carried_over = (
        *("cadre_id", "person_count", "home_unit_id", "post", "post_zh", "scope", "county_id"),
    )
    required_to_publish = ("year", "person_count", "statement")
    may_lie_ahead = ("year", "starts", "ends")
    cited_figures = (CitedFigures({"person_count": Unit.PERSON}, unless=("cadre",)),)

    # Who
    person_count = models.PositiveSmallIntegerField(
        _("number of cadres"),
        default=1,
        help_text=_("More than one where the source counts cadres without naming them."),
    )
    home_unit = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="postings_sent",
        verbose_name=_("home unit"),
        null=True,
        blank=True,
    )
    post = models.CharField(_("post (English)"), max_length=120, blank=True)
    post_zh = models.CharField(_("post (Chinese)"), max_length=60, blank=True)

    # When
    year = YearField(_("year"))
    starts = PartialDateField(_("from"))
    ends = PartialDateField(_("to"))
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    own_report = models.TextField(
        _("the cadre's own report"),
        blank=True,
        help_text=_("For staff only; never shown to the public."),
    )

    post_text = LocalizedField("post")
    note_text = LocalizedField("note")

    class Meta(Record.Meta):
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        indexes = (awaiting_index("post", "note"),)
        constraints = (
            *Record.Meta.constraints,
            placed_constraint("posting_county_fits_scope"),
            *years_within_limits("year"),
            *dates_within_limits("starts", "ends"),
            models.CheckConstraint(
                condition=InOrder("starts", "ends"),
                name="posting_dates_in_order",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=models.Q(person_count=1) | models.Q(cadre__isnull=True),
                name="posting_named_is_one",
                violation_error_message=_("A named cadre counts once."),
            ),
            # A range of one id instead of the id itself: works without the btree_gist extension.
            ExclusionConstraint(
                expressions=(
                    (IdRange("cadre_id"), RangeOperators.OVERLAPS),
                    (CertainPeriod("starts", "ends"), RangeOperators.OVERLAPS),
                ),
                condition=models.Q(state=State.PUBLISHED, cadre__isnull=False),
                name="posting_of_one_cadre_no_overlap",
                violation_error_message=_("This cadre has another posting at the same time."),
            ),
        )

    def __str__(self):
        return join_texts(", ", (self.cadre_name, self.place_name))


class Assessment(AboutCadre, Placed, Record):
    """An assessment of cadres (考核). By what it was judged is public; what it found, and the
    grade, are for staff only."""

    class Grade(models.TextChoices):
        EXCELLENT = "excellent", pgettext_lazy("grade of a cadre", "excellent")
        COMPETENT = "competent", pgettext_lazy("grade of a cadre", "competent")
        BASIC = "basic", pgettext_lazy("grade of a cadre", "basically competent")
        UNFIT = "unfit", pgettext_lazy("grade of a cadre", "not competent")
        NONE = "none", pgettext_lazy("grade of a cadre", "assessed without a grade")

    private_fields = ("grade", "findings")
    required_to_publish = ("year", "statement")

    year = YearField(_("year"))
    assessed_on = PartialDateField(_("assessed on"))
    assessor = models.CharField(_("assessed by (English)"), max_length=160, blank=True)
    assessor_zh = models.CharField(_("assessed by (Chinese)"), max_length=80, blank=True)
    together_with = models.CharField(_("together with (English)"), max_length=160, blank=True)
    together_with_zh = models.CharField(_("together with (Chinese)"), max_length=80, blank=True)
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)
    criteria = models.TextField(_("judged by (English)"), blank=True)
    criteria_zh = models.TextField(_("judged by (Chinese)"), blank=True)
    grade = models.CharField(
        _("grade"),
        max_length=12,
        choices=Grade.choices,
        blank=True,
        help_text=_("For staff only; never shown to the public."),
    )
    findings = models.TextField(
        _("findings"), blank=True, help_text=_("For staff only; never shown to the public.")
    )

    assessor_text = LocalizedField("assessor")
    together_with_text = LocalizedField("together_with")
    criteria_text = LocalizedField("criteria")
    note_text = LocalizedField("note")

    class Meta(Record.Meta):
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        indexes = (awaiting_index("assessor", "together_with", "note", "criteria"),)
        constraints = (
            *Record.Meta.constraints,
            placed_constraint("assessment_county_fits_scope"),
            *years_within_limits("year"),
            *dates_within_limits("assessed_on"),
        )

    def __str__(self):
        return f"{self._meta.verbose_name} {self.year}"


class Award(AboutCadre, Record):
    """An honour given to a cadre (表彰)."""

    required_to_publish = ("year", "title", "statement")

    year = YearField(_("year"))
    awarded_on = PartialDateField(_("awarded on"))
    title = models.CharField(_("title (English)"), max_length=160, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=80, blank=True)
    awarded_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="awards_given",
        verbose_name=_("awarded by"),
        null=True,
        blank=True,
    )
    scope = models.CharField(
        _("scope"), max_length=12, choices=Scope.choices, default=Scope.MINISTRY
    )

    title_text = LocalizedField("title")

    class Meta(Record.Meta):
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        indexes = (awaiting_index("title"),)
        constraints = (
            *Record.Meta.constraints,
            *years_within_limits("year"),
            *dates_within_limits("awarded_on"),
            in_either_language("title"),
        )

    def __str__(self):
        return self.title_text
