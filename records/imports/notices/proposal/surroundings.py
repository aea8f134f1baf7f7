"""What stands around the tables: title, unit, issuer, date, telephones, notes, sums in words."""

import re
from collections.abc import Iterator
from decimal import Decimal

from config.lib.numbers import FULL_WIDTH
from records.imports.notices.cells.grid import Cell
from records.imports.notices.proposal.lines_around import Line, Surroundings
from records.imports.notices.understanding import Unit
from records.imports.notices.words import headings
from records.imports.notices.words.amounts import (
    SHORT_UNITS,
    UNIT,
    UNITS,
    chinese_number,
    parse_amount_text,
    unit_in,
)
from records.imports.notices.words.localities import is_town
from records.imports.notices.words.periods import Day, day_of_cell, days_between, find_dates

TITLE_END = re.compile(
    r"(表|公告|公示|通知|计划|方案|清单|名单|明细|一览|花名册|台账|册|库|汇总|情况|安排|意见|报告|list|plan|notice|table)$",
    re.IGNORECASE,
)
ATTACHMENT = re.compile(r"附[件表][\d一二三四五六七八九十０-９]*[:：]?")
NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]+[）)、.．]")
ORGANISATION = re.compile(
    r"[\u4e00-\u9fff（）()]{2,30}?(?:局|办公室|委员会|人民政府|政府|中心|扶贫办|领导小组|管委会|厅|总站|办)(?:[（(]?(?:盖章|公章|章)[)）]?)?"
)
ISSUER = re.compile(
    r"(?:编制|填报|制表|公布|发布|公示|公告|报送|发放|主办|印发|制定|填表|上报|编报|公开)(?:单位|部门|机关)[（(]?(?:盖章|公章)?[)）]?[:：]\s*([^\s:：。；;，,]+)"
)
DATE_LABEL = re.compile(
    r"(?:填报|编制|制表|填表|公布|发布|公示|公告|上报|报送|统计|印发)(?:时间|日期)[:：]\s*(\S+)"
)
AS_OF = re.compile(r"截[至止到](?:时间|日期)?[:：]?\s*(\S+)")
UNIT_LINE = re.compile(
    r"[（(]?(?<![\u4e00-\u9fff])(?:金额|计量|货币|资金|数据)?单位[:：]\s*"
    rf"(?:人民币|[^\s（）()]{{1,6}}[、，,/])?{UNIT}[^\s（）()]*[)）]?"
)
UNIT_AT_END = re.compile(rf"[（(]{UNIT}[)）]$")
UNIT_WORDS = re.compile(rf"以{UNIT}为(?:计量)?单位")
TELEPHONE = re.compile(
    r"(?<![\d.\-])(0\d{2,3}[-—－ ]?\d{7,8}|1[3-9]\d{9}|12\d{3}"
    r"|[48]00[-—－]?\d{3}[-—－]?\d{4})(?![\d.])"
)
OPEN_MARK = re.compile(r"[（(]?此件.{0,6}公开.{0,4}[)）]?|[（(]?(?:盖章|公章)[)）]?|抄送.*")
NOTICE_TERM = re.compile(r"(?:公示|公告)(?:期|时间|期限|日期)?")
DAYS = re.compile(
    r"(?:公示|公告)[^\d一二三四五六七八九十。]{0,8}?([\d一二三四五六七八九十]+)个?(?:工作日|日|天)"
)
FUNDING = re.compile(r"资金来源(?:于|为|是|[:：])\s*([^，。；,;\s]{2,20})")
SUM_IN_WORDS = re.compile(
    r"(?P<label>[\u4e00-\u9fff\d]{0,24}?)(?P<word>共计|合计|总计|总额为?|总投资|共安排|共下达|共)(?P<amount>约?[\d,.]+(?:亿元|万元|元))"
)
PART_IN_WORDS = re.compile(
    r"(?P<label>[\u4e00-\u9fff（）()]{2,24}?)(?P<amount>约?\d[\d,.]*(?:亿元|万元|元))"
)
INDICATOR = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,20}?)[为是达到共有:：]{0,3}(?P<value>\d[\d,.]*)(?P<unit>个|户|人|公里|亩|%|％|处|座|所|口|台|套|村)"
)
ZONES = re.compile(r"[\s\u3000]{2,}|\u3000|\s|[:：；;。，]")


def title_line(around: Surroundings) -> Line | None:
    """Of the lines above a table, the one that reads like its title."""
    best, most = None, 0
    for line in around.above:
        text = re.sub(r"\s*\n\s*", "", line.text.strip())
        score = 0 if _is_side_line(line.text) else _title_score(text, line)
        if score > most:
            best, most = line, score
    return best


def title_of(around: Surroundings) -> str | None:
    """The title of a sheet in one line, without its unit."""
    lines = [line for line in around.above if not _is_side_line(line.text)]
    best = title_line(around)
    if best is None:
        return None
    text = re.sub(r"\s*\n\s*", "", best.text.strip())
    text = UNIT_LINE.sub("", text).strip()
    text = re.sub(rf"[（(]{UNIT}[)）]$", "", text).strip()
    return _beginning(text, best, lines) + text


