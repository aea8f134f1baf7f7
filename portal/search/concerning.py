"""What concerns the organisations that a question found: their roles, and the lists of them."""

from dataclasses import dataclass

from cadres.models import Organisation
from portal.organisations import summary
from portal.organisations.role_sums import NO_SUMS, role_sums
from programs.models import Program
from records.search.query import Matches

MOST_BODIES = 3


@dataclass(frozen=True)
class RoleLink:
    """A role of a body, how many rows it has, and where they stand."""

    label: str
    count: int
    address: str


@dataclass(frozen=True)
class Concern:
    """An organisation that was found, what it did, and the rows that name it."""

    body: Organisation
    sentence: str
    roles: list[RoleLink]


def concerns(matches: list[Matches], edition: int | None) -> list[Concern]:
    """What concerns the best of the organisations found; those without any role are left out."""
    found = next((one.ids for one in matches if one.kind == "organisation"), [])
    bodies = Organisation.objects.published().in_bulk(found[:MOST_BODIES])
    known = [bodies[pk] for pk in found[:MOST_BODIES] if pk in bodies]
    every = [_concern(body, edition) for body in known]
    return [one for one in every if one.roles]


def _concern(body: Organisation, edition: int | None) -> Concern:
    sums = role_sums(edition, None, body.pk).get(body.pk, NO_SUMS)
    programs = Program.objects.in_bulk({part.program for part in sums.parts if part.program})
    page = body.get_absolute_url()
    roles = [
        RoleLink(str(role.label), sums.rows(role), role.address(body) or f"{page}#{role.name}")
        for role in sums.roles
    ]
    return Concern(body, summary.about(sums, programs), roles)
