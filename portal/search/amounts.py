"""Amounts of money as readers type them, and what states exactly that amount.

Allocations are found by an index of the database; statements are those of sources, which are few
beside the rows that cite them. Of each kind at most `MOST` rows are looked at.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from config.lib.money import format_in_sentence, parse_yuan
from programs.lists.filters import LARGEST
from programs.models import Allocation, StatedTotal
from programs.totals.addresses import rows_of
from records.models import Statement, Unit

MOST = 200  # rows of a kind that are counted
FIRST = 5  # rows of a kind that are shown
LONGEST = 40  # characters of an amount
_WRITTEN = re.compile(r"(?:(?:rmb|cny|人民币)\s*)?[¥￥]?[0-9]")


@dataclass(frozen=True)
class AmountHits:
    """What states an amount of yuan: statements of sources, stated totals, allocations."""

    amount: Decimal
    statements: list[Statement]
    totals: list[StatedTotal]
    allocations: list[Allocation]
    allocation_count: int

    @property
    def is_more(self) -> bool:
        """Whether there are more allocations than were counted."""
        return self.allocation_count > MOST

    @property
    def amount_text(self) -> str:
        return format_in_sentence(self.amount)

    @property
    def address(self) -> str:
        """The list of all allocations of that amount."""
        amount = f"{self.amount:f}"
        return rows_of("money", amount_from=amount, amount_to=amount)


def read_amount(question: str) -> Decimal | None:
    """The amount of yuan that a question is: 800万, 8,000,000, 8 million yuan; None where it is
    something else."""
    text = unicodedata.normalize("NFKC", question).strip().lower()
    if len(text) > LONGEST or not _WRITTEN.match(text):
        return None
    text = re.sub(r"^(rmb|cny|人民币)\s*", "", " ".join(text.split()))
    text = re.sub(r"\s*(rmb|cny)$", " yuan", text)
    try:
        amount = parse_yuan(text)
    except ValidationError:
        return None
    return amount if 0 < amount <= LARGEST else None


def equal_to(question: str, edition: int | None) -> AmountHits | None:
    """What states the amount that a question is, as of an edition; None where nothing does."""
    amount = read_amount(question)
    if amount is None:
        return None
    stated = {"statement__value": amount, "statement__unit": Unit.CNY}
    statements = Statement.objects.as_of(edition).filter(value=amount, unit=Unit.CNY)
    totals = StatedTotal.objects.as_of(edition).filter(**stated)
    ids = equal_allocations(amount, edition)
    allocations = Allocation.objects.select_related("project__county", "statement__source")
    hits = AmountHits(
        amount,
        list(statements.select_related("source").order_by("source__code", "code")[:FIRST]),
        list(totals.select_related("statement__source").order_by("pk")[:FIRST]),
        list(allocations.filter(pk__in=sorted(ids)[:FIRST]).order_by("pk")),
        len(ids),
    )
    return hits if hits.statements or hits.allocations or hits.totals else None


def equal_allocations(amount: Decimal, edition: int | None) -> list[int]:
    """The ids of allocations of that amount, one more than `MOST` at most."""
    return list(allocations_of(amount, edition).values_list("pk", flat=True)[: MOST + 1])


def allocations_of(amount: Decimal, edition: int | None) -> QuerySet[Allocation]:
    return Allocation.objects.as_of(edition).filter(amount=amount).order_by()
