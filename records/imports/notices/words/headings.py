"""What a heading says: the field of a column, the kind and the stage of its money, its unit."""

import re

from config.lib.numbers import FULL_WIDTH
from records.imports.notices.words.amounts import unit_in

# Fields of a project or an allocation, and their headings: patterns between spaces. The order
# decides where two of them fit.
RULES = (
    ("serial", "序号? 编号 顺序号? no\\.? # 项目序号"),
    (
        "personal",
        ".*(姓名|身份证|银行账[号户]|银行卡|卡号|账号|户主|出生|电话|手机).*"
        " 性别 年龄 民族 联系方式",
    ),
    ("kind_of_money", "资金(来源|类别|性质|种类|级次|渠道|名称) 来源 (fund|money)source"),
    ("document", ".*(文号|文件).* 依据"),
    ("share", ".*([^效概税汇利]率|比例|占比|百分比|%) 完成比"),
    ("subsidy_standard", ".*(资助|补助|补贴|奖补|发放|扶持|报销)?标准.*"),
    ("households_persons", ".*户数?[、/及和（(]*人[数口]?.* .*户[/、]人.*"),
    ("households", ".*(户数|农户|贫困户|受益户|覆盖户|搬迁户|户) households?"),
    ("persons", ".*(人数|人口|受益人|人次|受益群众|学生数) 人 .*persons? people .*beneficiaries"),
    ("responsible_person", ".*(责任人|负责人|联系人|经办人|法人代?表?)(姓名)?"),
    (
        "ignored",
        "项目(数|个数|类别|类型|性质|编码|代码|总数) (建设)?性质 类[别型] .*个数 面积 产业"
        " 年度 年份 计量单位 单价 数量 .*(意见|盖章|签字).* 备案.*",
    ),
    ("responsible_unit", ".*(单位|部门|主体|业主|机构) implement.* .*unit .*agency"),
    (
        "name",
        "(建设|实施|扶贫|资金|子|工程)?(项目|工程)(及?名称|内?名)?"
        " .*(项目|工程)(\\(工程\\)|\\(项目\\))?名称 名称 project(name)? name",
    ),
    ("money", ".*(总?投资规模|(?<!建设)资金规模)"),
    ("period", ".*(期限|起止|建设时间|实施时间|工期|建设年限|实施年限|建设年度|起讫).* period"),
    ("start", ".*(开工|开始|启动|动工)(时间|日期|年月)? 开工.* 始 起 start.*"),
    (
        "end",
        ".*(完成|完工|竣工|结束|截止|验收|投产|交付|建成)(时间|时限|日期|年月|期限)"
        " .*(完工|竣工) 完成时限 时限 止 end completion.*",
    ),
    (
        "county",
        "(所属|所在|项目)?(县|县区|区县|县\\(区\\)|县市区?|县\\(市、?区\\)|旗县)(名称?|别)? county",
    ),
    (
        "town",
        "(所属|所在|项目|实施|受益)?(乡镇|镇乡|镇|乡|乡\\(镇\\)|镇\\(乡\\)|街道)(名称?|别)?"
        " (所属|所在)?乡镇(\\(街道\\)|街道) town(ship)?",
    ),
    (
        "village",
        "(所属|所在|项目|实施|受益|贫困|重点)?(行政)?(村|村名|村别|村组|村社区|村级|村委会|社区)(名称?)?"
        " (行政)?村\\(社区\\) village",
    ),
    (
        "place",
        ".*(地点|地址|位置|区域|建设地|实施地|项目地|所在地|范围) 地区 place .*location site",
    ),
    ("performance_target", ".*(绩效|目标|效益|预期).*"),
    ("money", ".*(完成投资|完成资金|投资完成).*"),
    ("status", ".*(进度|状态|进展|完成情况|验收情况|实施情况|形象|是否).* status progress"),
    (
        "money",
        ".*(资金|投资|金额|财政|经费|概算|预算|款|拨付|支出|下达|到位|自筹|捐赠|捐助|帮扶|配套).*"
        " .*(贷款|补助|补贴|amount|fund).*",
    ),
    (
        "content",
        ".*(内容|规模|建设任务|用途|措施|做法|建设方案|工程量) .*(content|description|scale).*",
    ),
    ("remark", "备注 说明 附注 备考 remarks? notes?"),
    (
        "money",
        ".*(中央|国家|省级|市级|县级|区级|州级|县本级|区本级) 省 市 其[它他]"
        " .*(central|provincial|province|municipal|counterpart|self.?raised|other) county.+"
        " 计划 分配 安排 发放 完成 支付 报账 planned allocated received spent",
    ),
    ("money", "(总|合|小|共|累)计 总额 总数 .*total sub-?total \\d{1,2}月份?"),
)
COMPILED = tuple(
    (field, re.compile("|".join(patterns.split()), re.IGNORECASE)) for field, patterns in RULES
)

