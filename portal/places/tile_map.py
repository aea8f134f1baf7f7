"""The map of places: a tile for each province, from the sums of a ranking."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.lib.charts.tiles import STEPS, Tile, TileMap, step_of
from config.lib.language import compose
from config.lib.money import format_in_sentence, format_number
from counties.models import County, Province
from portal.places.ranking import NOTHING, Ranking
from programs.models import MoneyKind
from programs.totals.addresses import rows_of
from programs.totals.by_place import PlaceSums


@dataclass(frozen=True)
class PlaceMap:
    """The map, what its steps stand for, and whether any tile is hatched."""

    picture: TileMap
    kind: MoneyKind | None  # by which tiles are shaded
    limits: tuple[str, ...]  # up to which amount each step goes
    is_shared: bool


def place_map(ranking: Ranking, marked: County | None = None) -> PlaceMap:
    """The map of a ranking; the province of the county `marked` stands out."""
    provinces = list(Province.objects.published().exclude(tile_row=None))
    sums = ranking.sums.provinces
    kind = main_kind(ranking)
    totals = {pk: one.total(kind) if kind else None for pk, one in sums.items()}
    most = max((one for one in totals.values() if one), default=Decimal(0))
    filled, hollow, sharing = _counties(ranking)
    tiles = []
    for province in provinces:
        pk = province.pk
        own = sums.get(pk, NOTHING)
        is_shared = pk in sharing and not totals.get(pk)
        here = filled[pk] + hollow[pk]
        tiles.append(
            Tile(
                province.tile_row,
                province.tile_column,
                province.short_name_text or province.name_text[:2],
                _in_words(province, own, kind, here, is_shared=is_shared),
                step_of(totals.get(pk), most),
                is_shared,
                filled[pk],
                hollow[pk],
                rows_of("county", province=province) if here else "",
                marked is not None and marked.province_id == pk,
            )
        )
    return PlaceMap(
        TileMap(_("Map of provinces, one tile each"), what_tiles_are(len(tiles)), tuple(tiles)),
        kind if most else None,
        tuple(format_in_sentence(most * step / len(STEPS)) for step in range(1, len(STEPS) + 1))
        if most
        else (),
        any(one.is_shared for one in tiles),
    )


def what_tiles_are(count: int) -> str:
    """What the tiles stand for, as the caption of the map says it."""
    return _(
        "One tile for each of the %(n)s province-level units of the division codes (GB/T 2260),"
        " roughly where it lies. No border is drawn."
    ) % {"n": count}


def main_kind(ranking: Ranking) -> MoneyKind | None:
    """The first kind of money, in the order of the vocabulary, that a province has an amount of."""
    sums = ranking.sums.provinces.values()
    return next((kind for kind in ranking.kinds if any(one.total(kind) for one in sums)), None)


def _counties(ranking: Ranking) -> tuple[Counter, Counter, set[int]]:
    """By province: how many counties have projects of their own, how many others are or were
    paired with the ministry; and the provinces of those that shared something."""
    own = {pk for pk, one in ranking.sums.counties.items() if one.projects}
    codes = {one.code for one in ranking.pairings if not ranking.year or one.touches(ranking.year)}
    rows = County.objects.published().values_list("pk", "code", "province_id")
    filled = Counter(province for pk, _code, province in rows if pk in own)
    hollow = Counter(province for pk, code, province in rows if code in codes and pk not in own)
    sharing = {province for _pk, code, province in rows if code in ranking.sharing}
    return filled, hollow, sharing


def _in_words(
    province: Province, own: PlaceSums, kind: MoneyKind | None, counties: int, *, is_shared: bool
) -> str:
    amount = own.total(kind) if kind else None
    counted = ngettext("%(n)s county or district", "%(n)s counties or districts", counties)
    values = {"place": province, "counties": counted % {"n": format_number(Decimal(counties))}}
    if amount:
        kind_in_words = capfirst(str(kind.label)) if kind else ""
        pattern = _("%(place)s: %(amount)s (%(kind)s), %(counties)s")
        return compose(pattern, amount=format_in_sentence(amount), kind=kind_in_words, **values)
    if is_shared:
        return compose(_("%(place)s: %(counties)s; shared with others, not split"), **values)
    if counties:
        return compose(_("%(place)s: %(counties)s; no amount recorded"), **values)
    return compose(_("%(place)s: nothing recorded"), place=province)
