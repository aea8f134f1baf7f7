"""The project: the one kind of record that money belongs to."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cadres.models import Organisation
from config.lib.dates import (
    InOrder,
    PartialDateField,
    YearField,
    dates_within_limits,
    years_within_limits,
)
from config.lib.language import LocalizedField, compose, join_texts, name_order
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from counties.models import Placed
from counties.models.places import placed_constraint
from programs.models.programs import Program
from programs.models.vocabulary import Category, Status
from records.models import CitedFigures, Record, Row, Unit
from records.models.records import line_once


def party(label, related_name):
    """An organisation in one role; empty where no source states the role."""
    return models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name=related_name,
        verbose_name=label,
        null=True,
        blank=True,
    )


class Project(Placed, Record):
    """Something that the ministry supported, in any programme (项目). Money, results, aid,
    goods, seminars and visits are its rows; it may stand for several component projects."""

    is_main = True
    money_function = "ledger_money_of_project"
    carried_over = (
        *("title", "title_zh", "program_id", "category", "content", "content_zh"),
        *("scope", "county_id", "town", "town_zh", "village", "village_zh", "place", "place_zh"),
        *("coordinator_id", "organiser_id", "implementer_id", "responsible_person"),
        *("subsidy_standard", "performance_target", "performance_target_zh"),
        *("benefit_mechanism", "benefit_mechanism_zh"),
    )
    required_to_publish = ("title", "year", "program", "category", "statement")
    may_lie_ahead = ("year", "planned_starts", "planned_ends")
    may_leave_year = ("starts", "ends")
    cited_figures = (CitedFigures({"component_count": Unit.PROJECT}),)

    # What it is
    title = models.CharField(_("project name (English)"), max_length=200, blank=True)
    title_zh = models.CharField(_("project name (Chinese)"), max_length=100, blank=True)
    program = models.ForeignKey(
        Program, models.PROTECT, related_name="projects", verbose_name=_("programme")
    )
    category = models.CharField(_("kind of work"), max_length=20, choices=Category.choices)
    year = YearField(_("year"))
    component_count = models.PositiveIntegerField(
        _("number of component projects"),
        null=True,
        blank=True,
        help_text=_("How many projects this line stands for, where the source counts them."),
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, blank=True)
    content = models.TextField(_("content (English)"), blank=True)
    content_zh = models.TextField(_("content (Chinese)"), blank=True)

    # Where (scope and county come from Placed)
    town = models.CharField(_("town or township (English)"), max_length=80, blank=True)
    town_zh = models.CharField(_("town or township (Chinese)"), max_length=40, blank=True)
    village = models.CharField(_("village (English)"), max_length=120, blank=True)
    village_zh = models.CharField(
        _("village (Chinese)"),
        max_length=60,
        blank=True,
        help_text=_("Several villages of one town are named one after another."),
    )
    place = models.CharField(_("place of implementation (English)"), max_length=200, blank=True)
    place_zh = models.CharField(_("place of implementation (Chinese)"), max_length=100, blank=True)

    # Term
    planned_starts = PartialDateField(_("planned start"))
    planned_ends = PartialDateField(_("planned end"))
    starts = PartialDateField(_("actual start"))
    ends = PartialDateField(_("actual end"))

    # Who answers for it
    coordinator = party(_("coordinated by"), "projects_coordinated")
    organiser = party(_("organised by"), "projects_organised")
    implementer = party(_("implementing unit"), "projects_implemented")
    responsible_person = models.CharField(_("responsible person"), max_length=80, blank=True)
    contractor = models.CharField(_("contractor"), max_length=120, blank=True)
    procurement = models.CharField(_("procurement"), max_length=200, blank=True)
    approval_document = models.CharField(_("approval document"), max_length=120, blank=True)

    # For whom, and to what end
    subsidy_standard = models.CharField(_("subsidy standard"), max_length=120, blank=True)
    performance_target = models.TextField(_("performance target (English)"), blank=True)
    performance_target_zh = models.TextField(_("performance target (Chinese)"), blank=True)
    benefit_mechanism = models.TextField(_("how the poor benefit (English)"), blank=True)
    benefit_mechanism_zh = models.TextField(_("how the poor benefit (Chinese)"), blank=True)
    beneficiary_households = models.PositiveIntegerField(
        _("beneficiary households"), null=True, blank=True
    )
    beneficiary_persons = models.PositiveIntegerField(
        _("beneficiary persons"), null=True, blank=True
    )
    outcome = models.TextField(_("outcome (English)"), blank=True)
    outcome_zh = models.TextField(_("outcome (Chinese)"), blank=True)

    # What must be said with it
    note = models.TextField(
        _("note (English)"),
        blank=True,
        help_text=_("For example how this money relates to other sums, where that is not stated."),
    )
    note_zh = models.TextField(_("note (Chinese)"), blank=True)

    title_text = LocalizedField("title")
    content_text = LocalizedField("content")
    town_text = LocalizedField("town")
    village_text = LocalizedField("village")
    place_text = LocalizedField("place")
    performance_target_text = LocalizedField("performance_target")
    benefit_mechanism_text = LocalizedField("benefit_mechanism")
    outcome_text = LocalizedField("outcome")
    note_text = LocalizedField("note")

    @property
    def has_counted_results(self) -> bool:
        """Whether its rows say in figures what came of it."""
        helped = any(row.student_count or row.school_count for row in self.educationaids.all())
        return helped or bool(self.results.all() or self.donations.all())

    class Meta(Record.Meta):
        # The first rows of a list of any edition, filtered or sorted by one of these, are found at
        # once.
        indexes = (
            awaiting_index(
                "title",
                "content",
                "town",
                "village",
                "place",
                "performance_target",
                "benefit_mechanism",
                "outcome",
                "note",
            ),
            models.Index(fields=("year", "code", "-version"), name="project_of_year"),  # for staff
            models.Index(fields=("year", "program", "code"), name="project_of_report"),
            models.Index(fields=("year", "published_in"), name="project_newest_of_year"),
            models.Index(  # for the figures of a programme that have few rows
                fields=("program", "year", "scope", "category"), name="project_of_figure"
            ),
            models.Index(
                F("planned_ends"),
                name="project_by_planned_end",
                condition=Q(state="published", ends="") & ~Q(planned_ends=""),
            ),
            *(
                models.Index(*order, F("code"), name=f"project_order_{name}")
                for name, order in {
                    "year": ("year",),
                    "program": ("program",),
                    "category": ("category",),
                    "scope": ("scope",),
                    "status": ("status",),
                    "county": ("county",),
                    "title": (name_order("title", in_chinese=False),),
                    "title_zh": (name_order("title", in_chinese=True),),
                }.items()
            ),
        )
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = (
            *Record.Meta.constraints,
            in_either_language("title"),
            placed_constraint("project_county_fits_scope"),
            *years_within_limits("year"),
            *dates_within_limits("planned_starts", "planned_ends", "starts", "ends"),
            models.CheckConstraint(
                condition=InOrder("planned_starts", "planned_ends"),
                name="project_planned_dates_in_order",
                violation_error_message=_("The planned end lies before the planned start."),
            ),
            models.CheckConstraint(
                condition=InOrder("starts", "ends"),
                name="project_dates_in_order",
                violation_error_message=_("The end lies before the beginning."),
            ),
        )

    def __str__(self):
        return self.title_text

    def get_absolute_url(self):
        return reverse("project_detail", args=[self.code])

    @property
    def is_going_on(self) -> bool:
        """Whether it is planned or under way: a planned end alone ends nothing."""
        return self.status in (Status.PLANNED, Status.UNDER_WAY) and not self.ends

    @property
    def locality(self) -> str:
        """The village and the town, as far as they are stated."""
        if self.village_text and self.town_text:
            return compose(
                _("%(village)s, %(town)s"), village=self.village_text, town=self.town_text
            )
        return self.village_text or self.town_text

    @property
    def place_name(self) -> str:
        """The county, or what else the scope says, with town and village."""
        return join_texts(" · ", filter(None, (super().place_name, self.locality)))

    @property
    def location(self) -> str:
        """All that is stated of the place: county, town and village, and other words."""
        return join_texts(" · ", filter(None, (self.county, self.locality, self.place_text)))


class ProjectRow(Row):
    """A row of a project."""

    belongs_to = "project"

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="%(class)ss", verbose_name=_("project")
    )

    class Meta:
        abstract = True
        ordering = ("project", "line")
        constraints = (line_once("project"),)
