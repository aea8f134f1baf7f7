"""The page of a notice: who may read it, correct it and load it, and what it says of bad values."""

import io

import pytest
from django.urls import reverse

from counties.models import Assignment, County
from programs.models import Project
from records.models import NoticeMapping, RememberedMapping, StoredFile, Upload
from tests.conftest import member
from tests.programs.intake.test_takeover import PLAN, load, say, send
from tests.records.imports.test_pages import ended, page_of, step

pytestmark = pytest.mark.django_db


def reading_of(upload) -> str:
    return reverse("admin:records_upload_reading", args=[upload.pk])


def filled_in(client, upload, **changes) -> dict:
    """The form of a notice as its page has it, with changes."""
    context = client.get(page_of(upload)).context
    form, saying, reading = context["form"], context["saying"], context["reading"]
    data = {bound.html_name: bound.value() for one in (form, saying) for bound in one}
    keys = [line["key"] for line in context["lines"]]
    confirmed = [one["answer"] for one in reading["warnings"]]
    given = {**data, "shown": keys, "take": keys, "confirmed": confirmed, **changes}
    return {name: value for name, value in given.items() if value not in (None, False)}


def test_form_of_uploads_offers_notices_first(client, county_clerk, report_2011):
    client.force_login(county_clerk)

    form = client.get(reverse("admin:records_upload_add")).context["form"]

    assert form.fields["kind"].choices[0][0] == "notices"


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_page_shows_columns_samples_rows_and_sums(client, county_clerk, prefix):
    upload = send(county_clerk)
    client.force_login(county_clerk)

    page = client.get(prefix + page_of(upload)).text

    for text in ("中央财政资金", "槐树沟村饮水管网改造项目", "杏坪镇", "合计", "12.5"):
        assert text in page
    assert 'name="s0-t0-c5-field"' in page


def test_reviewer_reads_and_neither_corrects_nor_loads(client, county_clerk, reviewer):
    upload = say(send(county_clerk))
    client.force_login(reviewer)

    assert client.get(page_of(upload)).status_code == 200
    assert client.post(reading_of(upload), {"year": 2012}).status_code == 403
    assert client.post(step(upload, "load")).status_code == 403


def test_clerk_of_another_county_sees_nothing(client, county_clerk):
    upload = say(send(county_clerk))
    other = member("clerk", name="nanbu-clerk")
    Assignment.objects.create(user=other, county=County.objects.get(code="511321"))
    client.force_login(other)

    for address in (page_of(upload), reading_of(upload), step(upload, "load")):
        assert client.post(address, {}).status_code == 404
    assert client.get(page_of(upload)).status_code == 404


def test_visitor_corrects_nothing(client, county_clerk):
    upload = send(county_clerk)

    assert client.post(reading_of(upload), {}).status_code == 403


def test_clerk_loads_nothing_of_another_county(county_clerk):
    """A notice of Daning, sent by a clerk of Nanbu."""
    other = member("clerk", name="nanbu-clerk")
    Assignment.objects.create(user=other, county=County.objects.get(code="511321"))

    upload = say(send(other))

    assert upload.state == Upload.State.FAULTY
    assert {one["message"] for one in upload.report["problems"]} == {
        "This is not one of the places that you work for."
    }
    assert not Project.objects.filter(year=2012).exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("year", "2012.5", "Enter a whole number."),
        ("year", "20112", "Write a year from"),
        ("county", "999999", "Select a valid choice"),
        ("s0-t0-c5-field", "money:gold", "Select a valid choice"),
        ("s0-role", "secret", "Select a valid choice"),
        ("s0-t0-unit", "两", "Select a valid choice"),
        ("program", "none", "Select a valid choice"),
        ("category", "none", "Select a valid choice"),
        ("kind0", "none", "Select a valid choice"),
        ("level0", "none", "Select a valid choice"),
        ("published_on", "soon", "is not a date"),
        ("title_zh", "长" * 201, "at most 200 characters"),
    ],
)
def test_bad_value_is_refused_and_changes_nothing(client, county_clerk, name, value, words):
    upload = send(county_clerk)
    before = NoticeMapping.objects.get(upload=upload)
    client.force_login(county_clerk)

    response = client.post(reading_of(upload), filled_in(client, upload, **{name: value}))

    assert response.status_code == 200
    assert words in response.text
    after = NoticeMapping.objects.get(upload=upload)
    assert (after.mapping, after.choices) == (before.mapping, before.choices)


def test_loaded_notice_is_not_corrected_any_more(client, county_clerk):
    upload = say(send(county_clerk))
    client.force_login(county_clerk)
    typed = filled_in(client, upload, year="2011")
    load(upload)

    late = client.post(reading_of(upload), typed)

    assert "This file is loaded: that cannot begin now." in late.text
    assert 'value="2011"' in late.text and "Save and read again" not in late.text
    assert NoticeMapping.objects.get(upload=upload).mapping["year"] == 2012


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xlsx", b"PK\x03\x04 cut"),
        ("x.xls", b"\xd0\xcf\x11\xe0 cut"),
        ("x.csv", b""),
        ("x.xlsx", b"%PDF-1.7"),
        ("x.csv", bytes(range(256)) * 9),
    ],
)
def test_hostile_file_gets_a_plain_answer(client, county_clerk, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    upload = send(county_clerk, path)

    client.force_login(county_clerk)
    assert upload.state in (Upload.State.FAILED, Upload.State.CHECKED)
    assert "Traceback" not in upload.refusal
    assert upload.refusal or upload.report["needs"]
    assert client.get(page_of(upload)).status_code == 200


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_notice_goes_from_the_form_to_the_cell_on_the_public_page(client, report_2011, reviewer):
    clerk = member("clerk", name="daning-clerk")
    Assignment.objects.create(user=clerk, county=County.objects.get(code="141030"))
    client.force_login(clerk)
    sent = io.BytesIO(PLAN.read_bytes())
    sent.name = PLAN.name

    given = {"kind": "notices", "sent": sent, "reason": "县里报送"}
    client.post(reverse("admin:records_upload_add"), given)
    upload = ended(Upload.objects.get().pk)
    data = filled_in(
        client, upload, program="relief-projects", **{"s0-t0-c7-field": "money:county"}
    )
    client.post(reading_of(upload), data)
    upload = ended(upload.pk)
    assert "county|县级配套" in upload.notice_reading.content["proposed"]["money"]
    data = filled_in(client, upload, kind2="local_counterpart", level2="county")
    client.post(reading_of(upload), data)
    upload = ended(upload.pk)
    assert (upload.report["needs"], upload.report["problems"]) == ([], [])
    client.post(step(upload, "load"))
    upload = ended(upload.pk)
    assert upload.state == Upload.State.LOADED
    client.force_login(reviewer)
    client.post(step(upload, "publish"), {"reason": "核对无误"})
    assert ended(upload.pk).refusal == ""
    client.logout()

    project = Project.objects.published().get(title_zh="槐树沟村饮水管网改造项目")
    money = project.allocations.get(level="county")
    card = money.statement.get_absolute_url()
    assert card in client.get(f"/zh-hans/projects/{project.code}/").text
    page = client.get(f"/zh-hans{card}").text
    assert "H" in page and "4万元" in page
    assert RememberedMapping.objects.filter(by=clerk, county="141030").exists()
    attached = money.statement.source
    file = StoredFile.objects.get(pk=upload.file_id)
    copy = client.get(f"/files/{file.pk}/x.xlsx")
    assert copy.content == PLAN.read_bytes()
    assert attached.code.startswith("notice-2012-daning")
