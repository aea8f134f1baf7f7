"""The public notice (公告公示) of one project.

Its content and order are those of the guidance of 2018; what is not recorded stands there as not
stated. The fields that a project must give are those of `programs.notices.REQUIRED`.
"""

from collections.abc import Callable, Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.reports import education, report_tables, text
from portal.reports.blocks import (
    Block,
    BlockFacts,
    BlockHeading,
    BlockTable,
    Document,
    Paragraph,
    Text,
)
from portal.reports.notices.sections import closing, format_amount, sources_of, unit_in_words
from portal.reports.report_tables import column
from programs.models import Milestone, Project
from programs.notices import REQUIRED
from programs.totals.funding_sources import by_source
from records.models import Edition

# The text of each required field.
FORMATS: dict[str, Callable[[Project], Text]] = {
    "title": text.text,
    "place": lambda project: text.text(project.location),
    "content": lambda project: text.text(project.content_text),
    "planned_starts": lambda project: _day_of(project.planned_starts, project.starts),
    "planned_ends": lambda project: _day_of(project.planned_ends, project.ends),
    "implementer": lambda project: text.text(project.implementer),
    "responsible_person": lambda project: text.text(project.responsible_person),
    "performance_target": lambda project: text.text(project.performance_target_text),
    "beneficiary_persons": lambda project: _beneficiaries(project),
}


def project_notice(project: Project, edition: Edition | None) -> Document:
    """The notice of one project with its rows."""
    title = _("Public notice of a project")
    return text.document(f"notice-{project.code}", title, edition, _project(project))


def _project(project: Project) -> Iterator[Block]:
    required = [
        (capfirst(str(name)), FORMATS[field](project)) for field, name, _missing in REQUIRED
    ]
    yield BlockFacts(
        (
            required[0],
            (_("Year"), text.text(project.year)),
            (_("Kind of work"), text.text(capfirst(project.get_category_display()))),
            (_("Number of projects"), text.count(project, "component_count")),
            *required[1:],
            (_("How the poor benefit"), text.text(project.benefit_mechanism_text)),
            (_("Subsidy standard"), text.text(project.subsidy_standard)),
            (_("Contractor"), text.text(project.contractor)),
            (_("Procurement"), text.text(project.procurement)),
            (_("Approval document"), text.text(project.approval_document)),
            (_("Acceptance"), _days_of_acceptance(project)),
            (_("Outcome"), _outcome(project)),
            (_("Source"), text.text(project.statement.source, project.statement)),
        )
    )
    yield from _rows_of(project)
    yield BlockHeading(text.text(_("Sources and amounts of the money")))
    yield from sources_of(by_source(project.allocations.all())) or [Paragraph(text.text(None))]
    yield from _by_stage(project)
    yield from report_tables.overspends_of([project])
    yield Paragraph(text.amounts_in_sums(), is_remark=True)
    if project.note_text:
        yield Paragraph(text.text(project.note_text), is_remark=True)
    yield BlockHeading(text.text(_("Publication and supervision")))
    edition = project.published_in
    coordinators = [project.coordinator_id] if project.coordinator_id else []
    yield closing(coordinators, edition and edition.published_at)


def _beneficiaries(project: Project) -> Text:
    """Households and persons; where only students are counted, these in place of the persons."""
    households = text.figure(project.beneficiary_households)
    persons = [text.named(_("persons"), text.figure(project.beneficiary_persons))]
    aid = [row for row in project.educationaids.all() if row.student_count]
    if aid and project.beneficiary_persons is None:
        counts = (text.count(row, "student_count") for row in aid)
        persons = [text.named(_("students helped"), students) for students in counts]
    return text.joined((text.named(_("households"), households), *persons))


def _outcome(project: Project) -> Text:
    """The outcome in words; where only figures tell it, where these stand."""
    if project.has_counted_results and not project.outcome_text:
        return text.text(_("the figures under “What else is stated”"))
    return text.text(project.outcome_text)


def _rows_of(project: Project) -> Iterator[Block]:
    """What was measured, given, held and visited."""
    blocks = [
        *report_tables.results_of([project]),
        *education.education([project]),
        *education.visits([project]),
    ]
    if blocks:
        yield BlockHeading(text.text(_("What else is stated")))
        yield from blocks


def _day_of(planned: str, actual: str) -> Text:
    """When it was planned, and when it was."""
    parts = ((_("planned"), planned), (_("actual"), actual))
    return text.joined(text.named(name, text.date(day)) for name, day in parts)


def _days_of_acceptance(project: Project) -> Text:
    steps = (row for row in project.milestones.all() if row.kind == Milestone.Kind.ACCEPTANCE)
    return text.joined(_day_of(row.planned_on, row.actual_on) for row in steps) or text.text(None)


def _by_stage(project: Project) -> list[BlockTable]:
    """Each allocation of a project with each of its amounts under the name of its stage."""
    rows = list(project.allocations.all())
    return report_tables.table_of(
        _("Money by stage, %(unit)s") % {"unit": unit_in_words()},
        rows,
        column(_("Kind of money"), 4, lambda row: text.text(capfirst(row.kind_and_level))),
        *report_tables.stage_columns(rows, number_format=format_amount),
    )
