"""Few files are worked on at once; the others wait, see their place, and learn why work ended."""

import signal
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from records.imports import jobs
from records.models import StoredFile, Upload
from records.models.uploads import MOST_AT_ONCE, SILENT_FOR
from tests.records.imports.conftest import PROJECT, sheet_csv

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - SILENT_FOR - timedelta(hours=1)


@pytest.fixture
def sent(clerk):
    """Files that wait, as many as are asked for."""

    def send(count: int) -> list[Upload]:
        stored = StoredFile.objects.keep(sheet_csv(PROJECT))
        given = {"kind": "projects", "name": "projects.csv", "file": stored, "reason": "A test"}
        return [Upload.objects.create(**given, sent_by=clerk) for _number in range(count)]

    return send


def test_files_have_their_turn_in_order_and_few_at_once(sent):
    files = sent(6)

    turns = [Upload.objects.take_turn() for _turn in range(6)]

    assert turns[:MOST_AT_ONCE] == files[:MOST_AT_ONCE]
    assert turns[MOST_AT_ONCE:] == [None] * (6 - MOST_AT_ONCE)
    assert [one.place_in_queue for one in Upload.objects.order_by("pk")] == [0, 0, 1, 2, 3, 4]


def test_next_file_has_its_turn_once_work_ends_or_dies(sent):
    files = sent(4)
    first, second = (Upload.objects.take_turn() for _turn in range(2))
    Upload.objects.filter(pk=first.pk).update(state=Upload.State.CHECKED)
    assert Upload.objects.take_turn() == files[2]

    Upload.objects.filter(pk=second.pk).update(state=Upload.State.CHECKING, worked_at=LONG_AGO)

    assert Upload.objects.take_turn() == files[3]
    assert Upload.objects.get(pk=second.pk).has_died


def test_file_whose_work_ended_since_it_was_read_has_not_died(sent):
    sent(1)
    Upload.objects.update(state=Upload.State.CHECKING)
    upload = Upload.objects.get()

    Upload.objects.update(state=Upload.State.CHECKED)

    assert not upload.has_died


def test_file_whose_process_never_began_waits_again(sent):
    (file,) = sent(1)
    Upload.objects.take_turn()
    assert Upload.objects.take_turn() is None

    Upload.objects.update(worked_at=LONG_AGO)

    assert Upload.objects.take_turn() == file
    assert not Upload.objects.get().has_died


def test_file_that_has_its_turn_already_is_not_begun_twice(sent):
    """Another process took it between its arrival and the order to check it."""
    first, second, _third = sent(3)
    turns = [Upload.objects.take_turn() for _turn in range(MOST_AT_ONCE)]

    jobs.start_waiting()
    with pytest.raises(ValidationError, match="cannot begin now"):
        jobs.start(first, "check")

    assert turns == [first, second]
    assert {one.pk for one in Upload.objects.at_work()} == {first.pk, second.pk}
    assert Upload.objects.get(pk=first.pk).place_in_queue == 0


@pytest.mark.parametrize("kind", ["projects", "notices"])
def test_page_shows_the_place_in_the_queue(client, clerk, sent, kind):
    client.force_login(clerk)
    files = sent(4)
    Upload.objects.update(kind=kind)
    for _turn in range(MOST_AT_ONCE):
        Upload.objects.take_turn()

    page = client.get(f"/zh-hans/admin/records/upload/{files[3].pk}/change/").text

    assert "本文件排在第 2 位" in page


def test_publication_waits_while_others_are_worked_on(sent, reviewer):
    sent(2)
    for _turn in range(MOST_AT_ONCE):
        Upload.objects.take_turn()
    (loaded,) = sent(1)
    Upload.objects.filter(pk=loaded.pk).update(state=Upload.State.LOADED)

    with pytest.raises(ValidationError, match="Other files are being worked on"):
        jobs.start_publication(loaded, reviewer, "Seen")


@pytest.mark.parametrize(
    ("state", "code", "words", "after"),
    [
        ("checking", -signal.SIGKILL, "lacked memory", "failed"),
        ("loading", 1, "fault of the program", "failed"),
        ("waiting", 2, "fault of the program", "failed"),
        ("deciding", -signal.SIGKILL, "lacked memory", "loaded"),
    ],
)
def test_process_that_died_says_why_and_what_to_do(sent, state, code, words, after):
    (file,) = sent(1)
    Upload.objects.update(state=state)

    jobs.keep_death(file, code)

    file.refresh_from_db()
    assert file.state == after
    assert words in file.refusal and "Nothing was changed" in file.refusal


@pytest.mark.parametrize("state", ["checked", "faulty", "loaded"])
def test_process_that_ended_after_its_work_changes_nothing(sent, state):
    (file,) = sent(1)
    Upload.objects.update(state=state)

    jobs.keep_death(file, 1)

    file.refresh_from_db()
    assert (file.state, file.refusal) == (state, "")
