"""The page of an organisation: each of its roles with its sums and its newest rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cadres.models import Award, Cadre, Membership, Organisation, Posting
from config.lib import dates
from config.lib.language import join_texts
from config.lib.money import format_number
from config.lib.tables.tables import NOT_STATED, cite, cite_figure, format_money_html
from portal.organisations import summary
from portal.organisations.role_sums import NO_SUMS, RoleSum, role_sums
from portal.organisations.roles import Role
from portal.places.ranking import years_in_words
from programs.models import Allocation, Donation, EducationAid, MoneyKind, Program, Project
from records.models import Row, Scope, Unit
from records.templatetags.ledger import qualified

FIRST = 6  # rows of a role
MOST_SUMS = 12  # of a role


@dataclass(frozen=True)
class Line:
    """One row of a role: where it leads, what it says, when, and the marker of its source."""

    address: str
    title: str
    about: str
    year: str
    marker: SafeString


@dataclass(frozen=True)
class SumLine:
    """A sum of one programme, scope and kind of money, or of goods in one unit."""

    program: Program
    scope: str
    kind: str
    amount: SafeString
    quantity: str
    rows: int
    unstated: int


@dataclass(frozen=True)
class RoleSection:
    """A role of a body on its page."""

    role: Role
    count: int
    years: str
    sums: list[SumLine]
    all_sums: int
    lines: list[Line]
    address: str

    @property
    def is_more(self) -> bool:
        return self.count > len(self.lines)


def body_context(body: Organisation, edition: int | None) -> dict[str, object]:
    """The context of the page beside the organisation itself."""
    sums = role_sums(edition, None, body.pk).get(body.pk, NO_SUMS)
    programs = Program.objects.in_bulk({part.program for part in sums.parts if part.program})
    rows = {role.name: list(role.rows(body, edition)[:FIRST]) for role in sums.roles}
    only = {name: found[0] for name, found in rows.items() if len(found) == 1}
    return {
        "finding": summary.about(sums, programs, only),
        "sums": sums,
        "years": years_in_words(sums.years),
        "sections": [
            RoleSection(
                role,
                sums.rows(role),
                years_in_words(sums.years_of(role)),
                [sum_line(part, programs) for part in _telling(sums.of_role(role))[:MOST_SUMS]],
                len(_telling(sums.of_role(role))),
                [line_of(role, row) for row in rows[role.name]],
                role.address(body),
            )
            for role in sums.roles
        ],
    }


def _telling(parts: list[RoleSum]) -> list[RoleSum]:
    """The sums that say more than the number of rows."""
    return [part for part in parts if part.role.amount]


def sum_line(part: RoleSum, programs: dict[int, Program]) -> SumLine:
    """A sum as a table shows it."""
    is_money = part.role.is_of_money
    total = format_money_html(part.tally.total)
    return SumLine(
        programs[part.program],
        str(Scope(part.scope).label),
        str((MoneyKind if is_money else Unit)(part.of).label),
        qualified(total, part.qualifier) if part.tally.total is not None else total,
        format_number(part.quantity) if part.counted else "",
        part.tally.rows,
        part.tally.unstated,
    )


def line_of(role: Role, row: Model) -> Line:
    """A row as the page of a body shows it."""
    for kind, describe in DESCRIBED.items():
        if isinstance(row, kind):
            return describe(role, row)
    address, year = getattr(row, "get_absolute_url", str)(), getattr(row, "year", "")
    if isinstance(row, Row):
        address, year = row.owner.get_absolute_url(), row.owner.year
    return Line(address, str(row), "", str(year), cite(row.statement))


def _project(_role: Role, row: Project) -> Line:
    address = row.get_absolute_url()
    return Line(address, row.title_text, row.place_name, str(row.year), cite(row.statement))


def _allocation(_role: Role, row: Allocation) -> Line:
    amount = qualified(format_money_html(row.amount), row.qualifier)
    about = format_html("{} · {}", row.kind_and_level, amount)
    project = row.project
    return Line(
        project.get_absolute_url(), project.title_text, about, str(project.year), cite_figure(row)
    )


def _donation(role: Role, row: Donation) -> Line:
    quantity = f"{format_number(row.quantity)} {row.get_unit_display()}"
    others = (row.intermediary if role.name == "donor" else row.donor, row.recipients_text)
    about = join_texts(" → ", [quantity, *(one for one in others if one)])
    if role.name == "intermediary" and row.donor:
        about = join_texts(" → ", [row.donor, quantity, *filter(None, [row.recipients_text])])
    project = row.project
    return Line(
        project.get_absolute_url(),
        row.goods_text,
        about,
        str(project.year),
        cite_figure(row, field="quantity"),
    )


def _aid(_role: Role, row: EducationAid) -> Line:
    project = row.project
    about = row.get_kind_display()
    return Line(
        project.get_absolute_url(),
        project.title_text,
        about,
        str(project.year),
        cite(row.statement),
    )


def _posting(_role: Role, row: Posting) -> Line:
    term = dates.format_period(row.starts, row.ends, NOT_STATED)
    about = join_texts(" · ", [row.place_name, term])
    return Line(_cadre_address(row), row.cadre_name, about, str(row.year), cite(row.statement))


def _award(_role: Role, row: Award) -> Line:
    return Line(
        _cadre_address(row), row.title_text, row.cadre_name, str(row.year), cite(row.statement)
    )


def _cadre_address(row: Posting | Award) -> str:
    return row.cadre.get_absolute_url() if row.cadre else reverse("cadre_list")


def _membership(role: Role, row: Membership) -> Line:
    title = row.body if role.name == "seat" else row.member_name
    address = row.body.get_absolute_url() if role.name == "seat" else row.get_absolute_url()
    if role.name == "body" and (member := row.cadre or row.organisation):
        address = member.get_absolute_url()
    return Line(address, str(title), row.get_role_display(), "", cite_figure(row))


def _cadre(_role: Role, row: Cadre) -> Line:
    return Line(row.get_absolute_url(), row.name_text, row.title_text, "", cite(row.statement))


DESCRIBED: dict[type[Model], Callable[[Role, Model], Line]] = {
    Project: _project,
    Allocation: _allocation,
    Donation: _donation,
    EducationAid: _aid,
    Posting: _posting,
    Award: _award,
    Membership: _membership,
    Cadre: _cadre,
}
