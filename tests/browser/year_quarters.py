"""Three quarters of the year of `test_year.py`: reports returned and late, a plan that is changed,
an inspection, and a clerk who leaves."""

from programs.models import Payment, ProgressReport, Project, Standing
from records.models import State
from tests.browser.a_year import code_of, correct, photograph, publish_all, report_by_address


def first_quarter(year):
    year.clock.turn_to(year.number, 4, 5)
    li, zhao = year.li, year.zhao
    li.sign_in()
    li.watch("11-report-is-due", zh=["填报", "第一季度"], en=["Write the report"])
    li.follow("填报")
    li.watch("12-report-on-a-phone", zh=["累计"], en=["to date"])
    li.fill(
        physical_percent="20",
        progress_zh="已开工，完成水源井施工。",
        caption="水源井",
        **{"money-1-received_to_date": "15万", "money-1-spent_to_date": "5万"},
    )
    li.page.set_input_files("#id_photographs", [photograph("水源井")])
    li.follow("提交报告")
    li.watch("13-report-submitted")

    zhao.sign_in()
    zhao.open("/admin/queue/to-review/")
    assert zhao.page.locator("input[name=chosen]").count() == 1
    zhao.watch("14-one-row-for-a-report", en=["with it: source"], zh=["附带：来源"])
    zhao.press("#content tbody th a")
    zhao.watch("15-review-of-a-report", en=["Goes with it"], zh=["一并提交"])
    zhao.take_step("return", "水源井照片与村名不符，请说明")

    li.open("/admin/")
    li.watch("16-returned", zh=["水源井照片与村名不符，请说明"], en=["Returned to you"])
    li.press(".desk-rows a")
    li.watch("17-returned-report")
    code = code_of(year, "daning")
    li.open(f"/admin/programs/progressreport/{code}/{year.number}/q1/")
    li.fill(progress_zh="已开工，完成北庄村水源井施工。")
    li.follow("提交报告")
    publish_all(year)
    assert Payment.objects.as_of(None).filter(project__code=code).count() == 2

    year.clock.turn_to(year.number, 5, 20)
    wang, reader = year.wang, year.reader
    reader.open("/progress/")
    reader.watch("18-public-progress", zh=["逾期"], en=["late"])
    wang.sign_in()
    wang.watch("19-late", en=["due on"], zh=["前须报"])
    wang.open("/admin/programs/progressreport/due/")
    wang.watch("20-due-list", en=["days late"], zh=["天"])
    report_by_address(year, wang, "nanbu", "q1", "10", "10万", "8万")
    wang.watch("21-late-report-submitted")
    zhao.sign_in()
    publish_all(year)


def second_quarter(year):
    year.clock.turn_to(year.number, 7, 8)
    for person in (year.li, year.wang, year.zhao):
        person.sign_in()
    report_by_address(year, year.li, "daning", "q2", "35", "20万", "6万")
    report_by_address(year, year.wang, "nanbu", "q2", "50", "30万", "20万")
    publish_all(year)
    desk = "/admin/programs/standing/"
    year.zhao.open(f"{desk}?year={year.number}")
    year.zhao.watch("22-tracking-desk", en=["Water for Taigu"], zh=["太古镇饮水工程"])
    behind = Standing.objects.as_of(None).get(project__code=code_of(year, "daning"))
    assert behind.project.payments.filter(stage="spent").count() == 2

    wang, code = year.wang, code_of(year, "nanbu")
    draft = correct(wang, code, "heavy rain")
    wang.fill(planned_ends=f"{year.number}-12-20")
    wang.press("[name=_submit]")
    wang.says("Add a row under “Changes of plan”")
    wang.watch("23-plan-without-a-reason")
    wang.page.locator("#planchanges-group .add-row a").click()
    wang.fill(**{"planchanges-0-reason": "Heavy rain in June closed the road for three weeks."})
    wang.fill(document_title="Approval of the new term of the roads")
    wang.press("[name=_submit]")
    assert Project.objects.get(pk=draft).state == State.SUBMITTED
    publish_all(year)
    year.reader.open(f"/projects/{code}/")
    year.reader.watch("24-changed-plan", en=["Heavy rain in June"], zh=["Heavy rain in June"])


def third_quarter(year):
    year.clock.turn_to(year.number, 9, 15)
    for person in (year.li, year.wang, year.zhao, year.chen):
        person.sign_in()
    li, code = year.li, code_of(year, "daning")
    correct(li, code, "录入检查情况")
    li.page.locator("#inspections-group summary, #inspectionfindings-group summary").first.click()
    li.page.locator("#inspections-group .add-row a").click()
    li.fill(
        **{
            "inspections-0-kind": "routine",
            "inspections-0-inspected_on": f"{year.number}-09-10",
            "inspections-0-summary_zh": "总体良好，管网接口渗漏。",
        }
    )
    li.page.locator("#inspectionfindings-group summary").first.click()
    li.page.locator("#inspectionfindings-group .add-row a").click()
    li.fill(
        **{
            "inspectionfindings-0-finding_zh": "管网接口渗漏",
            "inspectionfindings-0-remedy_zh": "更换接口",
            "inspectionfindings-0-due_on": f"{year.number}-09-30",
        }
    )
    li.fill(document_title="水利局检查记录", document_on=f"{year.number}-09-10")
    li.press("[name=_submit]")
    li.watch("25-inspection-submitted")
    publish_all(year)
    year.reader.open(f"/projects/{code}/")
    year.reader.watch("26-finding-is-open", zh=["管网接口渗漏"], en=["管网接口渗漏"])

    year.clock.turn_to(year.number, 10, 8)
    for person in (year.li, year.wang, year.sun, year.zhao, year.chen):
        person.sign_in()
    year.zhao.open("/admin/queue/overdue-follow-up/")
    year.zhao.watch("27-follow-up-is-overdue", en=["overdue since"], zh=["逾期"])
    correct(li, code, "整改完成")
    li.fill(
        **{
            "inspectionfindings-0-closed_on": f"{year.number}-10-06",
            "inspectionfindings-0-outcome_zh": "已更换接口，复查不漏。",
        }
    )
    li.press("[name=_submit]")
    publish_all(year)
    report_by_address(year, li, "daning", "q3", "70", "30万", "22万")

    wang = year.wang
    wang.open(f"/admin/programs/progressreport/{code_of(year, 'nanbu')}/{year.number}/q3/")
    wang.fill(physical_percent="80", progress_zh="路面完成八成。")
    wang.press("input[name=save]")
    chen = year.chen
    chen.open(f"/admin/hand-over/{wang.user.pk}/")
    chen.watch("28-hand-over", zh=["移交"], en=["Hand the work over"])
    chen.fill(successor=str(year.sun.user.pk), reason="王军调离")
    chen.press(".submit-row input")
    chen.watch("29-handed-over")
    sun = year.sun
    sun.open("/admin/")
    sun.watch("30-taken-over", zh=["填报"], en=["Progress reports that are due"])
    sun.open("/admin/queue/my-drafts/")
    sun.watch("31-drafts-taken-over")
    report_by_address(year, sun, "nanbu", "q3", "80", "30万", "28万")
    publish_all(year)
    report = ProgressReport.objects.published().get(
        project_code=code_of(year, "nanbu"), period="q3"
    )
    assert report.submitted_by == sun.user
