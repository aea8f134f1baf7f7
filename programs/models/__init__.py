"""Programmes, projects with their rows, publications and the news column."""

from programs.models.attachments import ArticleAttachment, ProjectAttachment, PublicationAttachment
from programs.models.education import (
    AidedStudent,
    Donation,
    EducationAid,
    Seminar,
    SeminarReport,
    SeminarSpeaker,
)
from programs.models.inspections import Inspection, InspectionFinding
from programs.models.milestones import Milestone, PlanChange
from programs.models.money import AMOUNTS, Allocation, Payment
from programs.models.plans import changed_plans, with_unexplained_plans
from programs.models.programs import (
    Indicator,
    IndicatorVersion,
    Program,
    ProgramVersion,
    StatedTotal,
)
from programs.models.progress import (
    ProgressAttachment,
    ProgressReport,
    ReportedMoney,
    ReportedResult,
)
from programs.models.projects import Project, ProjectRow
from programs.models.publicity import Article, Publication
from programs.models.results import Result
from programs.models.standings import MoneyFrom, Standing
from programs.models.tallies import OutcomeCell, TallyBlock, TallyCell
from programs.models.visits import Visit, VisitedPerson
from programs.models.vocabulary import (
    AmountBand,
    AmountStage,
    Category,
    MoneyKind,
    MoneyLevel,
    MoneyStage,
    Period,
    ReportInterval,
    Status,
)

# Rows that tell how a project is steered: pages that add it up do not read them.
STEERING = (Milestone, PlanChange, Inspection, InspectionFinding)

__all__ = [
    "AMOUNTS",
    "STEERING",
    "AidedStudent",
    "Allocation",
    "AmountBand",
    "AmountStage",
    "Article",
    "ArticleAttachment",
    "Category",
    "Donation",
    "EducationAid",
    "Indicator",
    "IndicatorVersion",
    "Inspection",
    "InspectionFinding",
    "Milestone",
    "MoneyFrom",
    "MoneyKind",
    "MoneyLevel",
    "MoneyStage",
    "OutcomeCell",
    "Payment",
    "Period",
    "PlanChange",
    "Program",
    "ProgramVersion",
    "ProgressAttachment",
    "ProgressReport",
    "Project",
    "ProjectAttachment",
    "ProjectRow",
    "Publication",
    "PublicationAttachment",
    "ReportInterval",
    "ReportedMoney",
    "ReportedResult",
    "Result",
    "Seminar",
    "SeminarReport",
    "SeminarSpeaker",
    "Standing",
    "StatedTotal",
    "Status",
    "TallyBlock",
    "TallyCell",
    "Visit",
    "VisitedPerson",
    "changed_plans",
    "with_unexplained_plans",
]
