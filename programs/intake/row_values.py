"""What a row of a notice says in the fields of a project; where no field has it, in its note."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from config.lib.dates import first_day, last_day, validate_partial_date
from programs.intake.choices import ACTUAL, category_of
from programs.models import Project, Status
from records.imports.notices.understanding import Day, MoneyRow, ProjectLine, Share

# The field of a row that says a field of a project, for the cell of a fault.
SAID_BY = {
    "title_zh": "name",
    "town_zh": "town",
    "village_zh": "village",
    "place_zh": "place_text",
    "content_zh": "content",
    "performance_target_zh": "performance_target",
    "beneficiary_households": "households",
    "beneficiary_persons": "persons",
    "planned_starts": "start",
    "planned_ends": "end",
    "starts": "start",
    "ends": "end",
}
STATUSES = (
    (Status.COMPLETED, ("已完工", "完工", "已完成", "完成", "已竣工", "竣工", "已验收", "建成")),
    (Status.UNDER_WAY, ("在建", "正在实施", "实施中", "施工中", "已开工", "进行中")),
    (Status.PLANNED, ("未开工", "未实施", "待建", "拟建")),
    (Status.CANCELLED, ("取消", "已取消", "终止", "已终止")),
)
BETWEEN_WORDS = re.compile(r"[，、,；;/\s]+")
STAGES_ZH = {
    "planned": "计划",
    "allocated": "下达",
    "received": "到位",
    "spent": "支出",
    "unstaged": "未载明阶段",
}


def values_of(line: ProjectLine, choices: dict) -> dict[str, object]:
    """The fields of a project that a row states."""
    has_locality = line.town or line.village
    return {
        "category": category_of(line, choices),
        "town_zh": line.town or "",
        "village_zh": line.village or "",
        "place_zh": "" if has_locality else (line.place_text or ""),
        "content_zh": line.content or "",
        "responsible_person": line.responsible_person or "",
        "subsidy_standard": line.subsidy_standard or "",
        "performance_target_zh": line.performance_target or "",
        "beneficiary_households": line.households,
        "beneficiary_persons": line.persons,
        **_dates(line, choices),
        "status": _status(line, choices),
    }


def _status(line: ProjectLine, choices: dict) -> str:
    """As the row says; where it says nothing, what has an actual end is completed."""
    has_ended = choices.get("dates") == ACTUAL and date_of(line.end) and not are_reversed(line)
    if has_ended and not line.status:
        return Status.COMPLETED.value
    return status_of(line.status)


def status_of(text: str | None) -> str:
    """The state of a project by the words of a cell; "" where one of them is none of ours, or they
    differ."""
    words = [word for word in BETWEEN_WORDS.split(text or "") if word]
    states = {next((kind for kind, known in STATUSES if word in known), None) for word in words}
    state = states.pop() if len(states) == 1 else None
    return state.value if state else ""


def _dates(line: ProjectLine, choices: dict) -> dict[str, str]:
    prefix = "" if choices.get("dates") == ACTUAL else "planned_"
    if are_reversed(line):
        return {}
    return {f"{prefix}starts": date_of(line.start), f"{prefix}ends": date_of(line.end)}


def are_reversed(line: ProjectLine) -> bool:
    """Whether the end certainly lies before the start: neither is taken over as a date then, and
    both stand in the note as they are printed."""
    starts, ends = date_of(line.start), date_of(line.end)
    return bool(starts and ends) and last_day(ends) < first_day(starts)


def date_of(day: Day | None) -> str:
    """A date as the ledger writes it: of a quarter its year; "" where none is said."""
    value = (day and day.value) or ""
    text = value[:4] if "Q" in value else value
    try:
        validate_partial_date(text)
    except ValidationError:
        return ""
    return text


def stem_of(project: Project) -> str:
    """What the code of a project begins with: year and county."""
    name = project.county.name.removesuffix(" County").removesuffix(" District")
    return f"{project.year}-{slugify(name) or project.county.code}"


def note_of(line: ProjectLine, organisations: Mapping[str, object]) -> str:
    """What the row says and no field holds, in the words of the file."""
    return "\n".join(_remarks(line, organisations))


def _remarks(line: ProjectLine, organisations: Mapping[str, object]) -> Iterator[str]:
    plain = (("备注", line.remark), ("所属", line.section))
    yield from (f"{label}：{text}" for label, text in plain if text)
    if line.responsible_unit and line.responsible_unit not in organisations:
        yield f"责任单位：{line.responsible_unit}"
    if line.status and not status_of(line.status):
        yield f"进度：{line.status}"
    for label, day in (("开工", line.start), ("完工", line.end)):
        is_inexact = day and (day.qualifier or date_of(day) != (day.value or ""))
        if is_inexact or (day and are_reversed(line)):
            yield f"{label}时间原文：{day.printed}"
    yield from (f"{_flat(one.label)}：{_percent(one)}" for one in line.shares)
    yield from (f"{_flat(one.label)}原文：{one.printed}" for one in line.marks if one.printed)


def _percent(share: Share) -> str:
    return f"{(share.ratio * Decimal(100)).normalize():f}%"


def note_of_money(amounts: Mapping[str, MoneyRow], main: str) -> str:
    """The documents of an allocation, and the cells of the amounts whose statements it does not
    cite."""
    documents = dict.fromkeys(one.document for one in amounts.values() if one.document)
    parts = [f"文号：{'、'.join(documents)}"] if documents else []
    others = [
        f"{STAGES_ZH[stage]}金额见工作表“{one.sheet}”{one.cell}单元格"
        for stage, one in amounts.items()
        if stage != main
    ]
    return "；".join([*parts, *others])


def _flat(text: str) -> str:
    return " ".join(text.split())
