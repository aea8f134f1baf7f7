"""Closing and reopening years."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from records.history.acting import acting
from records.models import Edition, Record, User, YearStep


def take_year_step(year: int, verb: str, user: User, reason: str) -> YearStep:
    """Close `year` to every correction, or reopen it. ValidationError when it is so already."""
    with acting(user, reason):
        newest = check_year_step(year, verb)
        return YearStep.objects.create(year=year, verb=verb, reason=reason, by=user, edition=newest)


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
