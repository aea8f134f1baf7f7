"""Money of a project: a budget where only the year is known, a transaction where the day is.

The kinds of money are never added: each allocation is an element of its own. A budget is what was
allocated ("committed") or, where that is not stated, what was planned ("indicative"). Every other
amount is put in words with the name of its stage: local investment, which is no part of
the reporter's budget, money without a stage, and what an allocation states beside its budget. So is
a budget with a qualifier or a level of government, for which IATI has no place, and an overspend.
"""

from collections.abc import Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element

from django.utils.functional import lazy
from django.utils.translation import gettext

from config.lib.money import format_number
from portal.opendata.iati import codes
from portal.opendata.iati.narratives import Reporter, narrative, narrative_of_message, party
from portal.opendata.xml import tag
from programs.models import AMOUNTS, Allocation, Payment, Project
from records.models import format_qualified

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
    """A description for every amount of which a budget element does not say everything, and for
    every explanation of an overspend."""
    for allocation in project.allocations.all():
        for stage in AMOUNTS:
            if _is_put_in_words(allocation, stage):
                sentence = lazy(_sentence, str)(allocation, stage)
                yield from narrative_of_message("description", sentence, type=codes.OTHER)
        explained = (allocation.overspend_note, allocation.overspend_note_zh)
        yield from narrative("description", *explained, type=codes.OTHER)


def _is_put_in_words(allocation: Allocation, stage: str) -> bool:
    if getattr(allocation, stage) is None:
        return False
    says_more = allocation.level or allocation.qualifier_of(stage)
    return bool(says_more) or stage != _budgeted(allocation)


def _sentence(allocation: Allocation, stage: str) -> str:
    """The amount at a stage, in the language that is active."""
    return gettext("{kind}: {amount} ({stage}).").format(
        kind=allocation.kind_and_level,
        amount=_in_yuan(getattr(allocation, stage), allocation.qualifier_of(stage)),
        stage=AMOUNTS[stage],
    )


def _in_yuan(amount: Decimal, qualifier: str) -> str:
    amount_in_yuan = gettext("{amount} yuan").format(amount=format_number(amount))
    return format_qualified(amount_in_yuan, qualifier)


def transactions(project: Project, reporter: Reporter, today: str) -> Iterator[Element]:
    """Commitments and payments whose day is known and not ahead of `today`."""
    for allocation in project.allocations.all():
        day = allocation.allocated_on
        if allocation.allocated is not None and _is_known_day(day, today):
            kind = codes.COMMITMENT[_is_local(allocation)]
            receiver = party("receiver-org", allocation.recipient, reporter)
            yield _transaction(
                kind,
                day,
                (allocation.allocated, allocation.allocated_qualifier),
                _provider(allocation, reporter),
                receiver,
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
    amount = (payment.amount, payment.qualifier)
    return _transaction(kind, payment.paid_on, amount, provider, receiver)


def _transaction(
    kind: str, day: str, amount: tuple[Decimal, str], provider: list, receiver: list
) -> Element:
    value, qualifier = amount
    words = lazy(_in_yuan, str)(value, qualifier)
    return tag(
        "transaction",
        tag("transaction-type", code=kind),
        tag("transaction-date", iso_date=day),
        _value(value, day),
        *(narrative_of_message("description", words) if qualifier else ()),
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
