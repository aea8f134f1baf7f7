"""Documents and photographs: known by content, without metadata, versioned, harmless to readers."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.forms import modelform_factory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import ExifTags, Image

from config.lib.uploads import receive
from programs.models import Project, ProjectAttachment
from records.models import StoredFile
from records.review import workflow
from records.review.copying import next_version
from records.staff.attachment_admin import AttachmentForm
from tests.builders import content_of, make_project, statement
from tests.database import as_table_owner

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF\n"


def photograph(kind="JPEG", size=(1600, 1200), **exif) -> bytes:
    image = Image.new("RGB", size, "steelblue")
    about = image.getexif()
    about[ExifTags.Base.Make] = "A camera"
    about[ExifTags.Base.Orientation] = 6
    about.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (36.0, 28.0, 0.0)
    out = io.BytesIO()
    image.save(out, kind, exif=about)
    return out.getvalue()


def document(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for part in parts:
            package.writestr(part, "x")
    return out.getvalue()


def attach(project, sent: bytes, name="photo.exe", **changes) -> ProjectAttachment:
    """Attach a file as the form does."""
    fields = ("title", "title_zh", "dated_on", "statement")
    form = modelform_factory(ProjectAttachment, form=AttachmentForm, fields=fields)
    given = {"title": "The new well", "title_zh": "新水井", "statement": statement().pk, **changes}
    bound = form(given, {"sent": SimpleUploadedFile(name, sent)})
    bound.instance.project = project
    assert bound.is_valid(), bound.errors
    return bound.save()


@pytest.fixture
def published(report_2011, clerk, reviewer):
    project = make_project()
    row = attach(project, photograph())
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "Seen")
    return row


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photograph_loses_place_and_camera_and_stands_upright(kind):
    received = receive.received(photograph(kind))

    image = Image.open(io.BytesIO(received.content))
    assert dict(image.getexif()) == {}
    assert b"A camera" not in received.content
    assert image.size == (received.width, received.height) == (1200, 1600)
    assert max(Image.open(io.BytesIO(received.preview)).size) == 960


@pytest.mark.parametrize(
    ("sent", "ending"),
    [(PDF, "pdf"), (document("word/document.xml"), "docx"), (document("xl/workbook.xml"), "xlsx")],
)
def test_document_is_known_by_its_content(sent, ending):
    assert receive.received(sent).ending == ending


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"MZ\x90\x00 program", "none of what is kept"),
        (b"<svg onload=alert(1)>", "none of what is kept"),
        (b"<html><script>", "none of what is kept"),
        (b"", "none of what is kept"),
        (b"\xff\xd8\xff\xe0 cut short", "none of what is kept"),
        (document("hello.txt"), "none of what is kept"),
        (document("word/document.xml", "word/vbaProject.bin"), "macros"),
        (b"%PDF-" + bytes(receive.MAX_DOCUMENT), "larger than"),
    ],
)
def test_other_files_are_refused_in_plain_words(sent, expected):
    with pytest.raises(ValidationError, match=expected):
        receive.received(sent)


def test_picture_with_too_many_pixels_is_refused_unopened():
    wide = io.BytesIO()
    Image.new("1", (20_000, 4_000)).save(wide, "PNG")

    with pytest.raises(ValidationError, match="too many pixels"):
        receive.received(wide.getvalue())


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "L"])
def test_progressive_jpeg_of_many_pixels_is_refused_before_it_takes_memory(mode):
    """It would keep all passes of all pixels: 600 MB of a file of 1 MB."""
    passes, one_pass = io.BytesIO(), io.BytesIO()
    large = Image.new(mode, (9_800, 8_000))
    large.save(passes, "JPEG", progressive=True)
    Image.new(mode, (1_600, 1_200)).save(one_pass, "JPEG", progressive=True)

    with pytest.raises(ValidationError, match="too many pixels"):
        receive.received(passes.getvalue())
    assert receive.received(one_pass.getvalue()).width == 1_600


def test_small_file_of_59_megapixels_is_refused_unopened():
    square = io.BytesIO()
    Image.new("RGB", (9_000, 6_600)).save(square, "PNG")

    assert len(square.getvalue()) < 180_000
    with pytest.raises(ValidationError, match="too many pixels"):
        receive.received(square.getvalue())


def test_reader_gets_the_file_with_safe_headers(client, published):
    response = client.get(published.address)

    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "max-age=31536000, immutable, public"
    assert client.get(published.preview_address).status_code == 200


def test_document_is_never_shown_inside_the_site(client, report_2011, clerk, reviewer):
    project = make_project()
    row = attach(project, PDF, "report.pdf")
    workflow.submit([project], clerk)
    workflow.publish([project], reviewer, "Seen")

    response = client.get(row.address)

    assert response["Content-Disposition"] == 'attachment; filename="report.pdf"'


def test_file_of_a_draft_is_for_staff_who_see_it(client, report_2011, clerk, county_clerk):
    row = attach(make_project(), photograph())

    seen = {}
    for user in (None, county_clerk, clerk):
        if user:
            client.force_login(user)
        response = client.get(row.address)
        seen[user] = response.status_code

    assert seen == {None: 404, county_clerk: 404, clerk: 200}
    assert response["Cache-Control"] == "max-age=31536000, immutable, private"


def test_upload_of_a_spreadsheet_is_no_public_file(client, report_2011):
    stored = StoredFile.objects.keep(b"code,title\n")

    assert client.get(f"/files/{stored.digest}/x.csv").status_code == 404


def test_page_shows_the_photograph_with_words_for_it(client, published):
    for prefix, words in (("", "The new well"), ("/zh-hans", "新水井")):
        page = client.get(f"{prefix}/projects/well/").text

        assert f'alt="{words}"' in page
        assert published.preview_address in page


def test_attachment_is_versioned_with_its_record(client, published, clerk, reviewer):
    well = Project.objects.published().get(code="well")
    draft = workflow.start_correction(well, clerk, "A better photograph")
    (copy,) = draft.attachments.all()
    assert (copy.file_id, copy.line) == (published.file_id, published.line)
    copy.delete()
    workflow.submit([draft], clerk)
    edition = workflow.publish([draft], reviewer, "Seen")

    assert published.address not in client.get("/projects/well/").text
    before = client.get(f"/projects/well/?edition={edition.number - 1}").text
    assert published.preview_address in before
    assert client.get(published.address).status_code == 200


def test_digest_covers_the_file(published):
    content = content_of(Project.objects.published().get(code="well"))

    (row,) = content["projectattachment_rows"]
    assert row["file"] == published.file_id


def test_published_attachment_cannot_be_exchanged(published):
    other = StoredFile.objects.keep(PDF)

    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        ProjectAttachment.objects.filter(pk=published.pk).update(file=other)
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic(), as_table_owner():
        StoredFile.objects.filter(pk=published.file_id).update(content=b"x")


def test_pages_never_fetch_the_content_of_files(client, published):
    with CaptureQueriesContext(connection) as queries:
        client.get("/projects/well/")

    of_files = [one["sql"] for one in queries if "storedfile" in one["sql"]]
    assert [sql for sql in of_files if '"content"' in sql] == []


def test_next_version_copies_no_bytes(published):
    before = StoredFile.objects.count()

    next_version(Project.objects.published().get(code="well"), "Again")

    assert StoredFile.objects.count() == before


def test_form_of_a_project_takes_a_photograph(client, report_2011, clerk):
    project = make_project()
    client.force_login(clerk)
    address = reverse("admin:programs_project_change", args=[project.pk])
    page = client.get(address)
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    for formset in page.context["inline_admin_formsets"]:
        data |= {f"{formset.formset.prefix}-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data |= {
        "why": "A photograph",
        "attachments-TOTAL_FORMS": 1,
        "attachments-0-title": "The new well",
        "attachments-0-title_zh": "新水井",
        "attachments-0-statement": statement().pk,
        "attachments-0-sent": SimpleUploadedFile("../IMG 1.JPG", photograph()),
    }

    response = client.post(address, data)

    assert response.status_code == 302, response.context["errors"]
    assert project.attachments.get().name == "img-1.jpg"
