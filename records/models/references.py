"""Reference data: what records refer to by foreign key, and the versions that decide what it says.

A row of reference data keeps its id and its code for good, so that foreign keys and joins stay as
plain as they are. What it says stands in its versions, which are records like any other: drafted,
reviewed, published in editions, and kept. The database copies the public version onto the row
(`records/migrations/references.sql`) and refuses every other change of it. While nothing is public,
the row says what its newest version says, so that staff read its name, and it belongs to no
edition, so that nobody else reads anything.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.orm.codes import Coded, CodeQuerySet
from records.models.editions import Edition
from records.models.reading import edition_in_reading
from records.models.records import Record, RecordQuerySet, Row


class ReferenceQuerySet(CodeQuerySet):
    def published(self):
        """What the public reads: today, or in the edition that is being read."""
        return self.filter(published_in__isnull=False)

    def as_of(self, edition: int | None):
        """What the public read at edition number `edition`; None is today.

        RuntimeError unless this edition is being read: only then do the rows say what they said.
        """
        if edition != edition_in_reading():
            raise RuntimeError(f"Edition {edition} is not being read: use reading({edition}).")
        return self.published()


class Stable(models.Model):
    """A row that keeps its id while versions decide what it says."""

    version = models.PositiveIntegerField(_("version"), editable=False)
    published_in = models.ForeignKey(
        Edition,
        models.PROTECT,
        related_name="+",
        verbose_name=_("published in"),
        null=True,
        editable=False,
    )
    revised_in = models.PositiveIntegerField(
        _("revised in"),
        null=True,
        editable=False,
        help_text=_("The newest edition that changed what is said here; empty while none did."),
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def content_names(cls) -> frozenset[str]:
        """The fields that say something, without those that say where it was published."""
        of_state = {"id", *(field.name for field in Stable._meta.fields)}
        return frozenset(field.name for field in cls._meta.concrete_fields) - of_state

    @property
    def is_public(self) -> bool:
        return self.published_in_id is not None

    @property
    def changed_since(self) -> int | None:
        """The edition that changed what is said here after the edition that is being read; today,
        the newest one that changed it."""
        edition = edition_in_reading()
        is_later = self.revised_in is not None and (edition is None or self.revised_in > edition)
        return self.revised_in if is_later else None

    @property
    def change_address(self) -> str:
        """The page of the edition that changed it."""
        return reverse("edition_detail", args=[self.changed_since])


class Reference(Stable, Coded):
    """Reference data of one kind, under a code for good (基础数据)."""

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def versions_address(self) -> str:
        """The public page of everything that was ever published of it."""
        return reverse("record_versions", args=[self._meta.model_name, self.code])

    def former_names(self) -> list[tuple[str, int]]:
        """What the public called it before, each with the edition that ended it, newest first."""
        if self.revised_in is None:
            return []
        editions = Edition.objects.as_of(edition_in_reading())
        past = versions_of(type(self)).objects.filter(code=self.code, superseded_in__in=editions)
        names: dict[str, int] = {}
        for version in past.order_by("-version"):
            names.setdefault(str(version), version.superseded_in_id)
        names.pop(str(self), None)
        return list(names.items())


class ReferenceVersionQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """Reference data belong to no place: all staff read all of them."""
        return self


class ReferenceVersion(Record):
    """A version of reference data: it decides what the row of its code says (版本)."""

    describes: type[Reference]
    is_of_places = False

    objects = ReferenceVersionQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True

    def get_absolute_url(self):
        return self.versions_address


def reference_models() -> Iterator[type[Stable]]:
    """Every kind of row that others refer to and that versions describe."""
    return (model for model in apps.get_models() if issubclass(model, Stable))


def versions_of(model: type[Stable]) -> type[Record]:
    """The kind of record whose versions decide what rows of `model` say."""
    for kind in apps.get_models():
        if getattr(kind, "describes", None) is model:
            return kind.owner_model() if issubclass(kind, Row) else kind
    raise LookupError(f"No versions describe {model.__name__}.")
