"""Sources of figures: documents and their statements, as they stand today and in versions.

A source is one record: its statements, and the totals that it states, are rows of it and are
published with it. Everything else refers to the stable rows of `Source` and `Statement`.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.dates import PartialDateField, YearField, dates_within_limits, years_within_limits
from config.lib.language import LocalizedField, compose
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from records.models.attachments import Attachment
from records.models.records import Record, Row, line_once
from records.models.references import Reference, ReferenceQuerySet, ReferenceVersion, Stable
from records.models.vocabulary import Measure, Qualifier, Scope, Unit


class SourceContent(models.Model):
    """What is said of a source."""

    class Kind(models.TextChoices):
        REPORT = "report", _("report")
        RELEASE = "release", _("official release")
        NEWSPAPER = "newspaper", _("newspaper")
        STANDARD = "standard", _("standard or code list")
        NOTICE = "notice", _("public notice")
        PROGRESS = "progress", _("progress report")
        DOCUMENT = "document", _("official document")

    # What it is
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title (English)"), max_length=200, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=200, blank=True)
    publisher = models.CharField(_("publisher (English)"), max_length=120, blank=True)
    publisher_zh = models.CharField(_("publisher (Chinese)"), max_length=120, blank=True)
    published_on = PartialDateField(_("published on"))
    data_year = YearField(
        _("data year"), null=True, blank=True, help_text=_("The year that the figures describe.")
    )
    edition_year = YearField(
        _("edition year"), null=True, blank=True, help_text=_("The year printed on the cover.")
    )

    # Where to find it
    url = models.URLField(_("address"), max_length=300, blank=True)
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    title_text = LocalizedField("title")
    publisher_text = LocalizedField("publisher")
    note_text = LocalizedField("note")

    class Meta:
        abstract = True

    def __str__(self):
        return self.title_text

    def get_absolute_url(self):
        return reverse("source_detail", args=[self.code])


class Source(SourceContent, Reference):
    """A document that states facts (来源)."""

    code = models.SlugField(_("code"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("code",)


class SourceVersion(SourceContent, ReferenceVersion):
    """A version of a source, with its statements, the totals it states and its scan (来源版本)."""

    statement = None  # a source is cited and cites nothing
    describes = Source
    required_to_publish = ("title", "kind")

    class Meta(ReferenceVersion.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        indexes = (awaiting_index("title", "publisher", "note"),)
        constraints = (
            *Record.Meta.constraints,
            *years_within_limits("data_year", "edition_year"),
            *dates_within_limits("published_on"),
            in_either_language("title"),
        )


class StatementContent(models.Model):
    """What a source says in one place."""

    # Where it stands
    code = models.SlugField(_("code"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position in the document"), default=0)
    place = models.CharField(_("section (English)"), max_length=120, blank=True)
    place_zh = models.CharField(_("section (Chinese)"), max_length=120, blank=True)

    # What it says
    summary = models.CharField(_("summary (English)"), max_length=400, blank=True)
    summary_zh = models.CharField(_("summary (Chinese)"), max_length=400, blank=True)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=12, choices=Unit.choices, blank=True)
    qualifier = models.CharField(
        _("qualifier"),
        max_length=12,
        choices=Qualifier.choices,
        blank=True,
        help_text=_("Empty where the source gives the figure without one."),
    )
    step = models.DecimalField(
        _("step of the last printed digit"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("In the unit above: 1000 for a figure printed as 5.838 million yuan."),
    )
    measure = models.CharField(
        _("kind of quantity"), max_length=16, choices=Measure.choices, blank=True
    )
    printed = models.CharField(
        _("figure as printed"),
        max_length=120,
        blank=True,
        help_text=_("Only the figure and its unit, letter by letter."),
    )

    # What it covers
    year = YearField(_("year"), null=True, blank=True)
    period = models.CharField(_("period (English)"), max_length=120, blank=True)
    period_zh = models.CharField(_("period (Chinese)"), max_length=120, blank=True)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope.choices, blank=True)
    note = models.TextField(_("note (English)"), blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    place_text = LocalizedField("place")
    summary_text = LocalizedField("summary")
    period_text = LocalizedField("period")
    note_text = LocalizedField("note")

    class Meta:
        abstract = True

    def __str__(self):
        return compose("%(code)s: %(summary)s", code=self.code, summary=self.summary_text)


class StatementQuerySet(ReferenceQuerySet):
    def get_by_natural_key(self, source, code):
        return self.get(source__code=source, code=code)

    def in_document_order(self):
        return self.order_by("source__code", "position", "code")


class Statement(StatementContent, Stable):
    """A statement of a source in one place, summed up in our own words (来源摘要)."""

    source = models.ForeignKey(
        Source, models.PROTECT, related_name="statements", verbose_name=_("source")
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("source", "position", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "code"),
                name="statement_code_once_per_source",
                violation_error_message=_("This source already has a statement with this code."),
            ),
        )

    def get_absolute_url(self):
        """Its card: what it says, what cites it, and how to cite it."""
        return reverse("statement_detail", args=[self.source.code, self.code])

    def natural_key(self):
        return (self.source.code, self.code)

    natural_key.dependencies = ("records.source",)


class StatementVersion(StatementContent, Row):
    """A statement in one version of its source (来源摘要的版本)."""

    statement = None  # it is cited and cites nothing
    describes = Statement
    belongs_to = "document"
    required_to_publish = ("summary",)

    document = models.ForeignKey(
        SourceVersion, models.CASCADE, related_name="statements", verbose_name=_("source")
    )

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("document", "position", "code")
        indexes = (
            awaiting_index("place", "summary", "period", "note"),
            models.Index(fields=("code",), name="statement_by_code"),
        )
        constraints = (
            line_once("document"),
            *years_within_limits("year"),
            in_either_language("summary"),
            models.UniqueConstraint(
                fields=("document", "code"),
                name="statementversion_code_once",
                violation_error_message=_("This source already has a statement with this code."),
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | ~models.Q(unit=""),
                name="statement_value_has_unit",
                violation_error_message=_("A value needs a unit."),
            ),
            models.CheckConstraint(
                condition=models.Q(step__isnull=True) | models.Q(step__gt=0),
                name="statement_step_positive",
                violation_error_message=_("The step of the last digit must be above zero."),
            ),
        )

    def get_absolute_url(self):
        return f"{self.document.get_absolute_url()}#{self.code}"


class SourceAttachment(Attachment):
    """The scan of a source, or another copy of it (来源附件)."""

    belongs_to = "document"
    required_to_publish = ("title", "file")
    statement = None

    document = models.ForeignKey(
        SourceVersion, models.CASCADE, related_name="attachments", verbose_name=_("source")
    )

    class Meta(Attachment.Meta):
        verbose_name = _("scan or copy of a source")
        verbose_name_plural = _("scans and copies of sources")
        ordering = ("document", "line")
        constraints = (*Attachment.Meta.constraints, line_once("document"))
