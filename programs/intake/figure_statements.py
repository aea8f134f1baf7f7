"""The source that a notice makes: one statement for each of its figures, named by its cell.

The statement of a row says what it is about; those of its amounts, totals and checks say a figure
each, as printed, with the unit of the column. So a figure of a project leads to its cell.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext, gettext_noop, override

from config.lib.orm.bulk_insert import insert_rows
from config.lib.uploads.receive import received
from counties.models import County
from programs.intake.choices import may_be_public
from records.imports.importer import OnStep
from records.imports.notices.understanding import Check, MoneyRow, Notice, ProjectLine, StatedTotal
from records.imports.takeover.taker import TakeOver
from records.models import (
    Measure,
    Qualifier,
    Scope,
    SourceAttachment,
    SourceVersion,
    Statement,
    StatementVersion,
    Unit,
)
from records.models.codes import next_code

LANGUAGES = {"": "en", "_zh": "zh-hans"}
MOST = 32_767  # statements of one source: their lines are numbered in two bytes
BATCH = 2500  # between two signs of progress
QUALIFIERS = {
    None: "",
    "approximate": Qualifier.ABOUT,
    "more_than": Qualifier.MORE_THAN,
    "not_less_than": Qualifier.AT_LEAST,
}
OLE, OPEN_DOCUMENT = b"\xd0\xcf\x11\xe0", b"opendocument.spreadsheet"
# Names of parts of workbooks that hold programs: of .xls in UTF-16, of .ods as they are.
MACROS = ("_VBA_PROJECT".encode("utf-16-le"), b"Basic/")
XLS = ("application/vnd.ms-excel", "xls")
ODS = ("application/vnd.oasis.opendocument.spreadsheet", "ods")
STAGES = {
    "planned": gettext_noop("planned"),
    "allocated": gettext_noop("allocated"),
    "received": gettext_noop("received"),
    "spent": gettext_noop("spent"),
    "": gettext_noop("stage not stated"),
}
CELL = gettext_noop("sheet %(number)s “%(sheet)s”, row %(row)s, column %(column)s")
ROW = gettext_noop("sheet %(number)s “%(sheet)s”, row %(row)s")
MONEY = gettext_noop("%(name)s: %(label)s (%(stage)s)")
TOTAL = gettext_noop("%(name)s: %(label)s (%(stage)s), as the row adds it up")
CHECK = gettext_noop("%(label)s (%(stage)s), as the file adds it up")


@dataclass
class FigureStatements:
    """The statements of a source while they are collected, each under its code."""

    notice: Notice
    scope: str = Scope.COUNTY
    rows: list[StatementVersion] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    lines: dict[int, str] = field(default_factory=dict)  # by the id of a row of the notice
    money: dict[int, str] = field(default_factory=dict)  # by the id of an amount in memory
    checks: dict[int, str] = field(default_factory=dict)  # by the id of a check in memory

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each sheet, by its name."""
        return {one["name"]: number for number, one in enumerate(self.notice.sheets, start=1)}

    def collect(self, lines: list[ProjectLine], names: dict[int, str]) -> None:
        """A statement for each row, amount and total of `lines`, and for each check of the file."""
        for line in lines:
            self._of_line(line, names[line.id])
        for check in self.notice.checks:
            self._of_check(check)

    def _of_line(self, line: ProjectLine, name: str) -> None:
        about = " · ".join(filter(None, (name, line.place_text, line.content)))
        texts = {"summary_zh": about}
        self.lines[line.id] = self._add(f"r{line.row}", line.sheet, ROW, texts, row=line.row)
        for one in line.money:
            self.money[id(one)] = self._of_amount(one, MONEY, name)
        for total in line.totals:
            self._of_amount(total, TOTAL, name)

    def _of_amount(self, one: MoneyRow | StatedTotal, pattern: str, name: str) -> str:
        words = {"name": name, "label": _flat(one.label)}
        figure = {"value": one.yuan, "qualifier": QUALIFIERS[getattr(one, "qualifier", None)]}
        printed = getattr(one, "printed", "")
        return self._add_cell(one, pattern, words, one.stage, printed, figure)

    def _of_check(self, check: Check) -> None:
        words = {"label": _flat(check.label)}
        stage = check.stages[0] if len(check.stages) == 1 else ""
        figure = {"value": check.stated}
        self.checks[id(check)] = self._add_cell(check, CHECK, words, stage, "", figure)

    def _add_cell(self, one, pattern: str, words: dict, stage: str, printed: str, figure) -> str:
        letters = one.cell.rstrip("0123456789")
        stages = _in_both_languages(STAGES[stage])
        texts = {
            f"summary{suffix}": text % {**words, "stage": stages[suffix]}
            for suffix, text in _in_both_languages(pattern).items()
        }
        printed = printed or _printed(figure["value"], one.unit)
        values = {
            **figure,
            "unit": Unit.CNY,
            "measure": Measure.MONEY_IN,
            "step": getattr(one, "step", None),
            "printed": _with_unit(printed, one.unit)[:120],
        }
        row = one.cell[len(letters) :]
        texts |= values
        return self._add(one.cell.lower(), one.sheet, CELL, texts, row=row, column=letters)

    def _add(self, code: str, sheet: str, place: str, values: dict, **words) -> str:
        number = self.numbers.get(sheet, 0)
        code = slugify(f"s{number}-{code}")[:50]
        self.codes[code] = self.codes.get(code, 0) + 1
        if self.codes[code] > 1:
            code = f"{code}-{self.codes[code]}"
        words |= {"number": number, "sheet": sheet}
        for suffix, text in _in_both_languages(place).items():
            values[f"place{suffix}"] = _shortened(text % words, 120)
            if summary := values.get(f"summary{suffix}"):
                values[f"summary{suffix}"] = _shortened(summary, 400)
        line = len(self.rows) + 1
        about = {"year": self.notice.year, "scope": self.scope, "line": line, "position": line}
        self.rows.append(StatementVersion(code=code, **about, **values))
        return code

    def write(self, source: SourceVersion, on_step: OnStep) -> dict[str, int]:
        """Store them with the draft of their source; the ids to cite them by, by code."""
        for row in self.rows:
            row.document = source
        for start in range(0, len(self.rows), BATCH):
            on_step("writing", start)
            insert_rows(self.rows[start : start + BATCH])
        stored = Statement.objects.filter(source__code=source.code)
        return dict(stored.values_list("code", "pk"))


