"""A notice of five thousand rows is read, and what keeps programs and people from the public."""

import pytest
from django.core.exceptions import ValidationError

from programs.intake import choices
from programs.intake.figure_statements import content_type_of
from records.imports.notices.understanding import Notice
from records.models import Upload
from tests.programs.intake.test_takeover import CASES, send

LONG = next(path for path in CASES.iterdir() if path.name[:2] == "13" and path.suffix == ".xlsx")


@pytest.mark.django_db
def test_five_thousand_rows_are_read(county_clerk):
    upload = send(county_clerk, LONG)

    assert upload.state == Upload.State.CHECKED
    assert len(upload.notice_reading.content["lines"]) == 5000


@pytest.mark.parametrize(
    "sent",
    [
        b"\xd0\xcf\x11\xe0" + "_VBA_PROJECT".encode("utf-16-le"),
        b"PK\x03\x04 mimetype application/vnd.oasis.opendocument.spreadsheet Basic/Standard/",
    ],
)
def test_workbook_with_programs_is_not_published(sent):
    with pytest.raises(ValidationError, match="macros"):
        content_type_of(sent)


def test_what_was_personal_once_stays_private():
    notice = Notice("x.xlsx", sheets=[{"name": "名单", "role": "personal", "why": None}])
    chosen = choices.complete(choices.propose(notice), {"attach": True})
    notice.sheets[0]["role"] = "ignored"  # as a person says afterwards

    assert not choices.may_be_public(notice, choices.complete(choices.propose(notice), chosen))
