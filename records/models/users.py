"""Users: the staff who work on the ledger."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff (工作人员). Editions quote the user name, so it never changes."""

    display_name = models.CharField(_("name shown to the public"), max_length=80, blank=True)

    new_password_due_since = models.DateTimeField(
        _("new password due since"),
        null=True,
        editable=False,
        help_text=_("Set when another person sets the password or takes the second factor away."),
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("member of staff")
        verbose_name_plural = _("members of staff")
        permissions = (("see_every_place", "Can see the records of every place"),)

    def natural_key(self):
        return (self.username,)

    @property
    def public_name(self) -> str:
        """The name under which the public reads of this member today; editions keep their own."""
        return self.display_name or self.username

    @cached_property
    def places(self) -> frozenset[int | None]:
        """Ids of the counties this member works for; None stands for the ministry's own records."""
        return frozenset(county for county, _is_for_all in self._assignments)

    @property
    def works_everywhere(self) -> bool:
        """Whether an assignment of this member is for all counties and the ministry's own records,
        without naming them one by one."""
        return any(is_for_all for _county, is_for_all in self._assignments)

    @cached_property
    def _assignments(self) -> list[tuple[int | None, bool]]:
        return list(self.assignments.values_list("county_id", "is_for_all_counties"))

    @cached_property
    def remit_codes(self) -> dict[str, set[str]]:
        """What this reviewer is limited to: codes by dimension; empty where there is no limit."""
        codes = {}
        for dimension, code in self.remits.values_list("dimension", "code"):
            codes.setdefault(dimension, set()).add(code)
        return codes

    @property
    def sees_every_place(self) -> bool:
        return self.has_perm("records.see_every_place") or self.works_everywhere

    def works_for(self, county_id: int | None) -> bool:
        """Whether this member's places include a county, or the ministry's own records (None)."""
        return self.is_superuser or self.works_everywhere or county_id in self.places

    def may_work_on(self, version) -> bool:
        """Whether a version lies in the places of this member; reference data lie in all."""
        if not version.is_of_places:
            return True
        return self.works_for(version.county_id if version.has_county() else None)
