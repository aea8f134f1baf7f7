"""Whatever the layout, the same table is read: columns in any order, headers of one to three lines,
totals above or below, subtotals by town, any unit, pages with their headings repeated."""

import sys
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.imports.notices.read_notice import open_book, propose, read, read_notice
from records.imports.notices.words.localities import CountyName, Gazetteer
from tests.records.imports.notices.books import make_book, plan_rows

GAZETTEER = Gazetteer([CountyName("511321", "南部县")])
TOWNS = ["金盆镇", "双桥坝镇", "白鹤岭乡"]
VILLAGES = ["麻柳村", "大堰村", "红岩嘴村", "桐子园村"]
WORKS = ["蓄水池整治项目", "村道硬化项目", "柑橘园建设项目", "提灌站改建项目", "土地整理项目"]
MONEY = {
    "中央资金": "central",
    "省级资金": "provincial",
    "市级资金": "municipal",
    "县级配套": "local_counterpart",
    "群众自筹": "other",
}
TEXTS = {"序号": "serial", "项目名称": "name", "乡镇": "town", "村": "village", "备注": "remark"}
UNITS = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)

amounts = st.one_of(
    st.none(), st.just("—"), st.integers(0, 9999).map(Decimal), st.decimals(0, 999, places=2)
)


@dataclass
class Plan:
    """A table to be written: its lines by column, and how it is laid out."""

    lines: list[dict]
    columns: list[str]
    depth: int
    unit: str
    unit_in_heading: bool
    has_row_total: bool
    total: str  # top, bottom or none
    has_subtotals: bool
    repeats_headings: bool
    lines_above: int

    @property
    def money(self) -> list[str]:
        return [column for column in self.columns if column in MONEY]


@st.composite
def plans(draw) -> Plan:
    kinds = draw(st.lists(st.sampled_from(list(MONEY)), min_size=2, max_size=5, unique=True))
    texts = draw(st.permutations(["序号", "项目名称", "乡镇", "村", "备注"]))
    count = draw(st.integers(2, 9))
    lines = [
        {
            "项目名称": f"{draw(st.sampled_from(WORKS))}{number}",
            "乡镇": draw(st.sampled_from(TOWNS)),
            "村": draw(st.sampled_from(VILLAGES)),
            "备注": draw(st.sampled_from([None, "跨年度项目"])),
            **{kind: draw(amounts) for kind in kinds},
        }
        for number in range(count)
    ]
    lines.sort(key=lambda line: TOWNS.index(line["乡镇"]))
    for number, line in enumerate(lines, start=1):
        line["序号"] = number
        line[kinds[0]] = line[kinds[0]] if isinstance(line[kinds[0]], Decimal) else Decimal(7)
    place = draw(st.integers(2, len(texts)))
    return Plan(
        lines,
        [*texts[:place], *kinds, *texts[place:]],
        draw(st.integers(1, 3)),
        draw(st.sampled_from(list(UNITS))),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.sampled_from(["top", "bottom", "none"])),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.integers(0, 3)),
    )


def numbers(lines: list[dict], column: str) -> Decimal:
    return sum((one[column] for one in lines if isinstance(one[column], Decimal)), Decimal(0))


