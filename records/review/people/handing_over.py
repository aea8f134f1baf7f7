"""Handing the work of one person over to another, as when somebody leaves."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from records.history.acting import acting
from records.integrity.db_errors import in_plain_words
from records.models import DraftOwner, Feedback, Record, ReviewStep, User, kind_of
from records.notices.telling import tell
from records.notices.topics import HANDED_OVER, News
from records.review.buttons import permission
from records.review.people.open_kinds import open_kinds
from records.review.people.owners import owned_by
from records.review.workflow import step_of

DRAFTS, PLACES, REPORTS = "drafts", "places", "reports"


@dataclass(frozen=True)
class Work:
    """What one person has in hand."""

    drafts: list[Record] = field(default_factory=list)
    places: list = field(default_factory=list)
    reports: list[Feedback] = field(default_factory=list)

    def __bool__(self):
        return bool(self.drafts or self.places or self.reports)


def work_of(leaver: User, most: int | None = None) -> Work:
    """The open versions, places and readers' reports of `leaver`; of versions at most `most` of
    each kind, where it is given."""
    drafts = [
        version
        for model in open_kinds().values()
        for version in owned_by(model.objects.open(), leaver).order_by("code")[:most]
    ]
    places = list(leaver.assignments.select_related("county").order_by("county__code"))
    return Work(drafts, places, list(Feedback.objects.waiting().filter(handler=leaver)))


def count_drafts(leaver: User) -> int:
    return sum(owned_by(model.objects.open(), leaver).count() for model in open_kinds().values())


@in_plain_words()
def hand_over(leaver: User, successor: User, parts: set[str], user: User, reason: str) -> Work:
    """Give `parts` of the work of `leaver` (DRAFTS, PLACES, REPORTS) to `successor`, all or none.

    Every change is in the history as made by `user`. ValidationError where `successor` could not do
    the work, or where `user` would gain rights.
    """
    with acting(user, reason):
        _hold(leaver, successor, user)
        work = work_of(leaver)
        _refuse_unfit(leaver, successor, parts, user)
        if PLACES in parts:
            _give_places(work.places, successor)
        if DRAFTS in parts:
            _give_drafts(work.drafts, leaver, successor, user, reason)
        if REPORTS in parts:
            _give_reports(work.reports, successor)
        _tell(leaver, successor, user, reason)
    return Work(
        work.drafts if DRAFTS in parts else [],
        work.places if PLACES in parts else [],
        work.reports if REPORTS in parts else [],
    )


def _hold(*users: User) -> None:
    """Let two administrators take turns, even if each hands over to, or for, the other."""
    ids = {user.pk for user in users}
    list(User.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _tell(leaver: User, successor: User, user: User, reason: str) -> None:
    words = {"who": user.public_name, "leaver": leaver.public_name, "reason": reason}
    key = f"{leaver.pk}:{timezone.now().isoformat()}"
    with override("en"):
        tell(HANDED_OVER, [News(successor, key, reverse("admin:index"), words)])


def _refuse_unfit(leaver: User, successor: User, parts: set[str], user: User) -> None:
    if leaver == successor:
        raise ValidationError(_("Choose another person than the one who hands over."))
    if not (successor.is_active and successor.is_staff):
        raise ValidationError(_("The account of %(name)s is switched off.") % {"name": successor})
    if PLACES in parts and successor == user:
        raise ValidationError(_("Another administrator must decide on your own places."))
    if not parts:
        raise ValidationError(_("Choose what is handed over."))


def _give_places(places: list, successor: User) -> None:
    """Move assignments; what the successor has already is not needed twice."""
    held = set(successor.assignments.values_list("county_id", flat=True))
    for place in places:
        if place.county_id in held:
            _join(place, successor)
        else:
            place.user = successor
            place.save()


def _join(place, successor: User) -> None:
    """Take away an assignment that the successor has too, without losing its extent."""
    own = successor.assignments.get(county_id=place.county_id)
    if place.is_for_all_counties and not own.is_for_all_counties:
        own.is_for_all_counties = True
        own.save()
    place.delete()


def _give_drafts(
    drafts: list[Record], leaver: User, successor: User, user: User, reason: str
) -> None:
    successor = User.objects.get(pk=successor.pk)  # whose places may have changed just now
    for draft in drafts:
        is_clerk = successor.has_perm(permission("change", draft))
        if not (is_clerk and successor.may_work_on(draft)):
            message = _("%(name)s cannot work on %(code)s: give the role or the place first.")
            raise ValidationError(message % {"name": successor, "code": draft.code})
    names = ("kind", "code", "version")
    given = (
        DraftOwner(
            kind=kind_of(one), code=one.code, version=one.version, user=successor, at=timezone.now()
        )
        for one in drafts
    )
    DraftOwner.objects.bulk_create(
        given, update_conflicts=True, unique_fields=names, update_fields=("user", "at")
    )
    words = f"{leaver} → {successor}: {reason}"
    verb = ReviewStep.Verb.HAND_OVER
    ReviewStep.objects.bulk_create(step_of(draft, verb, user, words) for draft in drafts)


def _give_reports(reports: list[Feedback], successor: User) -> None:
    if reports and not successor.has_perm(permission("change", Feedback)):
        message = _("%(name)s may not answer readers: give the role first.")
        raise ValidationError(message % {"name": successor})
    for report in reports:
        if not Feedback.objects.visible_to(successor).filter(pk=report.pk).exists():
            message = _("%(name)s cannot read report %(receipt)s: give the place first.")
            raise ValidationError(message % {"name": successor, "receipt": report.receipt})
    Feedback.objects.filter(pk__in=[report.pk for report in reports]).update(handler=successor)