def _beginning(text: str, best: Line, lines: list[Line]) -> str:
    """The line above a title that it begins with, where it names no county or year itself."""
    before = [one.text.strip() for one in lines if one.row == best.row - 1 and one.is_wide]
    if not before or len(before[0]) > 40 or ORGANISATION.fullmatch(before[0]):
        return ""
    names_place = re.search(r"[县区市]", text) or not re.search(r"[县区市]", before[0])
    names_year = re.search(r"(19|20)\d\d", text) or not re.search(r"(19|20)\d\d", before[0])
    return "" if names_place and names_year else before[0]


def is_title(line: Line, *, is_numbered: bool = False) -> bool:
    """Whether a line reads like the title of a table; of one of several with a number before."""
    text = NUMBERED.sub("", line.text.strip()) if is_numbered else line.text.strip()
    return not _is_side_line(text) and _title_score(text, line) >= 4


def _title_score(text: str, line: Line) -> int:
    bare = re.sub(r"[（(][^（()）]*[)）]$", "", text).strip()
    if not 4 <= len(text) <= 80 or NUMBERED.match(text):
        return 0
    if re.search(r"[。；;]", text) or (ORGANISATION.fullmatch(bare) and not TITLE_END.search(bare)):
        return 0
    score = 4 if TITLE_END.search(bare) else 0
    score += 2 if re.search(r"(19|20)\d\d", text) else 0
    score += 1 if re.search(r"[县区市]", text) else 0
    return score + (2 if line.is_wide else 0)


def _is_side_line(text: str) -> bool:
    bare = text.strip()
    return bool(
        ATTACHMENT.fullmatch(bare)
        or UNIT_LINE.fullmatch(bare)
        or ISSUER.search(bare)
        or DATE_LABEL.search(bare)
        or AS_OF.match(bare)
        or pure_day(bare)
    )


def town_of_title(title: str | None, sheet: str) -> str:
    """The town that a sheet is of, by the end of its title or by its name."""
    match = re.search(r"[（(]([^（()）]+)[)）]$", title or "")
    if match and is_town(match[1]):
        return match[1]
    return sheet.strip() if is_town(sheet) else ""


def unit_of(around: Surroundings) -> Unit | None:
    """The unit of money that a line names."""
    for lines, pattern in (
        (around.lines, UNIT_LINE),
        (around.above, UNIT_AT_END),
        (around.lines, UNIT_WORDS),
    ):
        for line in lines:
            if match := pattern.search(line.text.replace("\u3000", " ").strip()):
                name = SHORT_UNITS.get(match[1], match[1])
                return Unit(match[0].strip(), "line", name, UNITS[name])
    for line in around.lines:
        if line.text.lower().startswith("unit") and (name := unit_in(line.text)):
            return Unit(line.text.strip(), "line", name, UNITS[name])
    return None


def unit_of_heading(heading: str) -> Unit | None:
    """The unit of money that a heading names in its brackets."""
    name = unit_in(heading)
    match = re.search(r"[（(][^（()）]*[)）]", heading)
    return Unit(match[0], "heading", name, UNITS[name]) if name and match else None


def segments(text: str) -> Iterator[str]:
    return (part for part in ZONES.split(text) if part)


def pure_day(text: str, cell: Cell | None = None) -> Day | None:
    """The full date that a text is, and nothing else."""
    bare = text.strip()
    found = find_dates(bare) if len(bare) <= 24 else []
    if len(found) != 1 or not found[0][0].value or found[0][0].has_no_year:
        return None
    if re.sub(r"[\d０-９年月日号./\-〇○零一二三四五六七八九十\s]", "", bare) or len(bare) < 6:
        return None
    day = found[0][0]
    day.printed = bare
    return day


def issuer_of(around: Surroundings) -> str | None:
    """Who made the notice: named so, or signing it, or standing above its title."""
    for text in around.joined:
        if match := ISSUER.search(text):
            return match[1]
    signed = [
        part
        for line in around.below
        for part in _organisations(line.text)
        if not line.is_left or pure_line(line.text)
    ]
    if signed:
        return "、".join(dict.fromkeys(signed))
    for line in around.above:
        names = _organisations(line.text)
        if names:
            return "、".join(names)
    return None


def _organisations(text: str) -> list[str]:
    """The bodies that a line is signed by, where it holds nothing else but a date and a number."""
    parts = [part for part in re.split(r"[\s\u3000、]+", text.strip()) if part]
    names = [
        re.sub(r"[（(]?(?:盖章|公章|章)[)）]?$", "", part)
        for part in parts
        if ORGANISATION.fullmatch(part)
    ]
    others = [part for part in parts if not ORGANISATION.fullmatch(part)]
    return names if all(pure_day(one) or TELEPHONE.search(one) for one in others) else []


def pure_line(text: str) -> bool:
    """Whether a line is signed: bodies and dates alone."""
    return bool(_organisations(text))


