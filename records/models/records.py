"""Records and their rows: base models of everything that is reviewed and published."""

from collections.abc import Collection, Container

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.orm.constraints import FullyConstrained
from records.models.citing import Cited
from records.models.editions import Edition
from records.models.files import StoredFile
from records.models.users import User


class State(models.TextChoices):
    """The review state of a version (状态)."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN_STATES = (State.DRAFT, State.SUBMITTED)
PAST_STATES = (State.SUPERSEDED, State.WITHDRAWN)


class RecordQuerySet(models.QuerySet):
    def get_by_natural_key(self, code, version):
        return self.get(code=code, version=version)

    def published(self):
        """The versions that the public reads today."""
        return self.filter(state=State.PUBLISHED)

    def as_of(self, edition: int | None):
        """The versions public at edition number `edition`; None is today."""
        if edition is None:
            return self.published()
        still = Q(superseded_in__isnull=True) | Q(superseded_in__gt=edition)
        return self.filter(still, published_in__lte=edition)

    def of_edition(self, number: int):
        """The versions that edition `number` published or withdrew."""
        withdrawn = Q(superseded_in=number, state=State.WITHDRAWN)
        return self.filter(Q(published_in=number) | withdrawn)

    def with_rows(self, but: Container[type["Row"]] = ()):
        """Whole records: with their rows of every kind, and with what both refer to. Kinds of row
        that nobody asks for are left out by `but`."""
        wanted = (model for model in self.model.row_models() if model not in but)
        kinds = (model._meta.get_field(model.belongs_to) for model in wanted)
        whole = self.select_related(*_references(self.model))
        return whole.prefetch_related(*(_rows_with_references(field) for field in kinds))

    def row_kinds(self) -> list[type["Row"]]:
        """The kinds of row that these versions have, in order of declaration. Most versions have
        rows of few kinds: what kinds there are is one query, and of no other anything is asked."""
        kinds = self.model.row_models()
        try:
            versions, parameters = self.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return []
        asked = " UNION ALL ".join(
            f"SELECT {place} WHERE EXISTS (SELECT FROM {kind._meta.db_table} "  # noqa: S608
            f"WHERE {kind._meta.get_field(kind.belongs_to).column} IN (TABLE chosen))"
            for place, kind in enumerate(kinds)
        )
        if not asked:
            return []
        with connections[self.db].cursor() as cursor:
            cursor.execute(f"WITH chosen AS ({versions}) {asked} ORDER BY 1", parameters)
            return [kinds[place] for (place,) in cursor]

    def open(self):
        """Drafts and submitted versions."""
        return self.filter(state__in=OPEN_STATES)

    def visible_to(self, user):
        """The versions that a member of staff may read: clerks read those of their own places."""
        return self if user.sees_every_place else self.of_places(user.places)

    def of_places(self, places: Collection[int | None]):
        """Records of these counties; None among them stands for records that name no county."""
        if not self.model.has_county():
            return self if None in places else self.none()
        return self.filter(in_places(places))


def in_places(places: Collection[int | None], path: str = "") -> Q:
    """What is of these counties, None for none; `path` leads to what has a county."""
    named = Q(**{f"{path}county__in": [place for place in places if place is not None]})
    return named | Q(**{f"{path}county": None}) if None in places else named


def _references(model, but=None) -> list[str]:
    """The references of rows of `model`; a statement with its source, a row with its record.
    Not files: their content would come along."""
    foreign_keys = (f for f in model._meta.concrete_fields if f.many_to_one and f != but)
    foreign = [f for f in foreign_keys if f.related_model is not StoredFile]
    to_rows = [f for f in foreign if issubclass(f.related_model, Row)]
    owners = (f"{f.name}__{f.related_model.belongs_to}" for f in to_rows)
    sources = ("statement__source" for f in foreign if f.name == "statement")
    return [*sources, *(f.name for f in foreign), *owners]


def _rows_with_references(field) -> models.Prefetch:
    rows = field.model.objects.order_by("line")
    references = _references(field.model, but=field)
    return models.Prefetch(field.remote_field.get_accessor_name(), rows.select_related(*references))


class Record(FullyConstrained, Cited):
    """A version of a public record (记录). The code is stable, versions count from 1."""

    # Whether a record lies in the places of some clerks and not of others.
    is_of_places = True
    # Whether codes that are proposed for it leave out of what kind it is.
    is_main = False
    # The function of the database that says what a version costs, in yuan; empty where it has no
    # money. Above a limit two reviewers approve.
    money_function = ""
    # What a copy for another year keeps; empty where there are no such copies.
    carried_over: tuple[str, ...] = ()
    # Fields that no public page, download or digest may hold.
    private_fields: tuple[str, ...] = ()
    # Fields that may stay empty in a draft but not in a publication.
    required_to_publish: tuple[str, ...] = ()
    # Dates and years that may lie ahead; all others tell of what has happened.
    may_lie_ahead: tuple[str, ...] = ()
    # Dates of terms, which may begin before the year of the record and last beyond it.
    may_leave_year: tuple[str, ...] = ()

    code = models.SlugField(_("code"), max_length=80)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    published_in = models.ForeignKey(
        Edition,
        models.PROTECT,
        related_name="%(class)ss_published",
        verbose_name=_("published in"),
        null=True,
        editable=False,
    )
    superseded_in = models.ForeignKey(
        Edition,
        models.PROTECT,
        related_name="%(class)ss_superseded",
        verbose_name=_("superseded in"),
        null=True,
        editable=False,
    )
    change_reason = models.TextField(_("reason for this version"), blank=True, editable=False)
    submitted_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="%(class)ss_submitted",
        verbose_name=_("submitted by"),
        null=True,
        editable=False,
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("code", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("code", "version"),
                name="%(class)s_version_once",
                violation_error_message=_("A record with this code exists already."),
            ),
            models.UniqueConstraint(
                fields=("code",),
                condition=Q(state=State.PUBLISHED),
                name="%(class)s_one_published",
                violation_error_message=_("A published version of this record exists already."),
            ),
            models.UniqueConstraint(
                fields=("code",),
                condition=Q(state__in=OPEN_STATES),
                name="%(class)s_one_open",
                violation_error_message=_("This record is being corrected already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, published_in=None, superseded_in=None)
                | Q(state=State.PUBLISHED, published_in__isnull=False, superseded_in=None)
                | Q(
                    state__in=PAST_STATES,
                    published_in__isnull=False,
                    superseded_in__gt=models.F("published_in"),
                ),
                name="%(class)s_state_fits_editions",
                violation_error_message=_("The state and the editions do not fit together."),
            ),
        )

    def natural_key(self):
        return (self.code, self.version)

    @classmethod
    def has_county(cls) -> bool:
        """Whether this kind of record can name a county."""
        return cls._has_field("county")

    @classmethod
    def has_year(cls) -> bool:
        """Whether this kind of record belongs to a year."""
        return cls._has_field("year")

    @classmethod
    def _has_field(cls, name: str) -> bool:
        return any(field.name == name for field in cls._meta.concrete_fields)

    def is_public_in(self, edition: int | None) -> bool:
        """Whether the public read this version at edition number `edition`; None is today."""
        if edition is None:
            return self.state == State.PUBLISHED
        is_over = self.superseded_in_id is not None and self.superseded_in_id <= edition
        return (self.published_in_id or edition + 1) <= edition and not is_over

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def entry_address(self) -> str:
        """The page on which staff write this kind of record; empty where that is its form."""
        return ""

    @property
    def versions_address(self) -> str:
        """The public page of everything that was ever published of this record."""
        return reverse("record_versions", args=[kind_of(self), self.code])

    def public_version(self):
        """The version that the public reads today; None where there is none."""
        return type(self).objects.published().filter(code=self.code).first()

    def open_version(self):
        """The other version of this record that is being corrected; None where there is none."""
        return type(self).objects.open().filter(code=self.code).exclude(pk=self.pk).first()

    @classmethod
    def row_models(cls) -> list[type["Row"]]:
        """The kinds of row that belong to this kind of record, in order of declaration."""
        related = (relation.related_model for relation in cls._meta.related_objects)
        return [model for model in related if issubclass(model, Row) and model.owner_model() is cls]

    def fetch_rows(self) -> None:
        """Fetch the rows of this version, with what they refer to."""
        present = type(self).objects.filter(pk=self.pk).row_kinds()
        fields = (kind._meta.get_field(kind.belongs_to) for kind in present)
        models.prefetch_related_objects([self], *map(_rows_with_references, fields))
        absent = (kind for kind in self.row_models() if kind not in present)
        fetched = self.__dict__.setdefault("_prefetched_objects_cache", {})
        fetched |= {kind.relation_name(): [] for kind in absent}

    def rows(self):
        """Every row of this version, kind by kind, by line."""
        for model in self.row_models():
            yield from getattr(self, model.relation_name()).all()


class RowQuerySet(models.QuerySet):
    def get_by_natural_key(self, code, version, line):
        owner = self.model.belongs_to
        key = {f"{owner}__code": code, f"{owner}__version": version}
        return self.get(line=line, **key)

    def as_of(self, edition: int | None):
        """Rows of what the public read at edition number `edition`; None is today."""
        owner = self.model.belongs_to
        records = self.model.owner_model().objects.as_of(edition)
        return self.filter(**{f"{owner}__in": records})


class Row(FullyConstrained, Cited):
    """A line of a record, versioned and published with it (明细行).

    `line` stays the same from version to version, so that two versions can be compared.
    """

    belongs_to: str
    carried_over: tuple[str, ...] = ()
    required_to_publish: tuple[str, ...] = ()
    may_lie_ahead: tuple[str, ...] = ()

    line = models.PositiveSmallIntegerField(_("line"), default=0, editable=False)

    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def relation_name(cls) -> str:
        """The relation from a record to its rows of this kind: "allocations"."""
        return cls._meta.get_field(cls.belongs_to).remote_field.get_accessor_name()

    @classmethod
    def owner_model(cls) -> type[Record]:
        return cls._meta.get_field(cls.belongs_to).related_model

    @property
    def owner(self) -> Record:
        return getattr(self, self.belongs_to)

    def natural_key(self):
        return (self.owner.code, self.owner.version, self.line)

    def save(self, *args, **kwargs):
        if not self.line:
            self.line = self.next_line()
        super().save(*args, **kwargs)

    def next_line(self) -> int:
        """One more than the highest line ever used in this record, so no line is used again."""
        owners = self.owner_model().objects.filter(code=self.owner.code)
        used = type(self).objects.filter(**{f"{self.belongs_to}__in": owners})
        return (used.aggregate(highest=models.Max("line"))["highest"] or 0) + 1


def line_once(owner: str) -> models.UniqueConstraint:
    """A record has one row of each kind and line; `owner` is the field that names the record."""
    return models.UniqueConstraint(
        fields=(owner, "line"),
        name="%(class)s_line_once",
        violation_error_message=_("This record has a row with this line already."),
    )


def kind_of(version: Record | type[Record]) -> str:
    """The short name of a kind of record, as entries and downloads write it. Versions of reference
    data go by the name of what they describe."""
    return str(getattr(version, "describes", version)._meta.model_name)


def record_models() -> dict[str, type[Record]]:
    """Every kind of record, by its short name."""
    models_of_all = apps.get_models()
    return {kind_of(model): model for model in models_of_all if issubclass(model, Record)}