KINDS = (
    ("local_counterpart", r"配套|counterpart"),
    ("other", r"自筹|自有|捐|帮扶|社会|群众|农户|企业|贷款|信贷|投劳|定点|其[他它]"),
    ("other", r"self.?raised|other|donat|loan"),
)
LEVELS = (
    ("central", r"中央|国家|国拨|central"),
    ("provincial", r"省|自治区|provinc"),
    ("municipal", r"市级|市本级|市财政|市资金|地市|市州|州级|^市$|市配|municipal|prefect"),
    ("county", r"县级|县本级|区级|区本级|县财政|区财政|县资金|本级|县区|^[县区]$|县投|county"),
)
STAGES = (
    ("planned", r"计划|概算|预算|申报|规划|方案|拟|plan|项目库"),
    ("allocated", r"分配|安排|下达|allocat"),
    ("received", r"到位|拨付|拨入|发放|已拨|received|paid"),
    ("spent", r"支出|完成投资|投资完成|完成资金|支付|使用|报账|已完成|^完成|spent"),
)
GENERIC_GROUP = re.compile(
    r".*(资金|投资|金额|来源|财政|时间|期限|受益|覆盖|时限|单位|情况|其中|合计|总计|概算|预算|地点|年度?|小计|规模"
    r"|funds?|money|amount|time|total|sources?).*|中央.*|省.*|市.*|县.*|计划.*|下达.*|到位.*|支出.*|分配.*|安排.*"
)
TOTAL = re.compile(
    r"(总|合|小|共)计|总投资|投资总额|总额|资金总[额计量]|总规模|总金额|合计金额|总资金|资金合计|投资合计|^total|sub-?total",
    re.IGNORECASE,
)
# The words that a row begins with where it only states sums: 金盆镇小计, 合　计, 全县.
TOTAL_LABEL = re.compile(
    r"(?P<name>.{0,14}?)(?P<word>本页小计|本页合计|小计|累计|总合计|合计|总计|共计|总额|全县|全区|全市)"
    r"(?P<behind>[（(].{0,10}[)）]|[：:])?"
)


def normalized(heading: str) -> str:
    """A heading without spaces, breaks, 其中: and full-width signs, for comparing."""
    text = re.sub(r"\s+", "", heading.translate(FULL_WIDTH))
    return re.sub(r"^其中[:、,]?(?=.)", "", text)


def bare(heading: str) -> str:
    """A normalized heading without what stands in brackets."""
    text = normalized(heading)
    short = re.sub(r"\([^()]*\)", "", text).strip("*: ")
    return short or text


def label_of(heading: str) -> str:
    """A heading as it is quoted: in one line, without 其中."""
    text = re.sub(r"\s*\n\s*", "", heading.strip().rstrip(":："))
    return re.sub(r"^其中[:：、]?\s*(?=.)", "", text)


def field_of(heading: str) -> str:
    """The field that a heading names; "" for none."""
    full, short = normalized(heading), bare(heading)
    for field, pattern in COMPILED:
        if pattern.fullmatch(full) or pattern.fullmatch(short):
            return field
    return ""


def kind_of(label: str) -> str:
    """The kind of money of a label: one level of government, 配套, other, or unspecified."""
    text = normalized(label)
    for kind, pattern in KINDS:
        if re.search(pattern, text, re.IGNORECASE):
            return kind
    levels = [kind for kind, pattern in LEVELS if re.search(pattern, bare(label), re.IGNORECASE)]
    return levels[0] if len(levels) == 1 else "unspecified"


def stage_of(label: str) -> str:
    """The stage that a label names; the last one where it names several, "" for none."""
    text = bare(label)
    found = [
        (match.end(), stage)
        for stage, pattern in STAGES
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]
    return max(found)[1] if found else ""


def is_total(label: str) -> bool:
    """Whether a column heading names the total of a row."""
    return bool(TOTAL.search(bare(label)))


def is_label(text: str) -> bool:
    """Whether a text may be a heading: short, with words, naming no value."""
    short = normalized(text)
    return (
        0 < len(short) <= 40
        and not re.search(r"\d{3}|[:;。]", short)
        and bool(re.search(r"\D", short))
    )


def is_generic_group(label: str) -> bool:
    """Whether a heading over several columns only gathers them, and is no purpose of money."""
    return bool(GENERIC_GROUP.fullmatch(bare(label)))


def heading_unit(*labels: str) -> str:
    """The unit of money that the innermost of some headings names."""
    return next((unit for label in reversed(labels) if (unit := unit_in(label))), "")
