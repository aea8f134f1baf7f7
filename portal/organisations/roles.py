"""The roles of organisations: one for each foreign key that leads to an organisation.

`tests/portal/organisations/test_roles.py` fails on a foreign key without a role, so that no part of
the ledger is missing on the page of a body.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cadres.models import Award, Cadre, Decision, Meeting, Membership, Organisation, Posting
from programs.models import (
    Allocation,
    Donation,
    EducationAid,
    Inspection,
    InspectionFinding,
    Project,
    Publication,
    Seminar,
    SeminarSpeaker,
)
from programs.totals.addresses import rows_of
from records.models import Stable


@dataclass(frozen=True, eq=False)
class Role:
    """What a body is in the rows of `model` that name it in `column`."""

    name: str
    model: type[Model]
    column: str
    label: str | Promise
    list_name: str = ""  # of the list of its rows (programs.totals.addresses)
    amount: str = ""  # the column of the money in a row
    kind: str = ""  # the column of what its sums are kept apart by
    quantity: str = ""  # the column of the number of goods
    related: tuple[str, ...] = ()
    order: tuple[str, ...] = ("-year", "code")
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_of_projects(self) -> bool:
        """Whether its rows are projects or rows of projects."""
        return self.model is Project or hasattr(self.model, "project")

    @property
    def is_of_money(self) -> bool:
        return self.amount == "amount"

    def rows(self, body: Organisation, edition: int | None) -> QuerySet:
        """The public rows of a body in this role, newest first."""
        rows = self.model.objects.as_of(edition).filter(**{self.column: body})
        cited = rows.select_related("statement__source", *self.related)
        return cited.order_by(*self.order)

    def address(self, body: Organisation) -> str:
        """The list of its rows; nothing where there is no such list."""
        return rows_of(self.list_name, **{self.column: body}) if self.list_name else ""


def _of_projects(name, model, column, label, list_name="", **more) -> Role:
    given = {
        "related": ("project__county",),
        "order": ("-project__year", "project__code", "line"),
        **more,
    }
    return Role(name, model, column, label, list_name, **given)


_MONEY = {"amount": "amount", "kind": "kind", "related": ("project__county", "project__program")}
_GOODS = {
    "amount": "money_value",
    "kind": "unit",
    "quantity": "quantity",
    "related": ("project__county", "donor", "intermediary"),
}
_OF_PROJECT = {"related": ("county",), "order": ("-year", "code")}

ROLES = (
    _of_projects("funder", Allocation, "funder", _("Gave money"), "money", **_MONEY),
    _of_projects("coordinator", Allocation, "coordinator", _("Arranged money"), "money", **_MONEY),
    _of_projects("recipient", Allocation, "recipient", _("Received money"), "money", **_MONEY),
    _of_projects("donor", Donation, "donor", _("Donated goods"), "donations", **_GOODS),
    _of_projects(
        "intermediary", Donation, "intermediary", _("Passed donations on"), "donations", **_GOODS
    ),
    _of_projects("supporter", EducationAid, "supporter", _("Supported education"), "students"),
    _of_projects("seminar_funder", Seminar, "funder", _("Gave financial aid to seminars")),
    _of_projects("convener", Seminar, "convener", _("Convened seminars")),
    _of_projects(
        "speakers_house", SeminarSpeaker, "organisation", _("Speakers at seminars come from it")
    ),
    Role(
        "project_coordinator",
        Project,
        "coordinator",
        _("Coordinated projects"),
        "projects",
        **_OF_PROJECT,
    ),
    Role(
        "project_organiser",
        Project,
        "organiser",
        _("Organised projects"),
        "projects",
        **_OF_PROJECT,
    ),
    Role(
        "implementer", Project, "implementer", _("Carried out projects"), "projects", **_OF_PROJECT
    ),
    _of_projects("inspector", Inspection, "inspector", _("Inspected projects")),
    _of_projects(
        "settler", InspectionFinding, "responsible", _("Is to settle findings of inspections")
    ),
    Role("home_unit", Posting, "home_unit", _("Sent cadres"), related=("cadre", "county")),
    Role("awarded_by", Award, "awarded_by", _("Gave honours"), related=("cadre",)),
    Role("host", Meeting, "host", _("Hosted meetings"), "meetings"),
    Role(
        "decided",
        Decision,
        "organisation",
        _("Is to carry out decisions of meetings"),
        related=("meeting", "county"),
        order=("-meeting__year", "meeting__code", "line"),
    ),
    Role(
        "publication_organiser",
        Publication,
        "organiser",
        _("Organised publications"),
        "publications",
    ),
    Role("seat", Membership, "organisation", _("Has a seat"), related=("body",), order=("code",)),
    Role(
        "body",
        Membership,
        "body",
        _("Has members"),
        related=("organisation", "cadre"),
        order=("position", "code"),
    ),
    Role("people", Cadre, "organisation", _("Cadres and leaders"), "cadres", order=("code",)),
    Role("parent", Organisation, "parent", _("Bodies subordinate to it"), order=("code",)),
)
BY_NAME = {role.name: role for role in ROLES}
MONEY_ROLES = tuple(role for role in ROLES if role.is_of_money)


def has_versions(model: type[Model]) -> bool:
    """Whether rows keep their ids while versions decide what they say."""
    return issubclass(model, Stable)
