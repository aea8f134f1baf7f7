"""Bombs and active files: bounded before they are opened, and refused in plain words."""

import io
import subprocess
import sys
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from config.lib.uploads import archives
from config.lib.uploads.receive import received

PEAK = 350  # megabytes of a process that takes one picture, 90 of them without any
CHILD = r"""
import os, re, sys
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from django.core.exceptions import ValidationError
from config.lib.uploads.receive import received
try:
    received(sys.stdin.buffer.read())
    print("taken", end=" ")
except ValidationError as refusal:
    print("refused", end=" ")
peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]
print(int(peak) // 1024)
"""


def picture(kind: str, mode: str, size=(7700, 7700)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def package(**parts: bytes) -> bytes:
    """An office document with further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"word/document.xml": b"x", **parts}.items():
            archive.writestr(name, content)
    return out.getvalue()


def refusal(sent: bytes) -> str:
    with pytest.raises(ValidationError) as error:
        received(sent)
    return " ".join(error.value.messages)


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is asked of Linux")
@pytest.mark.parametrize(
    ("kind", "mode", "size", "answer"),
    [
        ("PNG", "1", (7700, 7700), "taken"),
        ("PNG", "RGBA", (7700, 7700), "refused"),
        ("PNG", "RGBA", (5000, 4900), "taken"),
        ("JPEG", "RGB", (7700, 7700), "taken"),
        ("WEBP", "RGB", (7700, 7700), "refused"),
        ("WEBP", "RGB", (4000, 3000), "taken"),
    ],
)
def test_memory_of_a_picture_is_bounded(kind, mode, size, answer):
    """Of a small file with many pixels too."""
    sent = picture(kind, mode, size)

    child = subprocess.run(
        [sys.executable, "-c", CHILD], input=sent, capture_output=True, check=True
    )

    said, megabytes = child.stdout.decode().split()
    assert said == answer
    assert int(megabytes) < PEAK


def test_jpeg_of_many_pixels_is_kept_smaller():
    taken = received(picture("JPEG", "RGB", (7000, 7000)))

    assert (taken.width, taken.height) == (3500, 3500)


def test_deep_colours_are_refused_in_plain_words():
    assert "more than 8 bits" in refusal(picture("PNG", "I;16", (10, 10)))


def test_jpeg_with_more_pictures_behind_it_is_a_photograph():
    one, out = Image.new("RGB", (80, 60)), io.BytesIO()
    one.save(out, "MPO", save_all=True, append_images=[one])

    assert received(out.getvalue()).ending == "jpg"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (package(**{"word/media/a.bin": bytes(300 * 2**20)}), "unpacks to 300 MB"),
        (package(**{f"word/{number}": b"" for number in range(20_000)}), "unpacks to"),
        (package(**{"word/embeddings/a.xlsx": b"x"}), "contains another file"),
        (package(**{"word/embeddings/oleObject1.bin": b"x"}), "contains another file"),
        (package(**{"word/vbaProject.bin": b"x"}), "macros"),
        (package()[:-10], "none of what is kept"),
        (
            package(
                **{
                    "word/_rels/settings.xml.rels": b'<Relationship Type="http://x/relationships/'
                    b'attachedTemplate" TargetMode="External" Target="http://evil/"/>'
                }
            ),
            "fetches one",
        ),
    ],
)
def test_dangerous_office_documents_are_refused(sent, words):
    assert words in refusal(sent)


def test_list_of_parts_is_bounded_before_it_is_read(monkeypatch):
    sent = package(**{f"word/{number}": b"" for number in range(20_000)})
    monkeypatch.setattr(archives.zipfile, "ZipFile", lambda _file: pytest.fail("was read"))

    with pytest.raises(archives.LargeArchiveError):
        archives.open_archive(io.BytesIO(sent))


def test_harmless_links_of_a_document_are_taken():
    links = b'<Relationship Type="http://x/relationships/hyperlink" TargetMode="External"/>'

    assert received(package(**{"word/_rels/document.xml.rels": links})).ending == "docx"


def pdf(body: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + body + b"\nendobj\n%%EOF\n"


def packed(body: bytes) -> bytes:
    content = zlib.compress(body)
    head = b"<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>>" % len(content)
    return pdf(head + b"\nstream\n" + content + b"\nendstream")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (pdf(b"<</S /JavaScript /JS (app.alert(1))>>"), "contains a script"),
        (pdf(b"<</S /J#61vaScript /#4AS (app.alert(1))>>"), "contains a script"),
        (pdf(b"<</S /Unknown /JS 5 0 R>>"), "contains a script"),
        (pdf(b"<</Type /Action /S /Launch>>"), "contains a script"),
        (pdf(b"<</Names <</EmbeddedFiles 3 0 R>>>>"), "another file"),
        (packed(b"1 0 <</S /JavaScript /JS (x)>>"), "contains a script"),
        (packed(bytes(60 * 2**20)), "unpacks to far more"),
        (pdf(b"<</Encrypt 5 0 R>>"), "encrypted"),
    ],
)
def test_active_pdf_is_refused(sent, words):
    assert words in refusal(sent)


@pytest.mark.parametrize(
    "sent",
    [
        pdf(b"<</Type /Page /JSON 1>>"),
        pdf(b"stream\n\x01/JS\x02\xff\nendstream"),
        packed(b"1 0 <</Type /Page>>"),
        pdf(b""),
    ],
)
def test_plain_pdf_is_taken(sent):
    assert received(sent).content == sent
