"""Which parts of the long form of a project a kind of work needs.

They come first and stand open; the others are folded, unless they have rows.
"""

from programs import models
from programs.models import Category
from records.models import Row

WORKS = (models.Milestone, models.Result)
STUDENTS = (models.EducationAid,)
SEMINARS = (models.Seminar, models.SeminarSpeaker, models.SeminarReport)
ALWAYS = (models.Allocation, models.Payment)
BY_KIND: dict[Category, tuple[type[Row], ...]] = {
    Category.INDUSTRY: WORKS,
    Category.INFRASTRUCTURE: WORKS,
    Category.FARMING: WORKS,
    Category.COMMUNICATION: WORKS,
    Category.EDUCATION_TRAINING: (*SEMINARS, models.Result),
    Category.FIELD_RESEARCH: (models.Visit, models.Result),
    Category.STUDENT_AID: STUDENTS,
    Category.SCHOOL_AID: STUDENTS,
    Category.EDUCATION_GOODS: (models.Donation, *STUDENTS),
    Category.SEMINAR: SEMINARS,
    Category.VISITS: (models.Visit, models.Donation),
}


def needed_rows(category: str, *, is_corrected: bool = False) -> tuple[type[Row], ...]:
    """The kinds of row that a kind of work needs; a correction also what a new plan needs."""
    corrected = (models.PlanChange,) if is_corrected else ()
    return (*ALWAYS, *corrected, *BY_KIND.get(category, ()))


def opened_by_kind() -> dict[str, list[str]]:
    """By kind of work, the parts of the form that its script opens."""
    return {kind.value: [model.relation_name() for model in needed_rows(kind)] for kind in Category}
