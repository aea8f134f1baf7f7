"""Stored files, each content once."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import BinaryIO

from django.db import models
from django.db.models import Avg, ExpressionWrapper, F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StoredFileQuerySet(models.QuerySet):
    def keep(self, sent: bytes) -> "StoredFile":
        """The file of this content; the same content is kept once, whoever sends it."""
        given = {"content": sent, "size": len(sent)}
        file, _is_new = self.get_or_create(digest=hashlib.sha256(sent).hexdigest(), defaults=given)
        return file

    def unnamed(self, before):
        """Files that no row names, stored before the moment `before`."""
        links = (one.field.related_query_name() for one in self.model._meta.related_objects)
        return self.filter(kept_at__lt=before, **dict.fromkeys(links))


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


class PreparedFileQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(finished_at=None)

    def finished(self):
        return self.exclude(finished_at=None)

    def seconds_for_one(self, form: str) -> float | None:
        """How long one row took in the files of this form that were made; None before any."""
        took = ExpressionWrapper(
            (F("finished_at") - F("begun_at")) / F("rows"), models.DurationField()
        )
        made = self.filter(form=form, has_failed=False, finished_at__isnull=False, rows__gt=0)
        average = made.aggregate(each=Avg(took))["each"]
        return average.total_seconds() if average else None

    def make_room(self, size: int) -> None:
        """Throw away the oldest, until one more file of `size` bytes is within the bounds."""
        number = 1
        for file in self.exclude(size=None).order_by("-asked_at").only("pk", "size"):
            number, size = number + 1, size + file.size
            if number > PreparedFile.MOST or size > PreparedFile.MOST_BYTES:
                file.delete()


class PreparedFile(models.Model):
    """A file that takes long (备好的文件): made once an edition, in the background.

    The worker throws all of them away when it starts: the program may be another one then. The name
    says what it is and of which edition: a file is never changed, only made anew.
    """

    MOST, MOST_BYTES = 500, 4 * 2**30  # are kept
    LARGEST = 2 * 2**30  # bytes
    QUEUE = "files"  # of the work that makes them

    name = models.CharField(_("name"), max_length=100, primary_key=True)
    form = models.CharField(_("form"), max_length=8)
    rows = models.PositiveIntegerField(_("rows in it"))
    rows_done = models.PositiveIntegerField(_("rows made"), default=0)
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    begun_at = models.DateTimeField(_("begun at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    has_failed = models.BooleanField(_("could not be made"), default=False)
    size = models.PositiveBigIntegerField(_("size (bytes)"), null=True)

    objects = PreparedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("prepared file")
        verbose_name_plural = _("prepared files")
        ordering = ("asked_at",)

    def __str__(self):
        return self.name

    @property
    def seconds(self) -> int | None:
        """Since the work on it began; None before."""
        if self.begun_at is None:
            return None
        return int((timezone.now() - self.begun_at) / timedelta(seconds=1))

    @property
    def expected_seconds(self) -> int | None:
        """How long the whole work should take, by the files before; None where there are none."""
        each = PreparedFile.objects.seconds_for_one(self.form)
        return each and max(1, round(each * self.rows))

    @property
    def files_before(self) -> int:
        """How many wait for the worker before this one."""
        return PreparedFile.objects.waiting().filter(asked_at__lt=self.asked_at).count()

    def keep(self, content: BinaryIO) -> None:
        """Store the content, from its beginning to its end, in parts of bounded size."""
        numbers = count()
        while part := content.read(PreparedPart.SIZE):
            PreparedPart.objects.create(file=self, number=next(numbers), content=part)

    def parts(self) -> Iterator[bytes]:
        """The content, part by part: no more than one of them is in memory."""
        contents = PreparedPart.objects.filter(file=self).values_list("content", flat=True)
        for number in range(-(-(self.size or 0) // PreparedPart.SIZE)):
            yield bytes(contents.get(number=number))


class PreparedPart(models.Model):
    """A part of the content of a prepared file (备好的文件的一部分)."""

    SIZE = 2**20  # bytes

    file = models.ForeignKey(
        PreparedFile, models.CASCADE, related_name="stored_parts", verbose_name=_("prepared file")
    )
    number = models.PositiveIntegerField(_("number"))
    content = models.BinaryField(pgettext_lazy("of a file", "content"))

    class Meta:
        verbose_name = _("part of a prepared file")
        verbose_name_plural = _("parts of prepared files")
        ordering = ("file", "number")
        constraints = (
            models.UniqueConstraint(fields=("file", "number"), name="prepared_part_once"),
        )

    def __str__(self):
        return f"{self.file_id} {self.number}"
