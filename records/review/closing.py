"""Closing and reopening years."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from records.history.acting import acting
from records.models import Edition, Record, User, YearStep, record_models
from records.notices.telling import tell
from records.notices.topics import YEAR_CLOSED, News
from records.review.people.owners import owners_of


def take_year_step(year: int, verb: str, user: User, reason: str) -> YearStep:
    """Close `year` to every correction, or reopen it. ValidationError when it is so already."""
    with acting(user, reason):
        newest = check_year_step(year, verb)
        step = YearStep.objects.create(year=year, verb=verb, reason=reason, by=user, edition=newest)
        if verb == YearStep.Verb.CLOSE:
            _tell_owners(step)
        return step


def _tell_owners(step: YearStep) -> None:
    """Tell whoever has open versions of a year that it is closed now."""
    owners = set(owners_of(open_versions_of(step.year)).values()) - {step.by}
    words = {"who": step.by.public_name, "year": step.year, "reason": step.reason}
    with override("en"):
        address = reverse("admin:queue", args=["my-drafts"])
    tell(YEAR_CLOSED, (News(one, str(step.pk), address, words) for one in owners))


def check_year_step(year: int, verb: str) -> Edition:
    """The newest edition, held until the transaction ends. ValidationError when `year` is closed,
    or open, already, or when nothing was published."""
    newest = Edition.objects.hold_newest()
    is_closed = YearStep.objects.closing(year) is not None
    if is_closed == (verb == YearStep.Verb.CLOSE):
        message = _("%(year)s is closed already.") if is_closed else _("%(year)s is not closed.")
        raise ValidationError(message % {"year": year})
    if newest is None:
        raise ValidationError(_("Nothing was published yet."))
    return newest


def open_versions_of(year: int, most: int | None = None) -> list[Record]:
    """Drafts and submitted versions of `year`, at most `most` of each kind where it is given."""
    kinds = (model for model in record_models().values() if model.has_year())
    return [
        version
        for model in kinds
        for version in model.objects.open().filter(year=year).order_by("code")[:most]
    ]


def closing_of(version: Record) -> YearStep | None:
    """The step that closed the year of `version`; None while it is open or names no year."""
    return YearStep.objects.closing(version.year) if version.has_year() else None


def refuse_closed_years(versions: Sequence[Record]) -> None:
    """ValidationError when one of `versions` belongs to a closed year."""
    one_of_each_year = {getattr(version, "year", None): version for version in versions}
    for version in one_of_each_year.values():
        _refuse_closed_year(version)


def _refuse_closed_year(version: Record) -> None:
    if closing := closing_of(version):
        message = _(
            "%(code)s belongs to %(year)s, which %(user)s closed: %(reason)s. An administrator "
            "must reopen the year first."
        )
        raise ValidationError(
            message
            % {
                "code": version.code,
                "year": version.year,
                "user": closing.by,
                "reason": closing.reason,
            }
        )
