"""Closed vocabularies of projects and money."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    """The kind of work of a project (项目类别)."""

    INDUSTRY = "industry", _("industry")
    INFRASTRUCTURE = "infrastructure", _("infrastructure: drinking water, roads, irrigation")
    EDUCATION_TRAINING = "education_training", _("education and training")
    FARMING = "farming", _("farming and industrialization")
    FIELD_RESEARCH = "field_research", _("field research")
    COMMUNICATION = "communication", _("village communication")
    STUDENT_AID = "student_aid", _("aid to students")
    SCHOOL_AID = "school_aid", _("aid to schools")
    SEMINAR = "seminar", _("seminar")
    VISITS = "visits", _("visits to the poor")


class MoneyKind(TextChoices):
    """Whose money it is (资金类别). Kinds are never added together silently."""

    RELIEF_FUND = "relief_fund", _("relief funds")
    INDUSTRY_SUPPORT = "industry_support", _("industry support coordinated by the ministry")
    LOCAL_COUNTERPART = "local_counterpart", _("local counterpart money")
    DONATION = "donation", _("donations")
    OTHER = "other", _("other money coordinated by the ministry")


class Status(TextChoices):
    """How far a project is (项目状态)."""

    SUPPORTED = "supported", _("supported; progress not stated")
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")
