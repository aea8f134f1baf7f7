"""How notices of counties are read: what a person decided on a file, and what is remembered."""

import hashlib
import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.uploads import Upload
from records.models.users import User


class NoticeMapping(models.Model):
    """How one uploaded notice is read (公告读法): what its sheets and columns mean, and what the
    person says that the file does not. Both are plain data; the reader and the room that makes
    drafts of it say which."""

    upload = models.OneToOneField(
        Upload, models.CASCADE, related_name="notice_mapping", verbose_name=_("imported file")
    )
    mapping = models.JSONField(_("sheets and columns"), default=dict)
    choices = models.JSONField(_("what the file does not say"), default=dict, blank=True)

    class Meta:
        verbose_name = _("reading of a notice")
        verbose_name_plural = _("readings of notices")

    def __str__(self):
        return str(self.upload)

    @property
    def digest(self) -> str:
        """What tells whether a page of it is still true."""
        content = json.dumps([self.mapping, self.choices], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


class NoticeReading(models.Model):
    """What a notice says as it is read at present (公告读数), for the page where a person corrects
    it: derived from the file and its mapping, made anew by each check."""

    upload = models.OneToOneField(
        Upload, models.CASCADE, related_name="notice_reading", verbose_name=_("imported file")
    )
    content = models.JSONField(_("what it says"), default=dict)

    class Meta:
        verbose_name = _("present reading of a notice")
        verbose_name_plural = _("present readings of notices")

    def __str__(self):
        return str(self.upload)


class RememberedMappingQuerySet(models.QuerySet):
    def best_for(self, user: User, county: str, signature: str):
        """What was decided on this layout: of the county, else by this person; None if nothing."""
        of_layout = self.filter(signature=signature).order_by("-at")
        of_county = of_layout.filter(county=county).first() if county else None
        return of_county or of_layout.filter(by=user).first()

    def keep(self, user: User, county: str, signature: str, **decided) -> None:
        """Remember what was decided on a layout, in place of what was decided before."""
        key = {"by": user, "county": county, "signature": signature}
        self.update_or_create(**key, defaults=decided)


class RememberedMapping(models.Model):
    """What a person decided on a layout of notices (已记住的读法), for the next file of its
    sender: the county, or where none is known, the person."""

    by = models.ForeignKey(
        User, models.CASCADE, related_name="remembered_mappings", verbose_name=_("decided by")
    )
    county = models.CharField(_("county code"), max_length=6, blank=True)
    signature = models.CharField(_("layout"), max_length=32)
    mapping = models.JSONField(_("sheets and columns"), default=dict)
    choices = models.JSONField(_("what the file does not say"), default=dict, blank=True)
    at = models.DateTimeField(_("at"), auto_now=True)

    objects = RememberedMappingQuerySet.as_manager()

    class Meta:
        verbose_name = _("remembered reading")
        verbose_name_plural = _("remembered readings")
        constraints = (
            models.UniqueConstraint(
                fields=("by", "county", "signature"),
                name="remembered_mapping_once",
                violation_error_message=_("This layout is remembered already."),
            ),
        )

    def __str__(self):
        return self.signature
