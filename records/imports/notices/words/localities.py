"""Counties, towns and villages in titles and cells; the names of counties are passed in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

TOWN_END = r"(?:镇|乡|街道办事处|街道办|街道|办事处|苏木)"
TOWN = re.compile(rf"(?P<town>[^、，,；;\s]{{1,9}}?{TOWN_END})(?P<rest>.*)", re.DOTALL)
VILLAGE = re.compile(r"(.{1,14}?(?:村委会|村民委员会|村|社区|居委会|嘎查))(.*)", re.DOTALL)
WHOLE = re.compile(
    r"(全|各|本)(县|区|市|镇|乡|乡镇|镇乡|县各乡镇|区各乡镇)|县域|区域内?|县级|县本级|区本级"
)
COUNTY_END = re.compile(r"[^、，,；;\s]{1,7}(?:县|区|市|旗)")
UPPER = re.compile(r"^[^县区]{2,8}?省(?:[^县区]{2,6}?市)?|^[^县区省]{2,6}?市(?=[^县区]{1,6}[县区])")
SEPARATORS = re.compile(r"[、，,；;/\n]+|(?<=[镇乡村])[和及与](?=[^、]{1,12}[镇乡村])")


@dataclass(frozen=True)
class CountyName:
    """A county as the ledger knows it: code, name, and other names that people write."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The name without 县 or 区: 大宁; itself where nothing recognisable would be left."""
        return self.name[:-1] if len(self.name) > 2 and self.name[-1] in "县区市旗" else self.name

    def names(self) -> list[str]:
        """Every writing of the name, the longest first."""
        return sorted({self.name, self.short, *self.aliases}, key=len, reverse=True)


@dataclass
class Locality:
    """What a place cell says. `oddities` are warning codes."""

    town: str | None = None
    village: str | None = None
    county: CountyName | None = None
    county_printed: str | None = None
    oddities: list[str] = field(default_factory=list)


class Gazetteer:
    """The counties that a notice may be of."""

    def __init__(self, counties: Iterable[CountyName] = ()):
        self.counties = list(counties)
        self.writings = sorted(
            ((name, county) for county in self.counties for name in county.names()),
            key=lambda pair: -len(pair[0]),
        )

    def county_in(self, text: str) -> tuple[CountyName | None, str]:
        """The first county that a text names, and how it writes it: full names before short."""
        full = [(text.find(one.name), one) for one in self.counties if one.name in text]
        if full:
            place, county = min(full, key=lambda pair: pair[0])
            return county, text[place : place + len(county.name)]
        for name, county in self.writings:
            if name != county.name and re.match(rf"(关于|印发)?{re.escape(name)}", text):
                return county, name
        return None, ""

    def of_name(self, text: str) -> CountyName | None:
        """The county that a cell of a county column names."""
        bare = UPPER.sub("", re.sub(r"\s+", "", text))
        return next((county for name, county in self.writings if bare == name), None)

    def leading(self, text: str) -> tuple[CountyName | None, str, str]:
        """The county that a place begins with, how it is written, and what follows."""
        for name, county in self.writings:
            if text.startswith(name) and not re.match(rf"{TOWN_END}|[村县区市]", text[len(name) :]):
                return county, name, text[len(name) :]
        return None, "", text

    def parse_place(self, text: str) -> Locality:
        """Town and village of a place cell: 大宁县柳河湾乡柳河湾村, 枣林坪镇、河岔乡, 全县."""
        bare = UPPER.sub("", re.sub(r"[ \t\u3000\xa0]+", "", text).strip())
        bare = re.sub(r"[（(][^（()）]*[)）]$", "", bare)
        place = Locality()
        county, written, rest = self.leading(bare)
        if county and (rest or written == county.name):
            place.county, place.county_printed, bare = county, written, rest
            if written != county.name:
                place.oddities.append("county_alias")
        if not bare or WHOLE.fullmatch(bare):
            return place
        parts = [part for part in SEPARATORS.split(bare) if part]
        if len(parts) > 1:
            return self._of_several(parts, place)
        self._of_one(bare, place)
        return place

    def _of_one(self, bare: str, place: Locality) -> None:
        town, village, _rest = split_place(bare)
        place.town, place.village = town, village
        if not town and not village:
            odd = "place_looks_like_county" if self.is_like_county(bare) else "place_not_a_town"
            place.oddities.append(odd)
        elif town and self.is_like_county(re.sub(TOWN_END + "$", "", town)):
            place.oddities.append("place_looks_like_county")

    def _of_several(self, parts: list[str], place: Locality) -> Locality:
        split = [split_place(part) for part in parts]
        towns = {town for town, _village, _rest in split if town}
        villages = [village for _town, village, _rest in split if village]
        if len(towns) == 1 and split[0][0]:
            place.town = towns.pop()
            place.village = villages[0] if len(villages) == 1 and len(parts) == 1 else None
        place.oddities.append("several_places")
        return place

    def is_like_county(self, text: str) -> bool:
        """Whether a name is that of a county, or ends like one."""
        return bool(self.of_name(text) or COUNTY_END.fullmatch(text))


def split_place(text: str) -> tuple[str | None, str | None, str]:
    """Town, village and what follows: 杏坪镇槐树沟村 is 杏坪镇 and 槐树沟村."""
    town, rest = None, text
    match = TOWN.match(text)
    if (
        match
        and match["rest"] not in ("村", "社区")
        and not re.match(r"[^村]{0,4}村", match["town"])
    ):
        town, rest = match["town"], match["rest"]
    found = VILLAGE.match(rest)
    village = found[1] if found and len(found[1]) > 1 else None
    return town, village, found[2] if found else rest


def is_town(text: str) -> bool:
    """Whether a text is the name of a town and nothing else."""
    match = TOWN.fullmatch(re.sub(r"\s+", "", text))
    return bool(match and not match["rest"])
