"""The glossary: Chinese terms that this site uses or the report prints, explained in plain words.

Where an explanation says more than the ledger itself does, it names its source: one of the ledger,
by its code, or a document by its title and address.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from records.models import Source


class Group(TextChoices):
    """The parts of the glossary (词汇分类)."""

    PLACES = "places", _("Places")
    WORK = "work", _("The work and its people")
    MONEY = "money", _("Money")
    NETWORKS = "networks", _("Villages and networks")
    LEDGER = "ledger", _("Words of this ledger")


@dataclass(frozen=True)
class Document:
    """A source that is no source of the ledger."""

    title: str
    address: str


@dataclass(frozen=True)
class Term:
    """A Chinese term; `code` is its place on the page."""

    code: str
    group: Group
    chinese: str
    pinyin: str
    english: str
    text: str
    sources: tuple[str, ...] = ()  # codes
    document: Document | None = None


TERMS = (
    Term(
        "county",
        Group.PLACES,
        "县（区）",
        "xiàn (qū)",
        "county (district)",
        _(
            "The ledger’s unit of place. A district of a city ranks with a county, so both stand in"
            " one list, under the division codes of the year."
        ),
        ("division-codes",),
    ),
    Term(
        "designated",
        Group.PLACES,
        "定点扶贫县",
        "dìngdiǎn fúpín xiàn",
        "designated county",
        _(
            "A county that is paired with one body, here the ministry, which answers for helping"
            " it. The pairing has a beginning and an end, and the ledger shows both where a source"
            " states them."
        ),
        ("keywords-designated",),
    ),
    Term(
        "poor-area",
        Group.PLACES,
        "集中连片特困地区",
        "jízhōng liánpiàn tèkùn dìqū",
        "contiguous poor area",
        _(
            "One of fourteen regions of poor counties that lie together, as listed by the state. A"
            " county may lie in such an area, be paired with a body, or both."
        ),
        ("keywords",),
    ),
    Term(
        "designated-work",
        Group.WORK,
        "定点扶贫",
        "dìngdiǎn fúpín",
        "designated poverty alleviation",
        _(
            "The help that a paired body gives to its counties. The report of 2011 writes"
            " “fixed-point poverty alleviation”; official English today is “paired-up assistance”."
        ),
        ("keywords-designated", "report-2011"),
    ),
    Term(
        "cadre",
        Group.WORK,
        "派驻干部、挂职干部",
        "pàizhù gànbù, guàzhí gànbù",
        "cadre sent to a county",
        _(
            "An official whom the ministry sends to work in a county. The second Chinese term,"
            " found in official texts of the time, means one on a temporary posting. The report"
            " says neither which county each cadre went to nor for how long."
        ),
        ("report-2011",),
        Document(
            _("Speech of the Ministry of Transport’s poverty-relief group, 2006 (in Chinese)"),
            "http://big5.www.gov.cn/gate/big5/www.gov.cn/gzdt/2006-04/03/content_243498.htm",
        ),
    ),
    Term(
        "leading-group",
        Group.WORK,
        "扶贫开发领导小组",
        "fúpín kāifā lǐngdǎo xiǎozǔ",
        "leading group",
        _(
            "The body inside the ministry that decides on this work, headed by the minister in"
            " 2011. An office under it does the daily work."
        ),
        ("report-2011",),
    ),
    Term(
        "university-dream",
        Group.WORK,
        "圆梦大学行动",
        "yuánmèng dàxué xíngdòng",
        "University Dream",
        _(
            "An action for poor students of the four counties who were admitted to a university."
            " The Chinese name is our rendering of the report’s English."
        ),
        ("report-2011",),
    ),
    Term(
        "hope-school",
        Group.WORK,
        "希望小学",
        "xīwàng xiǎoxué",
        "Hope Primary School",
        _(
            "A primary school whose building the China Youth Development Foundation supports. The"
            " report says that this went on in the counties, and not for how many schools."
        ),
        ("report-2011",),
    ),
    Term(
        "relief-fund",
        Group.MONEY,
        "扶贫资金",
        "fúpín zījīn",
        "relief funds",
        _(
            "Money for relief whose allocation the ministry coordinated. That does not make it the"
            " ministry’s own money: the report does not say who provided it."
        ),
        ("report-2011",),
    ),
    Term(
        "local-investment",
        Group.MONEY,
        "带动的地方投入、地方配套资金",
        "dàidòng de dìfāng tóurù, dìfāng pèitào zījīn",
        "local investment, counterpart funds",
        _(
            "Local money that came in beside relief funds. Notices of counties speak of counterpart"
            " funds, the second Chinese term. The report only says that relief funds “encouraged”"
            " local investment, so the ledger does not imply a duty."
        ),
        ("report-2011",),
        Document(
            _("Notices of Gongliu County on its plans, 2020 (in Chinese)"),
            "http://www.xjgl.gov.cn/xjgl/c114307/202005/637ca4d7e9254055a5aa297ecc5ba234.shtml",
        ),
    ),
    Term(
        "wan",
        Group.MONEY,
        "万元、亿元",
        "wàn yuán, yì yuán",
        "10,000 yuan, 100 million yuan",
        _(
            "Chinese counts money by the ten thousand and the hundred million: 800万元 is"
            " 8,000,000 yuan."
        ),
    ),
    Term(
        "village",
        Group.NETWORKS,
        "行政村、自然村",
        "xíngzhèng cūn, zìrán cūn",
        "administrative village, natural village (hamlet)",
        _(
            "Two ways of counting villages. The ministry counted broadband by administrative"
            " village and telephones by remote natural village of more than twenty households, so"
            " the two shares cannot be compared."
        ),
        ("release-2011", "report-2011"),
    ),
    Term(
        "village-communication",
        Group.NETWORKS,
        "通信村村通工程",
        "tōngxìn cūncūn tōng gōngchéng",
        "communication projects for all the villages",
        _(
            "The programme that brings telephone and broadband to villages all over the country."
            " Its figures are national and belong to no county of this ledger."
        ),
        ("release-2011", "report-2011"),
    ),
    Term(
        "statement",
        Group.LEDGER,
        "来源摘要",
        "láiyuán zhāiyào",
        "statement",
        _(
            "What a source says in one place, summed up in our words, with its figure as printed."
            " The marker § beside a figure leads to it."
        ),
    ),
    Term(
        "edition",
        Group.LEDGER,
        "公布版",
        "bǎncì",
        "edition",
        _(
            "One act of publishing. Two people make it, it never changes afterwards, and every page"
            " can be read as it was in any edition."
        ),
    ),
    Term(
        "not-stated",
        Group.LEDGER,
        "未载明",
        "wèi zàimíng",
        "not stated",
        _("The source does not say. It is not zero, and nobody has estimated it."),
    ),
    Term(
        "scope",
        Group.LEDGER,
        "范围",
        "fànwéi",
        "scope",
        _(
            "What a figure covers: one county, the designated counties together, the whole country,"
            " or the ministry itself. Figures of different scopes are never added."
        ),
    ),
)


def grouped_terms(edition: int | None) -> list[tuple[Group, list[tuple[Term, list[Source]]]]]:
    """The terms by group, each with the sources that the ledger has in this edition."""
    codes = {code for term in TERMS for code in term.sources}
    known = {one.code: one for one in Source.objects.as_of(edition).filter(code__in=codes)}
    return [
        (
            group,
            [
                (term, [known[code] for code in term.sources if code in known])
                for term in TERMS
                if term.group == group
            ],
        )
        for group in Group
    ]
