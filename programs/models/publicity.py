"""Publicity: publications, and the news column that this site itself carries."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cadres.models import Organisation
from config.lib.dates import PartialDateField, YearField, dates_within_limits, years_within_limits
from config.lib.language import LocalizedField
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from records.models import Record


class Publication(Record):
    """A book or a column on a website (出版物、网站专栏)."""

    class Kind(models.TextChoices):
        BOOK = "book", _("report or book")
        COLUMN = "column", _("column on a website")

    required_to_publish = ("kind", "year", "title", "statement")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    year = YearField(_("year"))
    title = models.CharField(_("title (English)"), max_length=200, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=100, blank=True)
    organiser = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="publications",
        verbose_name=_("organised by"),
        null=True,
        blank=True,
    )
    published_on = PartialDateField(_("published on"))
    author = models.CharField(_("author"), max_length=120, blank=True)
    publisher = models.CharField(_("publisher"), max_length=120, blank=True)
    url = models.URLField(_("address"), blank=True)
    summary = models.TextField(_("summary (English)"), blank=True)
    summary_zh = models.TextField(_("summary (Chinese)"), blank=True)
    bodies = models.TextField(
        _("bodies whose work it records (English)"), blank=True, help_text=_("One a line.")
    )
    bodies_zh = models.TextField(_("bodies whose work it records (Chinese)"), blank=True)

    title_text = LocalizedField("title")
    summary_text = LocalizedField("summary")
    bodies_text = LocalizedField("bodies")

    class Meta(Record.Meta):
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        indexes = (awaiting_index("title", "summary", "bodies"),)
        constraints = (
            *Record.Meta.constraints,
            *years_within_limits("year"),
            *dates_within_limits("published_on"),
            in_either_language("title"),
        )

    def __str__(self):
        return self.title_text

    def get_absolute_url(self):
        return f"{reverse('publication_list')}#{self.code}"


class Article(Record):
    """A piece of the news column (动态)."""

    required_to_publish = ("title", "body", "dated_on", "statement")

    title = models.CharField(_("title (English)"), max_length=200, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=100, blank=True)
    dated_on = PartialDateField(_("date"))
    body = models.TextField(
        _("text (English)"), blank=True, help_text=_("An empty line begins a new paragraph.")
    )
    body_zh = models.TextField(_("text (Chinese)"), blank=True)

    title_text = LocalizedField("title")
    body_text = LocalizedField("body")

    class Meta(Record.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = (awaiting_index("title", "body"),)
        constraints = (
            *Record.Meta.constraints,
            *dates_within_limits("dated_on"),
            in_either_language("title"),
        )

    def __str__(self):
        return self.title_text

    def get_absolute_url(self):
        return reverse("article_detail", args=[self.code])
