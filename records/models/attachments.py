"""Documents and photographs of a record: rows of it, versioned and published with it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.dates import PartialDateField, dates_within_limits
from config.lib.language import LocalizedField
from config.lib.orm.text_pairs import awaiting_index, in_either_language
from records.models.files import StoredFile
from records.models.records import Row


class Attachment(Row):
    """A document or photograph (附件) of one kind of record, which names itself in `belongs_to`.

    The edition's digest covers the SHA-256 of the file, so that it cannot be exchanged.
    """

    required_to_publish = ("title", "file", "statement")

    # What it is
    title = models.CharField(
        _("title (English)"),
        max_length=200,
        blank=True,
        help_text=_("Of a photograph: what is to be seen, for those who cannot see it."),
    )
    title_zh = models.CharField(_("title (Chinese)"), max_length=100, blank=True)
    dated_on = PartialDateField(_("dated on"))

    # The file itself; what is known of it comes from its content
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("file"),
        editable=False,
    )
    name = models.CharField(_("file name"), max_length=120, editable=False)
    content_type = models.CharField(_("type"), max_length=80, editable=False)
    preview = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="%(class)ss_by_preview",
        verbose_name=_("small copy"),
        null=True,
        editable=False,
    )
    width = models.PositiveIntegerField(_("width (pixels)"), null=True, editable=False)
    height = models.PositiveIntegerField(_("height (pixels)"), null=True, editable=False)

    title_text = LocalizedField("title")

    class Meta:
        abstract = True
        indexes = (awaiting_index("title"),)
        constraints = (*dates_within_limits("dated_on"), in_either_language("title"))

    def __str__(self):
        return self.title_text

    @property
    def is_photograph(self) -> bool:
        return self.width is not None

    @property
    def address(self) -> str:
        return reverse("attached_file", args=[self.file_id, self.name])

    @property
    def preview_address(self) -> str:
        return reverse("attached_file", args=[self.preview_id, "preview.jpg"])


def attachment_models() -> list[type[Attachment]]:
    return Attachment.__subclasses__()
