"""What a notice says, as its reader understood it: plain data, the same as JSON."""

from dataclasses import dataclass, field
from decimal import Decimal

from records.imports.notices.words.periods import Day


def money_text(amount: Decimal) -> str:
    """An exact amount without trailing zeros and exponent."""
    text = format(amount.normalize(), "f") if amount else "0"
    return text


@dataclass
class MoneyRow:
    """One amount of one kind and stage, at the cell it comes from."""

    kind: str
    label: str
    stage: str
    yuan: Decimal
    printed: str
    unit: str
    qualifier: str | None
    document: str | None
    sheet: str
    cell: str
    step: Decimal = Decimal(1)

    def as_json(self) -> dict:
        return {
            "kind": self.kind,
            "label_printed": self.label,
            "stage": self.stage,
            "amount_yuan": money_text(self.yuan),
            "printed": self.printed,
            "unit": self.unit,
            "qualifier": self.qualifier,
            "document": self.document,
            "sheet": self.sheet,
            "cell": self.cell,
        }


@dataclass
class MoneyMark:
    """A cell of money without an amount: unknown, not_applicable or unreadable."""

    sheet: str
    cell: str
    label: str
    printed: str
    meaning: str

    def as_json(self) -> dict:
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "label_printed": self.label,
            "printed": self.printed,
            "meaning": self.meaning,
        }


@dataclass
class StatedTotal:
    """A total that a row states of itself, beside the sum of its parts."""

    label: str
    stage: str
    yuan: Decimal
    parts: Decimal
    sheet: str
    cell: str
    unit: str

    def as_json(self) -> dict:
        return {
            "label": self.label,
            "stage": self.stage,
            "amount_yuan": money_text(self.yuan),
            "parts_yuan": money_text(self.parts),
            "difference_yuan": money_text(self.yuan - self.parts),
            "agrees": self.yuan == self.parts,
            "sheet": self.sheet,
            "cell": self.cell,
            "unit": self.unit,
        }


@dataclass
class Share:
    """A ratio that a row states: of payment, of completion."""

    label: str
    ratio: Decimal
    sheet: str
    cell: str

    def as_json(self) -> dict:
        return {
            "label": self.label,
            "ratio": money_text(self.ratio),
            "sheet": self.sheet,
            "cell": self.cell,
        }


@dataclass
class ProjectLine:
    """One project, or one allocation of money to a town where the table names no project."""

    id: int
    sheet: str
    row: int
    record_type: str = "project"
    is_hidden: bool = False
    serial: str | None = None
    name: str | None = None
    place_text: str | None = None
    county: str | None = None
    county_code: str | None = None
    county_printed: str | None = None
    town: str | None = None
    village: str | None = None
    content: str | None = None
    responsible_unit: str | None = None
    responsible_person: str | None = None
    start: Day | None = None
    end: Day | None = None
    households: int | None = None
    persons: int | None = None
    subsidy_standard: str | None = None
    performance_target: str | None = None
    status: str | None = None
    remark: str | None = None
    section: str | None = None  # the line above it that gathers several rows
    money: list[MoneyRow] = field(default_factory=list)
    marks: list[MoneyMark] = field(default_factory=list)
    totals: list[StatedTotal] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)  # field: the cell that said it

    def as_json(self) -> dict:
        return {
            "id": self.id,
            "source": {"sheet": self.sheet, "row": self.row},
            "hidden": self.is_hidden,
            "record_type": self.record_type,
            "serial_printed": self.serial,
            **{name: getattr(self, name) for name in PLAIN},
            "start": self.start and self.start.as_json(),
            "end": self.end and self.end.as_json(),
            "money": [one.as_json() for one in self.money],
            "money_marks": [one.as_json() for one in self.marks],
            "stated_totals": [one.as_json() for one in self.totals],
            "shares": [one.as_json() for one in self.shares],
        }


