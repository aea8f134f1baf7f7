"""Money of a project: a budget where only the year is known, a transaction where the day is.

The kinds of money are never added: each allocation is an element of its own. A budget is what was
allocated ("committed") or, where that is not stated, what was planned ("indicative"). Every other
amount is put in words with the name of its stage: local investment, which is no part of
the reporter's budget, money without a stage, and what an allocation states beside its budget.
"""

from collections.abc import Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from config.lib.money import format_number
from portal.opendata.iati import codes
from portal.opendata.iati.narratives import Reporter, narrative, narrative_of_message, party
from portal.opendata.xml import tag
from programs.models import AMOUNTS, Allocation, MoneyKind, Payment, Project

FULL_DATE = len("2011-04-15")


def budgets(project: Project) -> Iterator[Element]:
    """The allocated, or else the planned amounts of the year of the project."""
    for allocation in project.allocations.all():
        stage = _budgeted(allocation)
        if stage:
            first, last = f"{project.year}-01-01", f"{project.year}-12-31"
            yield tag(
                "budget",
                tag("period-start", iso_date=first),
                tag("period-end", iso_date=last),
                _value(getattr(allocation, stage), last),
                type=codes.ORIGINAL_BUDGET,
                status=codes.BUDGET_STATUS[stage],
            )


def in_words(project: Project) -> Iterator[Element]:
    """A description for every amount that has no budget element."""
    for allocation in project.allocations.all():
        budgeted = _budgeted(allocation)
        for stage, name in AMOUNTS.items():
            amount = getattr(allocation, stage)
            if amount is not None and stage != budgeted:
                sentence = format_lazy(
                    _("{kind}: {amount} yuan ({stage})."),
                    kind=MoneyKind(allocation.kind).label,
                    amount=format_number(amount),
                    stage=name,
                )
                yield from narrative_of_message("description", sentence, type=codes.OTHER)


def transactions(project: Project, reporter: Reporter, today: str) -> Iterator[Element]:
    """Commitments and payments whose day is known and not ahead of `today`."""
    for allocation in project.allocations.all():
        day = allocation.allocated_on
        if allocation.allocated is not None and _is_known_day(day, today):
            kind = codes.COMMITMENT[_is_local(allocation)]
            receiver = party("receiver-org", allocation.recipient, reporter)
            yield _transaction(
                kind, day, allocation.allocated, _provider(allocation, reporter), receiver
            )
    allocations = {allocation.pk: allocation for allocation in project.allocations.all()}
    for payment in project.payments.all():
        if payment.amount is not None and _is_known_day(payment.paid_on, today):
            yield _payment(payment, allocations[payment.allocation_id], reporter)


def _payment(payment: Payment, allocation: Allocation, reporter: Reporter) -> Element:
    kind = codes.PAYMENT[payment.stage][_is_local(allocation)]
    receiver = narrative("receiver-org", payment.payee, "")
    receiver = receiver or party("receiver-org", allocation.recipient, reporter)
    provider = _provider(allocation, reporter)
    return _transaction(kind, payment.paid_on, payment.amount, provider, receiver)


def _transaction(kind: str, day: str, amount: Decimal, provider: list, receiver: list) -> Element:
    return tag(
        "transaction",
        tag("transaction-type", code=kind),
        tag("transaction-date", iso_date=day),
        _value(amount, day),
        *provider,
        *receiver,
    )


def _provider(allocation: Allocation, reporter: Reporter) -> list[Element]:
    own = None if _is_local(allocation) else allocation.coordinator
    return party("provider-org", allocation.funder or own, reporter)


def _value(amount: Decimal, day: str) -> Element:
    return tag("value", f"{amount:.2f}", currency=codes.CURRENCY, value_date=day)


def _is_known_day(stated: str, today: str) -> bool:
    return len(stated) == FULL_DATE and stated <= today


def _is_local(allocation: Allocation) -> bool:
    return allocation.kind == codes.LOCAL


def _budgeted(allocation: Allocation) -> str:
    """The stage whose amount is the budget; empty where no amount is one."""
    if _is_local(allocation):
        return ""
    stated = (one for one in codes.BUDGET_STATUS if getattr(allocation, one) is not None)
    return next(stated, "")