def write_source(work: TakeOver, county: County | None) -> SourceVersion:
    """The draft of the source of a notice, with the file as its copy where that may be public."""
    choices, year = work.choices, work.notice.year
    place = slugify(county.name.removesuffix(" County").removesuffix(" District")) if county else ""
    stem = "-".join(filter(None, ("notice", str(year), place or (county and county.code))))
    source = SourceVersion(
        code=next_code(SourceVersion, stem),
        kind=SourceVersion.Kind.NOTICE,
        title_zh=choices["title_zh"],
        publisher_zh=choices.get("publisher_zh", ""),
        published_on=choices.get("published_on", ""),
        data_year=year,
        note_zh="\n".join(work.notice.notes),
        change_reason=work.reason,
    )
    source.save()
    if choices.get("attach") and may_be_public(work.notice, choices):
        _attach(source, work)
    return source


def _attach(source: SourceVersion, work: TakeOver) -> None:
    file, name = work.upload.file, work.upload.name
    kind = content_type_of(bytes(file.content))
    stem = slugify(name.rpartition(".")[0])[:100]
    if not any(map(str.isalpha, stem)):  # of a Chinese name, a number at most is left
        stem = f"notice-{stem}".strip("-")
    SourceAttachment.objects.create(
        document=source,
        title_zh=name[:100],
        file=file,
        name=f"{stem}.{kind[1]}",
        content_type=kind[0],
    )


def content_type_of(sent: bytes) -> tuple[str, str]:
    """The type and ending of a spreadsheet by its content. ValidationError where it is one that
    nobody should open: with macros, or with other files in it."""
    if sent.startswith(OLE) or OPEN_DOCUMENT in sent[:200]:
        if any(mark in sent for mark in MACROS):
            raise ValidationError(gettext("This document contains macros. Save it without macros."))
        return XLS if sent.startswith(OLE) else ODS
    if sent.startswith(b"PK\x03\x04"):
        file = received(sent)
        return file.content_type, file.ending
    return "text/csv", "csv"


@cache
def _in_both_languages(message: str) -> dict[str, str]:
    """A message of this module in each language, by the suffix of its column."""
    texts = {}
    for suffix, language in LANGUAGES.items():
        with override(language):
            texts[suffix] = gettext(message)
    return texts


def _shortened(text: str, limit: int) -> str:
    """At most `limit` characters. Most texts are short, and Truncator looks at each character."""
    return text if len(text) <= limit else Truncator(text).chars(limit)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _printed(yuan: Decimal, unit: str) -> str:
    """A figure in its unit, where the reader gives no text as printed."""
    factors = {"千元": 3, "万元": 4, "百万元": 6, "千万元": 7, "亿元": 8}
    return f"{yuan.scaleb(-factors.get(unit, 0)).normalize():f}"


def _with_unit(printed: str, unit: str) -> str:
    """A figure as printed with the unit of its column, unless it names one itself."""
    return printed if not unit or "元" in printed else f"{printed}{unit}"


def many(statements: FigureStatements) -> Iterator[str]:
    """In a sentence, that a source cannot hold so many statements."""
    if len(statements.rows) > MOST:
        message = gettext(
            "The file has %(count)s figures; one source holds at most %(limit)s. Split the file."
        )
        yield message % {"count": len(statements.rows), "limit": MOST}
