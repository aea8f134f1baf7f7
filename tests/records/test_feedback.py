"""Reports from readers: what is public, what is private, what a flood or a forger gets."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.lib.client_ip import address_of
from counties.models import County
from records.feedback_intake import LIMITS, fingerprint, receive, subject_at
from records.history.acting import acting
from records.history.describe import newest_event
from records.models import ChangeEvent, Edition, Feedback, User
from records.review.answers import release
from tests.builders import make_project
from tests.conftest import member, superuser

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


def change_address(report):
    return reverse("admin:records_feedback_change", args=[report.pk])


def test_staff_answer_and_sign(client, reviewer, report_2011):
    report = on_record()
    client.force_login(reviewer)

    client.post(
        change_address(report),
        {
            "state": "corrected",
            "answer": "A digit was wrong.",
            "corrected_in": "1",
            "message": "rewritten",
            "why": "looked it up",
            "seen": newest_event(report),
        },
    )

    report.refresh_from_db()
    assert ChangeEvent.objects.of(report).first().reason == "looked it up"
    assert (report.state, report.proposed_by) == ("received", reviewer)
    release(report, member("reviewer", name="second"), "checked")
    report.refresh_from_db()
    assert (report.state, report.answered_by, report.corrected_in_id) == ("corrected", reviewer, 1)
    assert report.answered_at is not None and report.message == SECRETS[0]


@pytest.fixture
def proposed(client, clerk, report_2011):
    """A report that the clerk of the ministry has answered."""
    report = on_record()
    client.force_login(clerk)
    typed = {"state": "answered", "answer": "The source says so.", "why": "looked it up"}
    client.post(change_address(report), {**typed, "seen": newest_event(report)})
    report.refresh_from_db()
    return report


def release_address(report):
    return reverse("admin:records_feedback_release", args=[report.pk])


def test_answer_is_not_public_before_a_second_person_releases_it(client, proposed, reviewer):
    before = client.get(f"/feedback/{proposed.receipt}/").text
    own = client.post(release_address(proposed), {"reason": "quickly"})
    client.force_login(reviewer)
    waiting = client.get("/admin/").text
    page = client.get(release_address(proposed)).text

    client.post(release_address(proposed), {"reason": "checked"})

    proposed.refresh_from_db()
    assert "The source says so." not in before and own.status_code == 403
    assert "Answers to make public" in waiting and "The source says so." in page
    assert "The source says so." in client.get(f"/feedback/{proposed.receipt}/").text
    assert (proposed.released_by, proposed.proposal) == (reviewer, None)


def test_who_wrote_an_answer_does_not_release_it(client, reviewer, report_2011):
    report = on_record()
    client.force_login(reviewer)
    typed = {"state": "answered", "answer": "Yes.", "why": "looked it up"}
    client.post(change_address(report), {**typed, "seen": newest_event(report)})

    refused = client.post(release_address(report), {"reason": "quickly"})

    report.refresh_from_db()
    assert "another person must make it public" in refused.text
    assert report.state == "received"


def test_proposal_is_shown_again_and_a_note_leaves_it(client, proposed, clerk):
    client.force_login(clerk)
    form = client.get(change_address(proposed)).context["adminform"].form
    typed = {name: form[name].value() for name in ("state", "answer", "answer_zh")}

    client.post(
        change_address(proposed),
        {**typed, "note": "ask again", "why": "a note", "seen": newest_event(proposed)},
    )

    before = proposed.proposal
    proposed.refresh_from_db()
    assert typed["answer"] == "The source says so."
    assert (proposed.state, proposed.note, proposed.proposal) == ("received", "ask again", before)


def test_changed_answer_needs_a_second_person_again(client, proposed, clerk, reviewer):
    release(proposed, reviewer, "checked")
    client.force_login(clerk)

    client.post(
        change_address(proposed),
        {"state": "rejected", "answer": "No.", "why": "b", "seen": newest_event(proposed)},
    )

    proposed.refresh_from_db()
    assert (proposed.state, proposed.answer) == ("answered", "The source says so.")
    assert proposed.proposal["state"] == "rejected"


def test_nothing_to_release_is_said(proposed, reviewer):
    release(proposed, reviewer, "checked")

    with pytest.raises(ValidationError, match="No answer waits"):
        release(proposed, reviewer, "again")


@pytest.mark.parametrize(
    "values",
    [
        {"state": "answered", "answer": "x"},
        {"answer": "x"},
        {"answer_zh": "x", "released_by": "clerk"},
        {"state": "answered", "answer": "x", "proposed_by": "reviewer", "released_by": "clerk"},
    ],
)
def test_raw_sql_makes_no_answer_public_alone(proposed, clerk, reviewer, values):
    people = {"clerk": clerk, "reviewer": reviewer}
    signed = {"answered_by": clerk, "answered_at": timezone.now()} if "state" in values else {}
    changes = {name: people.get(value, value) for name, value in values.items()}

    with pytest.raises(IntegrityError, match="An answer is"), acting(clerk, "raw"):
        Feedback.objects.filter(pk=proposed.pk).update(**signed, **changes)


def test_nobody_proposes_in_the_name_of_another(proposed, clerk, reviewer):
    with pytest.raises(IntegrityError, match="in one's own name"), acting(reviewer, "forged"):
        Feedback.objects.filter(pk=proposed.pk).update(proposal={"state": "rejected"})


@pytest.mark.parametrize(
    "wrong, expected",
    [
        ({"state": "answered"}, "deserves an answer"),
        ({"state": "corrected", "answer": "Yes."}, "names the edition"),
        ({"state": "answered", "answer": "Yes.", "corrected_in": "1"}, "names the edition"),
        ({"state": "answered", "answer": "Yes.", "why": ""}, "This field is required."),
    ],
)
def test_incomplete_outcome_is_told(client, reviewer, report_2011, wrong, expected):
    report = on_record()
    client.force_login(reviewer)

    response = client.post(
        change_address(report), {"why": "done", "seen": newest_event(report), **wrong}
    )

    assert expected in response.text
    report.refresh_from_db()
    assert report.state == "received"


def test_unsigned_answer_is_refused_by_the_database(report_2011, reviewer):
    unsigned = {"answered_by": None, "answered_at": None}

    with pytest.raises(IntegrityError, match="feedback_answer_is_signed"):
        make_report(**answered(reviewer, **unsigned))


def test_clerk_sees_reports_on_own_places_only(client, county_clerk, clerk, report_2011):
    here = {"scope": "county", "county": County.objects.get(code="141030")}
    make_project("at-home", **here)
    home, other, page = on_record("at-home"), on_record("2011-industry"), make_report()

    assert set(Feedback.objects.visible_to(county_clerk)) == {home}
    assert set(Feedback.objects.visible_to(clerk)) == {other, page}
    assert set(Feedback.objects.visible_to(member("reviewer"))) == {home, other, page}
    client.force_login(county_clerk)
    assert client.get(change_address(home)).status_code == 200
    assert client.get(change_address(other)).status_code == 404


def test_auditor_reads_and_changes_nothing(client, auditor, report_2011):
    report = on_record()
    client.force_login(auditor)

    assert client.get(change_address(report)).status_code == 200
    assert client.post(change_address(report), {"state": "rejected"}).status_code == 403


def test_nobody_adds_or_deletes_reports(rf):
    request = rf.get("/")
    request.user = superuser("root")
    options = admin.site._registry[Feedback]

    assert not options.has_add_permission(request)
    assert not options.has_delete_permission(request)


def test_waiting_are_those_without_an_answer(report_2011, reviewer):
    new = make_report()
    make_report(**answered(reviewer))

    assert list(Feedback.objects.waiting()) == [new]
