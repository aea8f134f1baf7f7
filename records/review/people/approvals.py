"""Two approvals: what costs more than a set amount is approved by two reviewers.

The first approves, which is a step of review; the second publishes. Handing in, returning and
taking back make the approvals before them void. The database holds the same
(`records/migrations/approvals.sql`).
"""

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, Func, OuterRef, QuerySet
from django.utils.translation import gettext as _

from config.lib.money import MoneyField, format_money
from records.models import ApprovalLimit, Record, ReviewStep, User, kind_of

VOIDING = (ReviewStep.Verb.SUBMIT, ReviewStep.Verb.RETURN, ReviewStep.Verb.RECALL)


def costs_above_limit(versions: Sequence[Record]) -> dict[Record, Decimal]:
    """Those of `versions`, of any kinds, that cost more than the limit, with what they cost in
    yuan."""
    limit = ApprovalLimit.objects.current()
    kinds = {type(version) for version in versions if version.money_function}
    if limit is None:
        return {}
    costs: dict[tuple[type[Record], int], Decimal] = {}
    for kind in kinds:
        ids = [version.pk for version in versions if type(version) is kind]
        money = Func(F("pk"), function=kind.money_function, output_field=MoneyField())
        rows = kind.objects.filter(pk__in=ids).order_by().annotate(money=money)
        above = rows.filter(money__gt=limit).values_list("pk", "money")
        costs |= {(kind, pk): cost for pk, cost in above}
    named = ((version, costs.get((type(version), version.pk))) for version in versions)
    return {version: cost for version, cost in named if cost is not None}


def approvals_of(version: Record) -> list[ReviewStep]:
    """The approvals of a version that hold, oldest first."""
    steps = ReviewStep.objects.filter(**_about(version), verb=ReviewStep.Verb.APPROVE)
    return list(steps.filter(_holds()).select_related("by").order_by("id"))


def awaits_another(versions: Sequence[Record], user: User) -> list[Record]:
    """Those of `versions` that somebody other than `user` has to approve before `user` may publish
    them."""
    return [
        version
        for version in costs_above_limit(versions)
        if not any(step.by_id != user.pk for step in approvals_of(version))
    ]


def has_approved(user: User, versions: Sequence[Record]) -> bool:
    """Whether `user` has approved all of `versions` that need two approvals."""
    costly = costs_above_limit(versions)
    return all(any(step.by_id == user.pk for step in approvals_of(one)) for one in costly)


def not_approved_by(versions: QuerySet, user: User) -> QuerySet:
    """`versions`, of one kind, without those that `user` has approved and that wait for another."""
    if not versions.model.money_function:
        return versions
    about = {"code": OuterRef("code"), "version": OuterRef("version")}
    steps = ReviewStep.objects.filter(kind=kind_of(versions.model), **about)
    approved = steps.filter(_holds(), verb=ReviewStep.Verb.APPROVE)
    by_others = approved.exclude(by=user)
    return versions.exclude(Exists(approved.filter(by=user)) & ~Exists(by_others))


def refuse_unapproved(versions: Sequence[Record], user: User) -> None:
    """ValidationError where one of `versions` needs the approval of another reviewer first."""
    costs = costs_above_limit(versions)
    for version in awaits_another(versions, user):
        message = _(
            "%(code)s version %(version)s costs %(money)s: another reviewer must approve it before "
            "you publish it."
        )
        names = {"code": version.code, "version": version.version}
        raise ValidationError(message % {**names, "money": format_money(costs[version])})


def _about(version: Record) -> dict[str, object]:
    return {"kind": kind_of(version), "code": version.code, "version": version.version}


def _holds():
    """Of steps: nothing since made them void."""
    later = ReviewStep.objects.filter(
        kind=OuterRef("kind"), code=OuterRef("code"), version=OuterRef("version")
    )
    return ~Exists(later.filter(id__gt=OuterRef("id"), verb__in=VOIDING))
