"""Stored files, each content once."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StoredFileQuerySet(models.QuerySet):
    def keep(self, sent: bytes) -> "StoredFile":
        """The file of this content; the same content is kept once, whoever sends it."""
        given = {"content": sent, "size": len(sent)}
        file, _is_new = self.get_or_create(digest=hashlib.sha256(sent).hexdigest(), defaults=given)
        return file


class StoredFileManager(models.Manager.from_queryset(StoredFileQuerySet)):
    """Defers the content, so that lists of records never fetch it."""

    def get_queryset(self):
        return super().get_queryset().defer("content")


class StoredFile(models.Model):
    """A file byte by byte (文件), known by its SHA-256; never changed, so never in doubt.

    In the database, so that a backup or a replica holds it too.
    """

    digest = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    size = models.PositiveIntegerField(_("size (bytes)"))
    content = models.BinaryField(pgettext_lazy("of a file", "content"))
    kept_at = models.DateTimeField(_("kept at"), auto_now_add=True)

    objects = StoredFileManager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        base_manager_name = "objects"

    def __str__(self):
        return self.digest[:12]

    def natural_key(self):
        return (self.digest,)
