"""Documents and photographs in the form of a record."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.lib.uploads.receive import Received, received
from records.models import Attachment, StoredFile
from records.staff.record_admin import RowInline


class AttachmentForm(forms.ModelForm):
    """Checks, cleans and stores the sent file before the row is saved."""

    sent = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "A photograph (JPEG, PNG, WebP) or a document (PDF, .docx, .xlsx). Photographs "
            "lose the place and the device that the camera wrote into them."
        ),
    )

    def clean_sent(self):
        sent = self.cleaned_data["sent"]
        if sent is None:
            if not self.instance.file_id:
                raise ValidationError(gettext("Choose a file."))
            return None
        keep_file(self.instance, received(sent.read()), sent.name)
        return sent


def keep_file(row: Attachment, file: Received, name: str) -> None:
    """Store a file that was sent under `name`, and say in `row` what is known of it."""
    stem = slugify(name.rpartition(".")[0])[:100] or "file"
    row.name = f"{stem}.{file.ending}"
    row.content_type, row.width, row.height = file.content_type, file.width, file.height
    row.file = StoredFile.objects.keep(file.content)
    row.preview = StoredFile.objects.keep(file.preview) if file.preview else None


class AttachmentInline(RowInline):
    form = AttachmentForm
    fields = ("current_file", "sent", "title", "title_zh", "dated_on", "statement")
    readonly_fields = ("current_file",)

    @admin.display(description=_("kept file"))
    def current_file(self, row):
        return format_html('<a href="{}">{}</a>', row.address, row.name) if row.file_id else ""


def inline_for(model: type[Attachment]) -> type[AttachmentInline]:
    return type(f"{model.__name__}Inline", (AttachmentInline,), {"model": model})