class Writer:
    """Writes a plan as rows and merged boxes."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self.columns = list(plan.columns)
        if plan.has_row_total:
            self.columns.insert(self.columns.index(plan.money[0]), "合计")
        self.rows: list[list] = []
        self.merged: list[str] = []

    def write(self) -> dict:
        plan = self.plan
        unit = "" if plan.unit_in_heading else f"单位：{plan.unit}"
        self.rows = [["南部县2012年财政专项扶贫资金项目计划表"]]
        self.rows += [["附件1"], ["（2012年度）"], []][: plan.lines_above]
        self.rows.append([unit] if unit else [])
        self._write_headings()
        heading = len(self.rows)
        if plan.total == "top":
            self._write_sum("合计", plan.lines)
        for town in TOWNS:
            own = [line for line in plan.lines if line["乡镇"] == town]
            for line in own:
                self._write_line(line)
            if own and plan.has_subtotals:
                self._write_sum(f"{town}小计", own)
            if own and plan.repeats_headings and plan.depth == 1:
                self.rows.append(self.rows[heading - 1])
        if plan.total == "bottom":
            self._write_sum("总计", plan.lines)
        self.rows += [[], ["注：县级配套资金列入年度预算。"], ["监督电话：12317"]]
        return {"rows": self.rows, "merged": self.merged}

    def _write_headings(self) -> None:
        plan, first = self.plan, len(self.rows) + 1
        named = f"（{plan.unit}）" if plan.unit_in_heading else ""
        lines = [[None] * len(self.columns) for _line in range(plan.depth)]
        money = [
            at for at, column in enumerate(self.columns) if column in MONEY or column == "合计"
        ]
        for at, column in enumerate(self.columns):
            bottom = plan.depth - 1 if at in money else 0
            lines[bottom][at] = column + (named if at in money else "")
            if at not in money and plan.depth > 1:
                self._merge(first, at, first + plan.depth - 1, at)
        for line, title in enumerate(["资金来源", "其中"][: plan.depth - 1]):
            lines[line][money[0]] = title
            self._merge(first + line, money[0], first + line, money[-1])
        self.rows += lines

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        letter = "ABCDEFGHIJKLMNOP"
        if (top, left) != (bottom, right):
            self.merged.append(f"{letter[left]}{top}:{letter[right]}{bottom}")

    def _write_line(self, line: dict) -> None:
        total = sum((numbers([line], column) for column in self.plan.money), Decimal(0))
        self.rows.append([{**line, "合计": total}[column] for column in self.columns])

    def _write_sum(self, label: str, lines: list[dict]) -> None:
        sums = {column: numbers(lines, column) for column in self.plan.money}
        first = next(column for column in self.columns if column in ("项目名称", "乡镇", "村"))
        values = {**sums, "合计": sum(sums.values()), first: label}
        self.rows.append([values.get(column) for column in self.columns])


@FEW
@given(plans())
def test_any_layout_is_read_alike(plan):
    notice = read_notice(make_book(Writer(plan).write()), "plan.xlsx", GAZETTEER)

    factor = UNITS[plan.unit]
    read = [
        (
            line.serial,
            line.name,
            line.town,
            line.village,
            line.remark,
            {one.kind: one.yuan for one in line.money},
            {one.meaning for one in line.marks},
        )
        for line in notice.projects
    ]
    marks = {None: "unknown", "—": "not_applicable"}
    assert read == [
        (
            str(line["序号"]),
            line["项目名称"],
            line["乡镇"],
            line["村"],
            line["备注"],
            {
                MONEY[column]: line[column] * factor
                for column in plan.money
                if isinstance(line[column], Decimal)
            },
            {marks[line[one]] for one in plan.money if not isinstance(line[one], Decimal)},
        )
        for line in plan.lines
    ]
    assert {one.stage for line in notice.projects for one in line.money} == {"planned"}


@FEW
@given(plans())
def test_any_stated_sum_is_a_check(plan):
    notice = read_notice(make_book(Writer(plan).write()), "plan.xlsx", GAZETTEER)

    columns = len(plan.money) + plan.has_row_total
    towns = len({line["乡镇"] for line in plan.lines})
    sums = (plan.total != "none") + plan.has_subtotals * towns
    assert len(notice.checks) == sums * columns
    assert all(check.agrees for check in notice.checks)
    assert (
        sum(check.projects is None for check in notice.checks) >= (plan.total != "none") * columns
    )
    totals = [total for line in notice.projects for total in line.totals]
    assert len(totals) == len(plan.lines) * plan.has_row_total
    assert all(total.yuan == total.parts for total in totals)
    assert notice.notes == ["注：县级配套资金列入年度预算。", "监督电话：12317"]


@FEW
@given(plans(), st.integers(0, 20), st.decimals("0.5", "90", places=2))
def test_a_wrong_sum_is_told(plan, at, difference):
    plan.total = "bottom"
    sheet = Writer(plan).write()
    row = next(row for row in reversed(sheet["rows"]) if "总计" in row)
    place = [at for at, value in enumerate(row) if isinstance(value, Decimal)][at % len(plan.money)]
    row[place] += difference * 100

    notice = read_notice(make_book(sheet), "plan.xlsx", GAZETTEER)

    wrong = [check for check in notice.checks if not check.agrees]
    assert [check.stated - check.parts for check in wrong] == [difference * 100 * UNITS[plan.unit]]
    assert {one.code for one in notice.warnings if "!" in one.where} & {
        "total_mismatch",
        "rounding_difference",
    }


def calls_of_reading(rows: int) -> int:
    """How many functions are called while a list of so many rows is mapped and read."""
    lines = [[number, f"项目{number}", "金盆镇麻柳村", 10, 5] for number in range(1, rows + 1)]
    book = open_book(make_book({"rows": plan_rows(*lines)}), "plan.xlsx")
    calls = [0]

    def count(_frame, event, _argument):
        calls[0] += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(book, propose(book, GAZETTEER), GAZETTEER)
    finally:
        sys.setprofile(before)
    return calls[0]


def test_work_grows_no_faster_than_rows():
    assert calls_of_reading(1200) < 5 * calls_of_reading(300)
