"""Closed vocabularies of projects, money and progress."""

import calendar
import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(TextChoices):
    """The kind of work of a project (项目类别)."""

    INDUSTRY = "industry", _("industry")
    INFRASTRUCTURE = (
        "infrastructure",
        _("infrastructure, including drinking water, roads, irrigation"),
    )
    EDUCATION_TRAINING = "education_training", _("education and training")
    FARMING = "farming", _("farming and industrialization")
    FIELD_RESEARCH = "field_research", _("field research")
    COMMUNICATION = "communication", _("village communication")
    STUDENT_AID = "student_aid", _("aid to students")
    SCHOOL_AID = "school_aid", _("aid to schools")
    EDUCATION_GOODS = "education_goods", _("goods for education")
    SEMINAR = "seminar", _("seminar")
    VISITS = "visits", _("visits to the poor")


class MoneyKind(TextChoices):
    """Whose money it is (资金类别). Kinds are never added together silently."""

    RELIEF_FUND = "relief_fund", _("relief funds")
    INDUSTRY_SUPPORT = "industry_support", _("industry support coordinated by the ministry")
    LOCAL_COUNTERPART = "local_counterpart", _("local investment")
    DONATION = "donation", _("donations")
    OTHER = "other", _("other money coordinated by the ministry")


class MoneyLevel(TextChoices):
    """The level of government that money comes from (资金层级). Empty where the source does not
    say: a kind of money never implies its level."""

    CENTRAL = "central", pgettext_lazy("level of money", "central")
    PROVINCIAL = "provincial", pgettext_lazy("level of money", "provincial")
    MUNICIPAL = "municipal", pgettext_lazy("level of money", "municipal (prefecture)")
    COUNTY = "county", pgettext_lazy("level of money", "county")


class AmountStage(TextChoices):
    """The stage of the amount of an allocation that sums take (合计金额所属阶段)."""

    ALLOCATED = "allocated", _("allocated")
    UNSTAGED = "unstaged", _("stage not stated")


class MoneyStage(TextChoices):
    """The stages that an amount of money goes through (资金阶段)."""

    PLANNED = "planned", _("planned")
    ALLOCATED = "allocated", _("allocated")
    RECEIVED = "received", _("received")
    SPENT = "spent", _("spent")


class Status(TextChoices):
    """How far a project is (项目状态)."""

    SUPPORTED = "supported", _("supported; progress not stated")
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")


class AmountBand(TextChoices):
    """How large an amount of money is (金额档次); each begins where the one before ends."""

    UNDER_10K = "under-10k", _("under 10,000 yuan")
    FROM_10K = "10k-100k", _("10,000 to 100,000 yuan")
    FROM_100K = "100k-1m", _("100,000 to 1 million yuan")
    FROM_1M = "1m-10m", _("1 to 10 million yuan")
    FROM_10M = "10m-up", _("10 million yuan and more")

    @property
    def limits(self) -> tuple[int, int | None]:
        """From this many yuan on, and below that many."""
        start = 0 if self is AmountBand.UNDER_10K else 10 ** (3 + list(AmountBand).index(self))
        last = self is AmountBand.FROM_10M
        return start, None if last else 10 ** (4 + list(AmountBand).index(self))


class ReportInterval(TextChoices):
    """How often the projects of a programme report their progress (进展报告周期)."""

    QUARTER = "quarter", _("every quarter")
    HALF = "half", _("every half year")
    YEAR = "year", _("every year")

    @property
    def periods(self) -> list["Period"]:
        """The periods of a year, in order."""
        return [period for period in Period if period.interval == self]


class Period(TextChoices):
    """The part of a year that a progress report tells of (报告期)."""

    Q1 = "q1", _("first quarter")
    Q2 = "q2", _("second quarter")
    Q3 = "q3", _("third quarter")
    Q4 = "q4", _("fourth quarter")
    H1 = "h1", _("first half of the year")
    H2 = "h2", _("second half of the year")
    YEAR = "year", _("whole year")

    @property
    def interval(self) -> ReportInterval:
        by_letter = {"q": ReportInterval.QUARTER, "h": ReportInterval.HALF}
        return by_letter.get(self.value[0], ReportInterval.YEAR)

    @property
    def months(self) -> tuple[int, int]:
        """Its first and its last month."""
        length = {ReportInterval.QUARTER: 3, ReportInterval.HALF: 6}.get(self.interval, 12)
        last = length * int(self.value[1]) if length < 12 else 12
        return last - length + 1, last

    def first_day(self, year: int) -> datetime.date:
        return datetime.date(year, self.months[0], 1)

    def last_day(self, year: int) -> datetime.date:
        month = self.months[1]
        return datetime.date(year, month, calendar.monthrange(year, month)[1])
