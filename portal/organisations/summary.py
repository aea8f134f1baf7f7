"""Sentences about organisations: what a body did, each saying no more than the figures do.

A rule that does not hold gives way to a plainer one: a sum is named only where it is stated, goods
only where one row tells of them; the last rule always holds.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from config.lib.language import compose, is_chinese, join_texts
from config.lib.money import format_in_sentence, format_number
from portal.organisations.role_sums import BodySums, RoleSum
from portal.organisations.roles import Role
from portal.places.ranking import years_in_words
from programs.models import Donation, MoneyKind, Program
from records.models import format_qualified

MOST_SENTENCES = 4

# One sum of one programme, scope and kind, all of it stated.
OF_SUM = {
    "funder": gettext_lazy("Gave %(amount)s of %(kind)s (%(program)s, %(years)s)."),
    "coordinator": gettext_lazy("Arranged %(amount)s of %(kind)s (%(program)s, %(years)s)."),
    "recipient": gettext_lazy("Received %(amount)s of %(kind)s (%(program)s, %(years)s)."),
}
# Rows of a role, by their number.
OF_ROWS = {
    "funder": ngettext_lazy(
        "Gave money in %(count)s allocation (%(years)s).",
        "Gave money in %(count)s allocations (%(years)s).",
        "n",
    ),
    "coordinator": ngettext_lazy(
        "Arranged money in %(count)s allocation (%(years)s).",
        "Arranged money in %(count)s allocations (%(years)s).",
        "n",
    ),
    "recipient": ngettext_lazy(
        "Received money in %(count)s allocation (%(years)s).",
        "Received money in %(count)s allocations (%(years)s).",
        "n",
    ),
    "donor": ngettext_lazy(
        "Donated goods in %(count)s donation (%(years)s).",
        "Donated goods in %(count)s donations (%(years)s).",
        "n",
    ),
    "intermediary": ngettext_lazy(
        "Passed on %(count)s donation of goods (%(years)s).",
        "Passed on %(count)s donations of goods (%(years)s).",
        "n",
    ),
    "supporter": ngettext_lazy(
        "Supported %(count)s piece of education aid (%(years)s).",
        "Supported %(count)s pieces of education aid (%(years)s).",
        "n",
    ),
    "seminar_funder": ngettext_lazy(
        "Gave financial aid to %(count)s seminar (%(years)s).",
        "Gave financial aid to %(count)s seminars (%(years)s).",
        "n",
    ),
    "convener": ngettext_lazy(
        "Convened %(count)s seminar (%(years)s).", "Convened %(count)s seminars (%(years)s).", "n"
    ),
    "speakers_house": ngettext_lazy(
        "%(count)s speaker at a seminar came from it (%(years)s).",
        "%(count)s speakers at seminars came from it (%(years)s).",
        "n",
    ),
    "project_coordinator": ngettext_lazy(
        "Coordinated %(count)s project (%(years)s).",
        "Coordinated %(count)s projects (%(years)s).",
        "n",
    ),
    "project_organiser": ngettext_lazy(
        "Organised %(count)s project (%(years)s).", "Organised %(count)s projects (%(years)s).", "n"
    ),
    "implementer": ngettext_lazy(
        "Carried out %(count)s project (%(years)s).",
        "Carried out %(count)s projects (%(years)s).",
        "n",
    ),
    "inspector": ngettext_lazy(
        "Inspected projects %(count)s time (%(years)s).",
        "Inspected projects %(count)s times (%(years)s).",
        "n",
    ),
    "settler": ngettext_lazy(
        "Is to settle %(count)s finding of an inspection (%(years)s).",
        "Is to settle %(count)s findings of inspections (%(years)s).",
        "n",
    ),
    "decided": ngettext_lazy(
        "Is to carry out %(count)s decision of a meeting (%(years)s).",
        "Is to carry out %(count)s decisions of meetings (%(years)s).",
        "n",
    ),
    "home_unit": ngettext_lazy(
        "Is the home unit in %(count)s posting of cadres (%(years)s).",
        "Is the home unit in %(count)s postings of cadres (%(years)s).",
        "n",
    ),
    "awarded_by": ngettext_lazy(
        "Gave %(count)s honour (%(years)s).", "Gave %(count)s honours (%(years)s).", "n"
    ),
    "host": ngettext_lazy(
        "Hosted %(count)s meeting (%(years)s).", "Hosted %(count)s meetings (%(years)s).", "n"
    ),
    "publication_organiser": ngettext_lazy(
        "Organised %(count)s publication (%(years)s).",
        "Organised %(count)s publications (%(years)s).",
        "n",
    ),
    "seat": ngettext_lazy(
        "Has %(count)s seat in the leading group or its office.",
        "Has %(count)s seats in the leading group or its office.",
        "n",
    ),
    "body": ngettext_lazy(
        "The sources list %(count)s entry of its members.",
        "The sources list %(count)s entries of its members.",
        "n",
    ),
    "people": ngettext_lazy(
        "%(count)s person of the ledger belongs to it.",
        "%(count)s persons of the ledger belong to it.",
        "n",
    ),
    "parent": ngettext_lazy(
        "%(count)s body of the ledger is subordinate to it.",
        "%(count)s bodies of the ledger are subordinate to it.",
        "n",
    ),
}


def about(
    sums: BodySums, programs: Mapping[int, Program], only: Mapping[str, Model] | None = None
) -> str:
    """What a body did, in a few sentences. `only` has the row of a role that has no other."""
    if not sums.parts:
        return _("The ledger names this body and records nothing that it did.")
    sentences = [
        sentence
        for role in sums.roles[:MOST_SENTENCES]
        for sentence in _of_role(role, sums, programs, (only or {}).get(role.name))
    ]
    more = len(sums.roles) - MOST_SENTENCES
    if more > 0:
        words = ngettext_lazy(
            "It has %(count)s other role, listed below.",
            "It has %(count)s other roles, listed below.",
            "n",
        )
        sentences.append(words % {"n": more, "count": more})
    return join_texts("" if is_chinese() else " ", sentences)


def _of_role(
    role: Role, sums: BodySums, programs: Mapping[int, Program], row: Model | None
) -> Iterator[str]:
    parts = sums.of_role(role)
    years = years_in_words(sums.years_of(role))
    years = years.replace(", ", "、") if is_chinese() else years
    if isinstance(row, Donation):
        yield _of_goods(role, row, years)
        return
    largest = sums.largest(role)
    if largest and len(parts) == 1 and not largest.tally.unstated:
        yield compose(OF_SUM[role.name], years=years, **_values(largest, programs))
        return
    count = sums.rows(role)
    given = {"n": count, "count": format_number(Decimal(count)), "years": years}
    yield OF_ROWS[role.name] % given
    if largest:
        yield compose(
            _(
                "The largest sum of one programme, scope and kind of money that is stated:"
                " %(amount)s of %(kind)s (%(program)s)."
            ),
            **_values(largest, programs),
        )
    elif role.is_of_money:
        yield _("No source states how much.")


def _values(part: RoleSum, programs: Mapping[int, Program]) -> dict[str, object]:
    return {
        "amount": format_qualified(format_in_sentence(part.tally.amount), part.qualifier),
        "kind": MoneyKind(part.of).label,
        "program": programs[part.program],
    }


def _of_goods(role: Role, row: Donation, years: str) -> str:
    """One donation: what it was, and from or through whom."""
    values = {
        "goods": row.goods_text,
        "quantity": format_number(row.quantity),
        "unit": row.get_unit_display(),
        "years": years,
    }
    if role.name == "donor" and row.intermediary:
        words = _("Donated %(goods)s (%(quantity)s %(unit)s) through %(other)s (%(years)s).")
        return compose(words, other=row.intermediary, **values)
    if role.name == "donor":
        return compose(_("Donated %(goods)s (%(quantity)s %(unit)s, %(years)s)."), **values)
    if row.donor:
        words = _("Passed on %(goods)s (%(quantity)s %(unit)s) from %(other)s (%(years)s).")
        return compose(words, other=row.donor, **values)
    return compose(_("Passed on %(goods)s (%(quantity)s %(unit)s, %(years)s)."), **values)
