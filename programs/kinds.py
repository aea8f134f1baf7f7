"""Programmes, projects and their rows, for the registry of kinds."""

from django.utils.translation import gettext_lazy as _

from config.lib import dates
from programs import models
from programs.lists import filters
from records.models import Unit
from records.registry.columns import Column
from records.registry.kinds import Kind, Searched

PROJECT_TEXTS = (
    "town",
    "village",
    "place",
    "content",
    "outcome",
    "performance_target",
    "benefit_mechanism",
    "note",
)
OF_INDICATOR = models.Indicator._meta.get_field
# What the spreadsheets of counties call a column, and what our templates called it before.
HEADINGS_OF_PROJECT = {
    "town_zh": ("乡镇", "乡（镇）", "所在乡镇", "实施乡镇"),
    "village_zh": ("村", "行政村", "所在村", "实施村"),
    "approval_document": ("批复文号", "批复文件"),
    "planned_starts": ("计划开始时间", "计划开工日期", "planned start date"),
    "planned_ends": ("计划结束时间", "计划竣工时间", "计划完工日期", "planned end date"),
    "starts": ("start", "开始时间", "开工时间", "实际开始时间", "实际开工日期"),
    "ends": (
        "end",
        "结束时间",
        "完工时间",
        "竣工时间",
        "实际结束时间",
        "实际竣工时间",
        "实际完工日期",
    ),
}
HEADINGS_OF_MONEY = {
    "level": ("资金级次", "资金来源级次", "来源层级"),
    "overspend_note_zh": ("超支说明", "超支原因"),
}
HEADINGS_OF_REPORT = {
    "project_code": ("项目编号", "项目代码"),
    "state_on": ("截止日期", "数据截止日期"),
    "physical_percent": ("形象进度", "工程进度", "进度"),
    "progress_zh": ("进展情况", "项目进展"),
    "problems_zh": ("存在问题", "问题"),
    "next_step_zh": ("下一步工作", "下一步打算"),
}
HEADINGS_OF_REPORTED_MONEY = {
    "level": ("资金级次", "资金来源级次", "来源层级"),
    "received_to_date": ("累计到位", "累计到位资金"),
    "spent_to_date": ("累计支出", "累计支付", "累计支出资金"),
}
HEADINGS_OF_MILESTONE = {
    "kind": ("节点", "环节", "阶段"),
    "planned_on": ("计划时间", "计划完成时间"),
    "actual_on": ("实际时间", "实际完成时间", "完成时间"),
    "document": ("文号", "文件名称", "合同编号"),
}
HEADINGS_OF_FINDING = {
    "finding_zh": ("问题", "存在问题", "发现问题"),
    "remedy_zh": ("整改措施", "整改要求"),
    "responsible": ("整改责任单位", "责任单位"),
    "due_on": ("整改时限", "完成时限"),
    "closed_on": ("销号时间", "整改完成时间"),
    "outcome_zh": ("整改情况", "整改结果"),
}
PROGRAM = Column("program", models.Project._meta.get_field("program"), "project__program")
# What a reader of a list of rows asks next about their project: where, and what kind of work.
OF_PROJECT = tuple(
    Column(name, models.Project._meta.get_field(name), f"project__{name}")
    for name in ("county", "scope", "category")
)
YUAN = Column("unit", OF_INDICATOR("unit"), "", Unit.CNY)
MEASURED = (
    Column("indicator_measure", OF_INDICATOR("measure"), "indicator__measure"),
    Column("unit", OF_INDICATOR("unit"), "indicator__unit"),
)
KINDS = (
    Kind(
        models.Program,
        "programs",
        list_view="program_list",
        detail_view="program_detail",
        filterset=filters.ProgramFilter,
        searched=Searched(3, "name", ("summary",)),
    ),
    Kind(models.Indicator, "indicators"),
    Kind(models.StatedTotal, "stated_totals", list_view="reconciliation"),
    Kind(
        models.Project,
        "projects",
        headings=HEADINGS_OF_PROJECT,
        import_title=_("Projects with money, results, aid, goods, seminars and visits"),
        list_view="project_list",
        detail_view="project_detail",
        filterset=filters.ProjectFilter,
        searched=Searched(
            1,
            "title",
            PROJECT_TEXTS,
            lambda row: [row.year, row.place_name, row.program],
            ("county", "program"),
        ),
    ),
    Kind(
        models.ProgressReport,
        "progress_reports",
        headings=HEADINGS_OF_REPORT,
        import_title=_("Progress reports with money and results to date"),
        detail_view="progress_detail",
    ),
    Kind(
        models.Publication,
        "publications",
        list_view="publication_list",
        filterset=filters.PublicationFilter,
        searched=Searched(
            7,
            "title",
            ("summary", "bodies"),
            lambda row: [row.year, row.get_kind_display(), row.organiser],
            ("organiser",),
        ),
    ),
    Kind(
        models.Article,
        "articles",
        list_view="article_list",
        detail_view="article_detail",
        filterset=filters.ArticleFilter,
        searched=Searched(
            6, "title", ("body",), lambda row: [dates.format_partial_date(row.dated_on)]
        ),
    ),
    Kind(
        models.Allocation,
        "allocations",
        list_view="fund_list",
        filterset=filters.AllocationFilter,
        headings=HEADINGS_OF_MONEY,
        added=(PROGRAM, YUAN),
        in_lists=OF_PROJECT,
    ),
    Kind(models.Payment, "payments", added=(PROGRAM, YUAN)),
    Kind(
        models.Result,
        "results",
        list_view="coverage_list",
        filterset=filters.ResultFilter,
        added=(PROGRAM, *MEASURED),
        in_lists=OF_PROJECT,
        measured_by="indicator",
    ),
    Kind(
        models.ReportedMoney, "reported_money", headings=HEADINGS_OF_REPORTED_MONEY, added=(YUAN,)
    ),
    Kind(models.ReportedResult, "reported_results", added=MEASURED, measured_by="indicator"),
    Kind(
        models.EducationAid,
        "education_aid",
        list_view="education_list",
        filterset=filters.EducationFilter,
        added=(PROGRAM,),
        in_lists=OF_PROJECT,
    ),
    Kind(
        models.Donation,
        "donations",
        list_view="donation_list",
        filterset=filters.DonationFilter,
        added=(PROGRAM,),
    ),
    Kind(models.Seminar, "seminars", added=(PROGRAM,)),
    Kind(models.SeminarSpeaker, "seminar_speakers", added=(PROGRAM,)),
    Kind(models.SeminarReport, "seminar_reports", added=(PROGRAM,)),
    Kind(
        models.Visit,
        "visits",
        list_view="visit_list",
        filterset=filters.VisitFilter,
        added=(PROGRAM,),
        in_lists=OF_PROJECT,
    ),
    Kind(
        models.Milestone,
        "milestones",
        headings=HEADINGS_OF_MILESTONE,
        added=(PROGRAM,),
        in_lists=OF_PROJECT,
    ),
    Kind(models.PlanChange, "plan_changes", added=(PROGRAM,)),
    Kind(models.Inspection, "inspections", added=(PROGRAM,), in_lists=OF_PROJECT),
    Kind(
        models.InspectionFinding,
        "inspection_findings",
        headings=HEADINGS_OF_FINDING,
        added=(PROGRAM,),
        in_lists=OF_PROJECT,
    ),
    Kind(models.ProjectAttachment, "project_attachments"),
    Kind(models.ProgressAttachment, "progress_attachments"),
    Kind(models.PublicationAttachment, "publication_attachments"),
    Kind(models.ArticleAttachment, "article_attachments"),
)