PLAIN = (
    "name",
    "place_text",
    "county",
    "county_code",
    "county_printed",
    "town",
    "village",
    "content",
    "responsible_unit",
    "responsible_person",
    "households",
    "persons",
    "subsidy_standard",
    "performance_target",
    "status",
    "remark",
    "section",
)


@dataclass
class Check:
    """What the file itself claims as a sum, compared with its parts.

    `projects` is None for all. `kinds` None means all kinds; `labels` names columns, where the sum
    is not over all of them.
    """

    scope: str  # subtotal, total or summary
    label: str
    projects: list[int] | None
    kinds: list[str] | None
    stages: list[str]
    labels: list[str] | None
    stated: Decimal
    parts: Decimal
    is_within_rounding: bool
    sheet: str
    cell: str
    unit: str
    snippet: str | None = None
    note: str | None = None

    @property
    def agrees(self) -> bool:
        return self.stated == self.parts

    def adds(self, one: MoneyRow) -> bool:
        """Whether an amount of its rows is one of its parts: by kind, column and stage."""
        return (
            (self.kinds is None or one.kind in self.kinds)
            and (self.labels is None or one.label in self.labels)
            and (not self.stages or (one.stage or "") in [stage or "" for stage in self.stages])
        )

    def as_json(self) -> dict:
        over: dict = {
            "projects": "all" if self.projects is None else self.projects,
            "kinds": self.kinds,
            "stages": self.stages,
        }
        if self.labels is not None:
            over["labels"] = self.labels
        return {
            "scope": self.scope,
            "label": self.label,
            "over": over,
            "stated_yuan": money_text(self.stated),
            "parts_yuan": money_text(self.parts),
            "difference_yuan": money_text(self.stated - self.parts),
            "agrees": self.agrees,
            "within_rounding": self.is_within_rounding,
            "sheet": self.sheet,
            "cell": self.cell,
            "unit": self.unit,
            "snippet": self.snippet,
            "note": self.note,
        }


@dataclass
class Unit:
    """The unit of money of a notice, as printed, and where: in a line or in a heading."""

    printed: str
    where: str
    name: str
    factor: Decimal

    def as_json(self) -> dict:
        return {
            "printed": self.printed,
            "where": self.where,
            "name": self.name,
            "factor": money_text(self.factor),
        }


@dataclass
class NoticeWarning:
    """What a careful importer tells the clerk: a code, the place, and the figures of its text."""

    code: str
    where: str
    values: dict = field(default_factory=dict)

    def as_json(self) -> dict:
        from records.imports.notices.notice_warnings import text_of

        return {"code": self.code, "where": self.where, "message": text_of(self)}


@dataclass
class Notice:
    """All that was understood of one file."""

    file: str
    encoding: str | None = None
    title: str | None = None
    year: int | None = None
    county: str | None = None
    county_code: str | None = None
    unit: Unit | None = None
    issuer: str | None = None
    notice_date: Day | None = None
    notice_days: int | None = None
    telephones: list[str] = field(default_factory=list)
    sheets: list[dict] = field(default_factory=list)  # name, role, why
    projects: list[ProjectLine] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lines_above: list[str] = field(default_factory=list)
    warnings: list[NoticeWarning] = field(default_factory=list)
    extras: dict = field(default_factory=dict)  # indicators, source_statement, list_check, …

    def as_json(self) -> dict:
        return {
            "file": self.file,
            "encoding": self.encoding,
            "title": self.title,
            "year": self.year,
            "county": self.county,
            "county_code": self.county_code,
            "unit": self.unit and self.unit.as_json(),
            "issuer": self.issuer,
            "notice_date": self.notice_date and self.notice_date.as_json(),
            "notice_days": self.notice_days,
            "telephones": self.telephones,
            "sheets": self.sheets,
            "projects": [one.as_json() for one in self.projects],
            "checks": [one.as_json() for one in self.checks],
            "notes": self.notes,
            "lines_above": self.lines_above,
            "warnings": [one.as_json() for one in self.warnings],
            **self.extras,
        }
