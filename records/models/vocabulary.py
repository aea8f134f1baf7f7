"""The small closed vocabularies that every room of the house uses."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """What a figure covers (范围). Totals never mix scopes."""

    COUNTY = "county", _("one county or district")
    DESIGNATED = "designated", _("the designated counties together, split not stated")
    NATIONAL = "national", _("the whole country")
    MINISTRY = "ministry", _("the ministry itself")


class Qualifier(TextChoices):
    """How exactly a source states a figure (限定)."""

    EXACT = "exact", _("exact")
    ROUNDED = "rounded", _("rounded")
    ABOUT = "about", _("about")
    MORE_THAN = "more_than", _("more than")


class Measure(TextChoices):
    """What kind of quantity a figure is (度量). Kinds never share a total."""

    MONEY_IN = "money_in", _("money put in")
    MONEY_EARNED = "money_earned", _("money earned")
    FLOW = "flow", _("newly added in the period")
    STOCK = "stock", _("standing at the end of the period")
    SHARE = "share", _("share")
    GOODS = "goods", _("goods")


class Unit(TextChoices):
    """What is counted (计量单位)."""

    CNY = "CNY", _("yuan")
    PERCENT = "percent", _("%")
    PERSON = "person", _("persons")
    HOUSEHOLD = "household", _("households")
    PROJECT = "project", _("projects")
    COUNTY = "county", _("counties (districts)")
    MEMBER_UNIT = "unit", _("member units")
    VILLAGE = "village", _("villages")
    TOWN = "town", _("townships and towns")
    STATION = "station", _("stations")
    CENTER = "center", _("service points")
    DATABASE = "database", _("online databases")
    COLUMN = "column", _("columns")
    SCHOOL = "school", _("schools")
    ITEM = "item", _("items")
    PUBLICATION = "publication", _("publications")
    SEMINAR = "seminar", _("seminars")
    REPORT = "report", _("reports")
    AREA = "area", _("areas")
