"""Owners of open versions: the person it was handed over to, or else the one who began it."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from records.models import ChangeEvent, DraftOwner, Record, User, kind_of


def with_owner(versions: QuerySet) -> QuerySet:
    """Versions of one kind with `owner_id`; NULL where nobody is known to have begun one."""
    model = versions.model
    events = ChangeEvent.objects.filter(owner_table=model._meta.db_table, owner_id=OuterRef("pk"))
    beginning = events.order_by("id").values("user")[:1]
    return versions.alias(beginner=Subquery(beginning)).annotate(
        owner_id=Coalesce(Subquery(handed_over(model).values("user")[:1]), F("beginner"))
    )


def owned_by(versions: QuerySet, user: User) -> QuerySet:
    """Those of `versions`, of one kind, that `user` owns."""
    model = versions.model
    begun = ChangeEvent.objects.filter(
        owner_table=model._meta.db_table, owner_id=OuterRef("pk"), user=user, operation="insert"
    ).filter(row_table=model._meta.db_table)
    taken_over = handed_over(model)
    mine = Exists(taken_over.filter(user=user))
    return versions.filter(mine | (Exists(begun) & ~Exists(taken_over)))


def handed_over(model: type[Record]) -> QuerySet:
    """The row, if any, that says to whom the version of the outer query was handed over."""
    return DraftOwner.objects.filter(
        kind=kind_of(model), code=OuterRef("code"), version=OuterRef("version")
    )


def owners_of(versions: Iterable[Record]) -> dict[Record, User]:
    """The owner of each open version that has one; a query for each kind and one for the names."""
    by_kind = defaultdict(dict)
    for version in versions:
        if isinstance(version, Record) and version.is_open:
            by_kind[type(version)][version.pk] = version
    owners = {
        open_ones[pk]: owner
        for kind, open_ones in by_kind.items()
        for pk, owner in with_owner(kind.objects.filter(pk__in=open_ones)).values_list(
            "pk", "owner_id"
        )
    }
    users = User.objects.in_bulk(set(owners.values()) - {None})
    return {version: users[owner] for version, owner in owners.items() if owner in users}
