"""The small closed vocabularies that every room of the house uses."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scope(TextChoices):
    """The coverage of a figure (范围). Totals never mix scopes."""

    COUNTY = "county", _("one county or district")
    DESIGNATED = "designated", _("the designated counties together, split not stated")
    NATIONAL = "national", _("the whole country")
    MINISTRY = "ministry", _("the ministry itself")
    UNSTATED = "unstated", _("coverage not stated")


# What sums cover: many counties never stand under the name of one.
SCOPES_OF_SUMS = {Scope.COUNTY: _("projects in single counties")}


def format_scope_of_sum(scope: str) -> str:
    """What a sum over records of one scope covers."""
    return str(SCOPES_OF_SUMS.get(Scope(scope), Scope(scope).label))


class Qualifier(TextChoices):
    """The precision that a source itself gives a figure (限定). Most figures have none."""

    ROUNDED = "rounded", _("rounded")
    ABOUT = "about", _("about")
    MORE_THAN = "more_than", _("more than")
    AT_LEAST = "at_least", _("not less than")


_QUALIFIED = {
    Qualifier.ROUNDED: pgettext_lazy("figure", "{figure} (rounded)"),
    Qualifier.ABOUT: pgettext_lazy("figure", "about {figure}"),
    Qualifier.MORE_THAN: pgettext_lazy("figure", "more than {figure}"),
    Qualifier.AT_LEAST: pgettext_lazy("figure", "not less than {figure}"),
}


def format_qualified(figure: str, qualifier: str) -> str:
    """A figure in words with its qualifier; the figure alone where it has none."""
    return str(_QUALIFIED[Qualifier(qualifier)]).format(figure=figure) if qualifier else figure


class Measure(TextChoices):
    """The kind of quantity of a figure (度量). Kinds never share a total."""

    MONEY_IN = "money_in", _("money put in")
    MONEY_EARNED = "money_earned", _("money earned")
    FLOW = "flow", _("newly added in the period")
    COUNTED = "counted", _("counted in the period")
    STOCK = "stock", _("standing at the end of the period")
    SHARE = "share", _("share")
    GOODS = "goods", _("goods")


class Unit(TextChoices):
    """The unit of a count (计量单位)."""

    CNY = "CNY", pgettext_lazy("unit", "yuan")
    PERCENT = "percent", pgettext_lazy("unit", "%")
    PERSON = "person", pgettext_lazy("unit", "persons")
    HOUSEHOLD = "household", pgettext_lazy("unit", "households")
    PROJECT = "project", pgettext_lazy("unit", "projects")
    COUNTY = "county", pgettext_lazy("unit", "counties (districts)")
    MEMBER_UNIT = "unit", pgettext_lazy("unit", "member units")
    VILLAGE = "village", pgettext_lazy("unit", "villages")
    TOWN = "town", pgettext_lazy("unit", "townships and towns")
    STATION = "station", pgettext_lazy("unit", "stations")
    CENTER = "center", pgettext_lazy("unit", "service points")
    DATABASE = "database", pgettext_lazy("unit", "online databases")
    COLUMN = "column", pgettext_lazy("unit", "columns")
    SCHOOL = "school", pgettext_lazy("unit", "schools")
    ITEM = "item", pgettext_lazy("unit", "items")
    DEVICE = "device", pgettext_lazy("unit", "pieces")
    PUBLICATION = "publication", pgettext_lazy("unit", "publications")
    SEMINAR = "seminar", pgettext_lazy("unit", "seminars")
    REPORT = "report", pgettext_lazy("unit", "reports")
    AREA = "area", pgettext_lazy("unit", "areas")
