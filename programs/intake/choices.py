"""What a project needs and a notice does not say: proposed from its words, and what is missing.

Choices are plain data: `program`, `category`, `dates` (planned or actual), `title_zh`,
`publisher_zh` and `published_on` of the source, `unnamed` (the name of rows that have none),
`attach`, `is_personal`, `money_names`, and `money`: by kind and heading as read, the kind of the
ledger and the level.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from config.lib.dates import validate_partial_date
from counties.models import County
from programs.models import Category, MoneyKind, MoneyLevel
from records.imports.notices.understanding import Day, MoneyRow, Notice, ProjectLine
from records.imports.notices.words.localities import CountyName, Gazetteer

LEFT_OUT = "left_out"  # of a kind of money: it is not taken over
PLANNED, ACTUAL = "planned", "actual"
LEVELS = {
    "central": MoneyLevel.CENTRAL,
    "provincial": MoneyLevel.PROVINCIAL,
    "municipal": MoneyLevel.MUNICIPAL,
    "county": MoneyLevel.COUNTY,
}
# What a heading says of the level of money that counties and others put in.
WORDS_OF_LEVELS = (
    ("省", MoneyLevel.PROVINCIAL),
    ("市级", MoneyLevel.MUNICIPAL),
    ("市配套", MoneyLevel.MUNICIPAL),
    ("县", MoneyLevel.COUNTY),
    ("区级", MoneyLevel.COUNTY),
)
RELIEF = "扶贫"
REPORTS_WORK_DONE = ("完成", "竣工", "验收", "决算")
# The kind of work by words of the name and content; the first that fits.
WORDS_OF_WORK = (
    (Category.EDUCATION_TRAINING, ("培训", "劳务输出", "雨露")),
    (Category.STUDENT_AID, ("助学", "资助学生", "贫困学生", "贫困生", "学生资助")),
    (Category.SCHOOL_AID, ("校舍", "学校", "小学", "中学", "幼儿园")),
    (Category.COMMUNICATION, ("宽带", "通信", "电话", "信息化")),
    (
        Category.INFRASTRUCTURE,
        ("饮水", "道路", "公路", "水利", "灌溉", "桥", "管网", "水渠", "硬化", "沟渠", "水池"),
    ),
    (
        Category.FARMING,
        ("种植", "养殖", "栽植", "核桃", "果", "大棚", "猪", "羊", "牛", "鸡", "茶", "药材"),
    ),
    (Category.INDUSTRY, ("产业", "工业", "加工", "企业")),
)


def gazetteer() -> Gazetteer:
    """The counties that a notice may be of, by the names of the ledger."""
    named = County.objects.exclude(name_zh="").order_by("code").values_list("code", "name_zh")
    return Gazetteer([CountyName(code, name) for code, name in named])


def propose(notice: Notice) -> dict:
    """Choices that a person can correct; "" where nothing is to be proposed."""
    title = notice.title or ""
    return {
        "program": "",
        "category": "",
        "dates": ACTUAL if any(word in title for word in REPORTS_WORK_DONE) else PLANNED,
        "title_zh": title[:200],
        "publisher_zh": (notice.issuer or "")[:120],
        "published_on": _day(notice.notice_date),
        "unnamed": "",
        "attach": not holds_personal_data(notice),
        "is_personal": holds_personal_data(notice),
        "money": {name: _money(one, title) for name, one in kinds_of_money(notice).items()},
        "money_names": list(kinds_of_money(notice)),  # in the order of the file
    }


def complete(proposed: dict, chosen: dict) -> dict:
    """What a person chose in place of what was proposed, with what a corrected mapping brought up
    since; what was personal once stays so."""
    before = chosen.get("money", {})
    money = {name: before.get(name, one) for name, one in proposed["money"].items()}
    is_personal = proposed["is_personal"] or chosen.get("is_personal", False)
    names = {"money": money, "money_names": proposed["money_names"], "is_personal": is_personal}
    return {**proposed, **chosen, **names}


def _day(day: Day | None) -> str:
    """A date as the ledger writes it; "" where it is less exact than a year."""
    value = (day and day.value) or ""
    try:
        validate_partial_date(value)
    except ValidationError:
        return value[:4] if value[:4].isdigit() else ""
    return value


def kinds_of_money(notice: Notice) -> dict[str, MoneyRow]:
    """An amount of each kind and heading, by `money_name`."""
    kinds: dict[str, MoneyRow] = {}
    for line in notice.projects:
        for one in line.money:
            kinds.setdefault(money_name(one), one)
    return kinds


def money_name(one: MoneyRow) -> str:
    """What an amount is known by in the choices: its kind as read and its heading."""
    return f"{one.kind}|{one.label}"


def _money(one: MoneyRow, title: str) -> dict[str, str]:
    kind = ""
    if one.kind == "local_counterpart":
        kind = MoneyKind.LOCAL_COUNTERPART.value
    elif one.kind != "other" and RELIEF in title + one.label:
        kind = MoneyKind.RELIEF_FUND.value
    return {"kind": kind, "level": _level(one)}


def _level(one: MoneyRow) -> str:
    if level := LEVELS.get(one.kind):
        return level.value
    if one.kind != "local_counterpart":
        return ""
    return next((level.value for word, level in WORDS_OF_LEVELS if word in one.label), "")


def category_of(line: ProjectLine, choices: dict) -> str:
    """The kind of work of a row: chosen for all, or by its words; "" where they say none."""
    if chosen := choices.get("category"):
        return chosen
    text = f"{line.name or ''} {line.content or ''}"
    return next((kind.value for kind, words in WORDS_OF_WORK if _any_in(words, text)), "")


def _any_in(words: tuple[str, ...], text: str) -> bool:
    return any(word in text for word in words)


def holds_personal_data(notice: Notice) -> bool:
    """Whether a sheet or column of the file is personal: it is not published as it is then."""
    is_personal = any(sheet["role"] == "personal" for sheet in notice.sheets)
    return is_personal or any(one.code == "personal_data" for one in notice.warnings)


def may_be_public(notice: Notice, choices: dict) -> bool:
    """Whether the file may be published: never where something of it was read as personal, even
    if a person says afterwards that it is something else."""
    return not (choices.get("is_personal") or holds_personal_data(notice))


def needs(notice: Notice, choices: dict) -> list[str]:
    """What a person still has to say, in sentences."""
    left_out = set(choices.get("left_out", ()))
    missing = [sentence for is_missing, sentence in _checked(notice, choices) if is_missing]
    for name, one in kinds_of_money(notice).items():
        if not choices["money"].get(name, {}).get("kind"):
            missing.append(_("Say what kind of money “%(label)s” is.") % {"label": one.label})
    if len(left_out) >= len(notice.projects):
        missing.append(_("No row is left to be taken over."))
    return missing


def _checked(notice: Notice, choices: dict) -> list[tuple[bool, str]]:
    lines = notice.projects
    return [
        (not notice.year, _("Say the year.")),
        (
            not all(line.county_code or notice.county_code for line in lines),
            _("Say which county it is of."),
        ),
        (not choices.get("program"), _("Choose the programme.")),
        (not choices.get("title_zh"), _("Give the source a title.")),
        (
            not choices.get("unnamed") and any(not line.name for line in lines),
            _("Give a name to the rows that have none."),
        ),
        (
            any(not category_of(line, choices) for line in lines),
            _("Choose the kind of work: the rows do not say it."),
        ),
    ]


def untaken(notice: Notice, choices: dict) -> list[str]:
    """What is read and has no place of its own in the ledger, in sentences."""
    told = []
    if any(line.totals for line in notice.projects):
        told.append(_("Totals of rows become statements of the source, and no money of a project."))
    if any(line.shares for line in notice.projects):
        told.append(_("Shares of payment or completion go into the notes of the projects."))
    for name, one in kinds_of_money(notice).items():
        if choices.get("money", {}).get(name, {}).get("kind") == LEFT_OUT:
            told.append(_("“%(label)s” is left out.") % {"label": one.label})
    if not may_be_public(notice, choices):
        told.append(
            _("The file holds personal data: it stays with the import and is not published.")
        )
    return told
