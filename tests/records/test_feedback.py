"""Reports from readers: what is public, what is private, what a flood or a forger gets."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.lib.client_ip import address_of
from records.feedback_intake import LIMITS, fingerprint, receive, subject_at
from records.history.acting import acting
from records.models import ChangeEvent, Edition, Feedback, User
from tests.builders import make_project

pytestmark = pytest.mark.django_db

SECRETS = ("Zhang San saw it", "zhang@example.org", "ask the county first")
RECORD = "/projects/2011-infrastructure/"
MOST = LIMITS[0][1]


def make_report(**changes) -> Feedback:
    given = {"page": "/", "message": SECRETS[0], "contact": SECRETS[1], "note": SECRETS[2]}
    releasing = changes.get("released_by")
    with acting(releasing, "released") if releasing else nullcontext():
        return Feedback.objects.create(**{**given, **changes})


def main_part(response) -> str:
    return response.text.split("<main")[1].split("</main")[0]


def on_record(code="2011-infrastructure", **changes) -> Feedback:
    return make_report(page=f"/projects/{code}/", kind="project", code=code, **changes)


def answered(by, **changes) -> dict:
    other, _is_new = User.objects.get_or_create(username="releasing")
    signed = {
        "answered_at": timezone.now(),
        "answered_by": by,
        "proposed_by": by,
        "released_by": other,
    }
    return {"state": "answered", "answer": "We looked it up.", **signed, **changes}


def send(client, page=RECORD, prefix="/", **changes):
    sent = {"message": SECRETS[0], "contact": SECRETS[1], "website": "", **changes}
    return client.post(f"{prefix}feedback/new/?page={page}", sent)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_report_is_received_with_a_receipt(client, report_2011, prefix):
    form = client.get(f"{prefix}feedback/new/", {"page": prefix + RECORD[1:]})
    thanks = send(client, prefix + RECORD[1:], prefix)
    report = Feedback.objects.get()

    assert "2011" in form.text and 'name="message"' in form.text
    assert thanks.status_code == 302
    assert report.receipt in client.get(thanks.url).text
    assert (report.page, report.kind, report.code) == (RECORD, "project", "2011-infrastructure")
    assert (report.edition_id, report.state) == (1, "received")


def test_visitor_gets_no_cookie(client, report_2011):
    client.get("/feedback/new/")
    send(client)

    assert not client.cookies


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_every_page_leads_to_the_form(client, report_2011, prefix):
    text = client.get(prefix + RECORD[1:] + "?edition=1").text

    address = f"{prefix}feedback/new/?page={prefix}{RECORD[1:]}&amp;edition=1"
    assert f'href="{address}"' in text
    assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_edition_that_was_read_is_kept(client, report_2011, reviewer):
    client.post(f"/feedback/new/?page={RECORD}&edition=1", {"message": "x"})

    assert Feedback.objects.get().edition == Edition.objects.get(number=1)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_private_parts_are_on_no_public_page(client, report_2011, reviewer, prefix):
    report = on_record(**answered(reviewer, answer_zh="已经核实。"))
    answer = "已经核实。" if "zh" in prefix else "We looked it up."

    pages = [
        client.get(prefix + page).text
        for page in (
            "feedback/",
            f"feedback/{report.receipt}/",
            f"feedback/{report.receipt}/thanks/",
            RECORD[1:],
        )
    ]

    assert answer in pages[0] and answer in pages[1]
    assert [(page, secret) for page in pages for secret in SECRETS if secret in page] == []
    assert report.receipt not in pages[0]


def test_history_keeps_nothing_private(report_2011):
    report = make_report(sender=fingerprint("192.0.2.1"))
    Feedback.objects.update(message="other", contact="other", sender="")

    event = ChangeEvent.objects.get(row_table="records_feedback")

    assert event.new["receipt"] == report.receipt
    assert not {"message", "contact", "sender"} & set(event.new)


def test_typed_markup_is_shown_as_text(client, report_2011, reviewer, administrator):
    script = "<script>alert(1)</script>"
    report = on_record(message=script, **answered(reviewer, answer=script))
    client.force_login(administrator)

    pages = [
        client.get(address).text
        for address in (
            "/feedback/",
            f"/feedback/{report.receipt}/",
            reverse("admin:records_feedback_change", args=[report.pk]),
            reverse("admin:records_feedback_changelist"),
        )
    ]

    assert all("&lt;script&gt;alert(1)" in page and script not in page for page in pages)


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"message": ""}, "message"),
        ({"message": "x" * 4001}, "message"),
        ({"message": "a\0b"}, "message"),
        ({"contact": "x" * 201}, "contact"),
        ({"contact": "a\0b"}, "contact"),
        ({"website": "https://spam.example"}, "website"),
    ],
)
def test_wrong_input_is_told_beside_its_field(client, report_2011, wrong, field):
    response = send(client, **wrong)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in response.text
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "page",
    [
        "",
        "https://evil.example/",
        "//evil.example/projects/",
        "/admin/",
        "/healthz",
        "/nothing/",
        "/projects/free-words-of-a-forger/",
        "/counties/000000/",
        "projects/",
        "/a\0b/",
        "\\\\evil",
        "/projects/2011-infrastructure/?next=//evil.example",
        "/feedback/7KQF-93XM-TPDA/",
        "/editions/9999999999/",
        "javascript:alert(1)",
        "/projects/" + "x" * 3000 + "/",
    ],
)
def test_forged_page_becomes_the_first_page(client, report_2011, page):
    subject = subject_at(page)
    response = client.get("/feedback/new/", {"page": page})

    assert (subject.page, subject.kind, subject.code) == ("/", "", "")
    assert response.status_code == 200 and "evil" not in main_part(response)


def test_draft_cannot_be_reported_on(report_2011):
    make_project("not-yet-public")

    assert subject_at("/projects/not-yet-public/").code == ""


def test_forged_record_is_ignored(client, report_2011):
    send(
        client,
        "/counties/141030/",
        kind="project",
        code="2011-industry",
        state="corrected",
        answer="Done.",
        receipt="MINE",
        edition="7",
        answered_by="1",
    )

    report = Feedback.objects.get()

    assert (report.page, report.kind, report.code) == ("/counties/141030/", "", "")
    assert (report.state, report.answer, report.edition_id) == ("received", "", 1)
    assert report.receipt != "MINE"


def test_form_sent_from_another_site_is_refused(report_2011):
    client = Client(enforce_csrf_checks=True)

    foreign = client.post("/feedback/new/", {"message": "x"}, headers={"Origin": "https://evil.x"})
    own = client.post("/feedback/new/", {"message": "x"}, headers={"Origin": "http://testserver"})

    assert (foreign.status_code, own.status_code) == (403, 302)


@pytest.mark.parametrize("prefix", ["/", "/zh-hans/"])
def test_unknown_receipt_is_not_found(client, report_2011, prefix):
    response = client.get(f"{prefix}feedback/2222-3333-4444/")

    assert response.status_code == 404
    assert ("回执编号" if "zh" in prefix else "no report with this receipt number") in response.text


def test_receipt_is_found_however_it_is_typed(client, report_2011):
    receipt = make_report().receipt
    address = f"/feedback/{receipt}/"

    response = client.get("/feedback/find/", {"receipt": f" {receipt.lower().replace('-', '')}"})
    unknown = client.get("/feedback/find/", {"receipt": "2222\0"})

    assert response.url == address
    assert client.get(address.lower()).status_code == 200
    assert unknown.status_code == 200 and "errorlist" in unknown.text


def test_flood_is_stopped_and_keeps_what_was_typed(client, report_2011):
    for _report in range(MOST):
        assert send(client).status_code == 302

    stopped = send(client, message="one more")
    elsewhere = client.post("/feedback/new/", {"message": "x"}, REMOTE_ADDR="192.0.2.9")

    assert stopped.status_code == 429
    assert stopped["Retry-After"] == "3600"
    assert "one more</textarea>" in stopped.text
    assert "Many reports have come from your network address." in stopped.text
    assert elsewhere.status_code == 302


def test_flood_is_stopped_among_requests_at_the_same_time(transactional_db):
    def receive_one(number):
        try:
            receive(Feedback(page="/", message=str(number)), "192.0.2.1")
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(receive_one, range(3 * MOST)))

    assert sum(taken) == MOST == Feedback.objects.count()


def test_address_is_not_kept_and_its_trace_is_forgotten(report_2011):
    receive(old := Feedback(page="/", message="old"), "192.0.2.1")
    Feedback.objects.update(received_at=timezone.now() - datetime.timedelta(days=2))

    receive(new := Feedback(page="/", message="new"), "192.0.2.1")

    old.refresh_from_db()
    assert old.sender == ""
    assert new.sender and "192.0.2.1" not in new.sender
    assert fingerprint("2001:db8::1") == fingerprint("2001:db8::2") != fingerprint("2001:db9::1")


@pytest.mark.parametrize("trusted, address", [(False, "192.0.2.1"), (True, "198.51.100.7")])
def test_forwarded_address_counts_only_behind_a_trusted_proxy(settings, trusted, address):
    settings.TRUST_PROXY = trusted
    sent = {"X-Forwarded-For": "203.0.113.5, 198.51.100.7"}

    assert address_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers=sent)) == address


def test_list_is_filtered_by_state(client, report_2011, reviewer):
    make_report()
    on_record(**answered(reviewer))

    page = " ".join(client.get("/feedback/?state=answered").text.split())
    assert "· 1 row<" in page or (
        "· 1 row </caption>" in page and "<p>We looked it up.</p>" in page
    )
    assert client.get("/feedback/?state=nothing").status_code == 200


def test_list_needs_the_same_queries_for_1_row_and_for_3(client, report_2011):
    on_record()
    with CaptureQueriesContext(connection) as one:
        client.get("/feedback/")
    for code in ("2011-industry", "2011-farming"):
        on_record(code)
    with CaptureQueriesContext(connection) as three:
        client.get("/feedback/")

    assert len(one) == len(three), [query["sql"] for query in three]