def date_of(around: Surroundings) -> Day | None:
    """The date of a notice: named so, or under it, or as of which it counts."""
    for text in around.joined:
        match = DATE_LABEL.search(text)
        if match and (day := pure_day(match[1].rstrip("。；;，,"))):
            return day
    signed = [day for line in reversed(around.below) if (day := _signed_day(line))]
    if signed:
        return signed[0]
    for line in around.above:
        match = AS_OF.search(line.text)
        day = pure_day(match[1].rstrip("）)。")) if match else None
        if day:
            day.qualifier = "as_of"
            return day
    above = [day for line in around.above if (day := _signed_day(line))]
    for opinion in around.opinions:
        above += [day for part in segments(opinion) if (day := pure_day(part))]
    return above[0] if above else None


def _signed_day(line: Line) -> Day | None:
    if not isinstance(line.cell.value, str):
        return day_of_cell(line.cell) if hasattr(line.cell.value, "isoformat") else None
    if day := pure_day(line.text):
        return day
    if pure_line(line.text):
        return next((day for part in segments(line.text) if (day := pure_day(part))), None)
    return None


def days_of(lines: list[Line], year: int | None) -> int | None:
    """How many days a notice hangs: counted where it names its first and last day."""
    previous = ""
    for line in lines:
        named = NOTICE_TERM.search(line.text) or NOTICE_TERM.search(previous)
        if named:
            days = [day.value for day, _start, _end in find_dates(line.text, year) if day.value]
            if len(days) >= 2 and (count := days_between(days[0], days[1])):
                return count
        if match := DAYS.search(line.text):
            return int(match[1]) if match[1].isdigit() else chinese_number(match[1])
        previous = line.text
    return None


def telephones_of(lines: list[Line]) -> list[str]:
    """The telephone numbers of the lines, short public numbers first."""
    numbers = []
    for line in lines:
        numbers += TELEPHONE.findall(line.text.translate(FULL_WIDTH))
    unique = list(dict.fromkeys(numbers))
    return sorted(unique, key=lambda number: not re.fullmatch(r"12\d{3}", number))


def notes_of(around: Surroundings) -> list[str]:
    """The lines under the tables that are neither a signature nor a date at the right."""
    notes = []
    for line in around.below:
        text = line.text.strip()
        is_signature = bool(pure_line(text) or pure_day(text) or OPEN_MARK.fullmatch(text))
        if not text or not isinstance(line.cell.value, str) or (is_signature and not line.is_left):
            continue
        if not (line.is_between and (is_title(line, is_numbered=True) or _is_side_line(text))):
            notes.append(text)
    return notes


def funding_of(lines: list[Line]) -> tuple[str, str]:
    """The kind of money that a note names for all of it, and its words."""
    for line in lines:
        if match := FUNDING.search(line.text):
            kind = headings.kind_of(match[1])
            if kind != "unspecified" and not re.search("[、和及与]", match[1]):
                return kind, match[1]
    return "", ""


def sum_in_words(line: Line) -> dict | None:
    """A sum that a sentence states, with its parts by kind: 共计436.8万元，其中：中央…320万元."""
    text = re.sub(r"\s+", "", line.text)
    match = SUM_IN_WORDS.search(text)
    if not match:
        return None
    amount = parse_amount_text(match["amount"])
    if not amount.is_stated:
        return None
    parts = [
        (
            headings.kind_of(one["label"]),
            headings.label_of(one["label"]),
            parse_amount_text(one["amount"]),
        )
        for one in PART_IN_WORDS.finditer(text, match.end())
    ]
    label = re.sub(r"^.*[，。；]", "", match["label"]) + match["word"]
    return {
        "cell": line.place,
        "sheet": line.sheet,
        "label": label,
        "snippet": match["word"] + match["amount"],
        "yuan": amount.yuan,
        "unit": amount.named_unit,
        "step": amount.step,
        "parts": [(kind, text, one.yuan) for kind, text, one in parts if one.is_stated],
    }


def indicators_of(lines: list[Line]) -> list[dict]:
    """Figures that a sentence states beside the table: 行政村总数312个，已通宽带287个."""
    for line in lines:
        if not line.is_below:
            continue
        found = list(INDICATOR.finditer(re.sub(r"\s+", "", line.text)))
        if len(found) >= 2:
            return _indicators(found)
    return []


def _indicators(found: list[re.Match]) -> list[dict]:
    subject = found[0]["name"].removesuffix("总数") if found[0]["name"].endswith("总数") else ""
    rows, counts = [], []
    for match in found:
        name, unit = match["name"], match["unit"].replace("％", "%")
        if subject and subject not in name:
            name = f"{subject}{name}" if unit == "%" else f"{name}{subject}"
        row = {"name": name, "value": match["value"], "unit": unit}
        if unit == "%" and len(counts) >= 2 and counts[0]:
            exact = counts[1] / counts[0] * 100
            step = Decimal(1).scaleb(min(int(Decimal(match["value"]).as_tuple().exponent), 0))
            again = exact.quantize(step)
            row |= {"recomputed": format(again, "f"), "agrees": again == Decimal(match["value"])}
        elif unit != "%":
            counts.append(Decimal(match["value"].replace(",", "")))
        rows.append(row)
    return rows
