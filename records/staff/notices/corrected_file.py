"""A corrected file that is sent in the place of a notice, with the corrections of its reading."""

from hashlib import sha256

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.lib.spreadsheets.read_workbook import MAX_FILE
from records.models import Upload


class CorrectedFileForm(forms.Form):
    """A file in the place of that of `upload`; empty where none is sent."""

    corrected = forms.FileField(
        label=_("The corrected file"),
        required=False,
        help_text=_("It takes the place of this one. What you say on this page is kept."),
    )

    def __init__(self, *args, upload: Upload, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.upload = upload

    def clean_corrected(self) -> UploadedFile | None:
        sent = self.cleaned_data["corrected"]
        if not sent:
            return None
        digest = sha256(within_limits(sent).read()).hexdigest()
        sent.seek(0)
        if digest == self.upload.file_id:
            raise ValidationError(
                gettext("This is the same file as before: nothing in it differs.")
            )
        return sent


def within_limits(sent: UploadedFile) -> UploadedFile:
    """ValidationError for a file that is too large to be read."""
    if sent.size > MAX_FILE:
        message = gettext("This file is larger than %(limit)s MB. Split it.")
        raise ValidationError(message % {"limit": MAX_FILE // 2**20})
    return sent
