"""Sentences about places, each of which says no more than the figures do.

A rule that does not hold gives nothing, and the next one is tried; the last always holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.language import compose, is_chinese, join_texts
from config.lib.money import format_in_sentence, format_number
from counties.models import County, Province
from portal.places.pairings import Pairing
from portal.places.ranking import Ranking, years_in_words
from portal.places.tile_map import main_kind
from programs.models import MoneyKind, Program
from programs.totals.by_place import PlaceSums
from programs.totals.figures import Figure, of_edition, together, with_statements
from records.models import Scope, Statement, format_qualified

MOST_NAMED = 3  # provinces in a sentence
WORDS = (
    ["two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "两三四五六七八九",
)  # from 2 on


@dataclass(frozen=True)
class Shared:
    """Money of one programme and kind that the designated counties had together in a year."""

    year: int
    program: Program
    kind: MoneyKind
    amount: Decimal
    qualifier: str
    counties: int  # paired throughout that year; 0 where the dates leave that open
    statements: tuple[Statement, ...]

    @property
    def amount_text(self) -> str:
        return format_qualified(format_in_sentence(self.amount), self.qualifier)

    @property
    def sentence(self) -> str:
        """What the county shared, and that nobody knows its part."""
        values = {
            "amount": self.amount_text,
            "kind": self.kind.label,
            "year": self.year,
            "program": self.program,
        }
        if self.counties < 2:
            return compose(
                _(
                    "In %(year)s the counties paired with the ministry had %(amount)s together"
                    " (%(kind)s, %(program)s); the source does not say how much each got."
                ),
                **values,
            )
        return compose(
            _(
                "One of %(count)s counties that shared %(amount)s in %(year)s (%(kind)s,"
                " %(program)s); the source does not say how much each got."
            ),
            count=number_in_words(self.counties),
            **values,
        )


def number_in_words(number: int) -> str:
    """A small number as a word."""
    words = WORDS[is_chinese()]
    if 2 <= number < len(words) + 2:
        return words[number - 2]
    return format_number(Decimal(number))


def shared_with(county: County, ranking: Ranking) -> list[Shared]:
    """What the designated counties had together in the years of the county's pairing: the newest
    year first, in it the kinds of money in the order of the vocabulary, the largest sum first."""
    own = [one for one in ranking.pairings if one.code == county.code]
    if not own:
        return []
    money = [
        one
        for one in of_edition(ranking.edition)
        if one.what == "money" and one.scope == Scope.DESIGNATED and one.value is not None
    ]
    sums = with_statements(
        one for one in together(money, "year", "program", "of").values() if touched(own, one.year)
    )
    programs = Program.objects.in_bulk({one.program for one in sums})
    found = [_shared(one, programs[one.program], own, ranking.pairings) for one in sums]
    order = list(MoneyKind)
    return sorted(found, key=lambda one: (-one.year, order.index(one.kind), -one.amount))


def touched(own: Iterable[Pairing], year: int) -> bool:
    return any(one.touches(year) for one in own)


def _shared(figure: Figure, program: Program, own: list[Pairing], everyone) -> Shared:
    certain = {one.code for one in everyone if one.covers(figure.year)}
    possible = {one.code for one in everyone if one.touches(figure.year)}
    is_certain = certain == possible and own[0].code in certain
    return Shared(
        figure.year,
        program,
        MoneyKind(figure.of),
        figure.value,
        figure.qualifier,
        len(certain) if is_certain else 0,
        figure.statements,
    )


def about_county(sums: PlaceSums, shared: list[Shared]) -> str:
    """The one sentence at the head of a county's page."""
    kind = next((kind for kind in MoneyKind if sums.total(kind)), None)
    years = years_in_words(sums.years)
    if kind:
        tally = sums.money[kind]
        return compose(
            ngettext(
                "%(n)s project of its own is recorded (%(years)s), with %(amount)s of %(kind)s.",
                "%(n)s projects of its own are recorded (%(years)s), with %(amount)s of %(kind)s.",
                sums.projects,
            ),
            n=format_number(Decimal(sums.projects)),
            years=years,
            amount=format_qualified(format_in_sentence(tally.amount), tally.qualifier),
            kind=kind.label,
        )
    if shared:
        return shared[0].sentence
    if sums.projects:
        return compose(
            ngettext(
                "%(n)s project of its own is recorded (%(years)s); no source states its money.",
                "%(n)s projects of its own are recorded (%(years)s); no source states their money.",
                sums.projects,
            ),
            n=format_number(Decimal(sums.projects)),
            years=years,
        )
    return _("No money and no project is recorded for this county, alone or with others.")


def about_map(ranking: Ranking) -> str:
    """The finding above the map; a plain title where there is none."""
    kind = main_kind(ranking)
    provinces = Province.objects.published().in_bulk()
    if kind:
        totals = sorted(
            ((one.total(kind) or 0, pk) for pk, one in ranking.sums.provinces.items()), reverse=True
        )
        (most, pk), *rest = totals
        if not rest or rest[0][0] < most:
            return compose(
                _(
                    "The largest sum of %(kind)s recorded for one province is that of %(place)s:"
                    " %(amount)s."
                ),
                kind=kind.label,
                place=provinces[pk],
                amount=format_in_sentence(most),
            )
    if not kind and ranking.sharing and _is_all_shared(ranking):
        return _shared_by(ranking, provinces)
    return _("Where the money went")


def _is_all_shared(ranking: Ranking) -> bool:
    """Whether no money has another scope than the designated counties together."""
    lines = ranking.sums.together
    return all(one.scope == Scope.DESIGNATED for one in lines if one.sums.money)


def _shared_by(ranking: Ranking, provinces: dict[int, Province]) -> str:
    counties = County.objects.published().filter(code__in=ranking.sharing)
    ids = dict.fromkeys(counties.order_by("code").values_list("province_id", flat=True))
    if len(ids) > MOST_NAMED or not ids:
        return _("All the money recorded was shared by several counties; no source splits it.")
    return compose(
        _("All the money recorded was shared by counties of %(places)s; no source splits it."),
        places=_listed([provinces[pk] for pk in ids]),
    )


def _listed(names: list[object]) -> str:
    """Names in a sentence: A, B and C."""
    *first, last = names
    if not first:
        return str(last)
    between = "、" if is_chinese() else ", "
    return compose(_("%(first)s and %(last)s"), first=join_texts(between, first), last=last)
