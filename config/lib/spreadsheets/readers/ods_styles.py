"""The styles of OpenDocument: what a cell shows, as the format code that Excel would have."""

from xml.etree.ElementTree import Element

from config.lib.spreadsheets.number_formats import NumberFormat, number_format

STYLES = ("number-style", "percentage-style", "currency-style", "date-style", "time-style")
UNREAD = "g"  # of a calendar or a count of days that is not understood
LETTERS = {
    "month": "m",
    "day": "d",
    "day-of-week": "aaa",
    "hours": "h",
    "minutes": "m",
    "seconds": "s",
    "am-pm": "AM/PM",
    "era": UNREAD,
    "quarter": UNREAD,
    "week-of-year": UNREAD,
    "text-content": "@",
    "fraction": "# ?/?",
    "scientific-number": "0.00E+00",
}


class Styles:
    """The styles of a document by their names, in the order of reading."""

    def __init__(self) -> None:
        self.is_1904 = False
        self.undisplayed: set[str] = set()  # of tables
        self.codes: dict[str, str] = {}  # of number styles
        self.numbers: dict[str, str] = {}  # of cell styles: the number style
        self.parents: dict[str, str] = {}
        self.forms: dict[str, NumberFormat | None] = {}

    def take(self, tag: str, one: Element) -> None:
        """Learn a style once its element ended."""
        name = attribute(one, "name")
        if tag == "style":
            self.numbers[name] = attribute(one, "data-style-name")
            self.parents[name] = attribute(one, "parent-style-name")
            for child in one:
                if local(child) == "table-properties" and attribute(child, "display") == "false":
                    self.undisplayed.add(name)
        elif tag in STYLES or tag == "text-style":
            self.codes[name] = self._code_of(tag, one)

    def form_of(self, style: str) -> NumberFormat | None:
        """The format of a cell style; None where it shows everything as it is."""
        if style not in self.forms:
            code = self.codes.get(self._number(style)) or "General"
            form = number_format(code, is_1904=self.is_1904)
            self.forms[style] = None if form.is_plain else form
        return self.forms[style]

    def _number(self, style: str) -> str:
        """The number style of a cell style, its own or that of the nearest parent."""
        seen: set[str] = set()
        while style and style not in seen:
            if self.numbers.get(style):
                return self.numbers[style]
            seen.add(style)
            style = self.parents.get(style, "")
        return ""

    def _code_of(self, tag: str, style: Element) -> str:
        own = "".join(_token(tag, one) for one in style)
        others = [
            f"[{condition}]{code};"
            for one in style
            if local(one) == "map"
            if (condition := attribute(one, "condition").removeprefix("value()"))
            if (code := self.codes.get(attribute(one, "apply-style-name")))
        ]
        return "".join([*others, own])


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(one: Element, name: str, *, is_last: bool = False) -> str:
    """An attribute by its name without its namespace: that of the standard, or the last one, which
    is a program's own."""
    values = [value for key, value in one.items() if key.rpartition("}")[2] == name]
    return values[-1 if is_last else 0] if values else ""


def attributes(one: Element) -> dict[str, str]:
    """All attributes by their names without namespaces; those of the standard before others."""
    return {key.rpartition("}")[2]: value for key, value in reversed(one.items())}


def count_of(one: Element, name: str) -> int:
    """A number of repeats or spans, at least one."""
    return count_in(attributes(one), name)


def count_in(about: dict[str, str], name: str) -> int:
    number = about.get(name, "")
    return max(int(number), 1) if number.isdecimal() and len(number) < 10 else 1


def _token(tag: str, one: Element) -> str:
    """One element of a number style, as a format code has it."""
    part = local(one)
    if attribute(one, "calendar") not in ("", "gregorian"):
        return UNREAD
    if part == "number":
        return _digits(one)
    if part in ("text", "currency-symbol"):
        text = (one.text or "").replace('"', "")
        is_percent = tag == "percentage-style" and text.strip() == "%"
        return "%" if is_percent else f'"{text}"' if text else ""
    if part == "year":
        return "yyyy" if attribute(one, "style") == "long" else "yy"
    if part == "month" and attribute(one, "textual") == "true":
        return "mmm"
    if part == "hours" and attribute(one, "truncate-on-overflow") == "false":
        return "[h]"
    return LETTERS.get(part, "")


def _digits(one: Element) -> str:
    """The digits of a number: 000.00, with what stands between them and how it is scaled."""
    decimals, least = attribute(one, "decimal-places"), attribute(one, "min-integer-digits")
    if not decimals:
        return "General"
    zeros = "0" * max(1, min(int(least) if least.isdecimal() else 1, 30))
    factor = attribute(one, "display-factor").partition(".")[0]
    commas = "," * ((len(factor) - 1) // 3)
    for inner in one:
        if local(inner) == "embedded-text" and inner.text:
            place = min(count_of(inner, "position"), 30)
            zeros = f'0"{inner.text}"' + "0" * place
    return zeros + ("." + "0" * min(int(decimals), 30) if int(decimals) else "") + commas
