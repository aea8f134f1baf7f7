"""Whose a draft is, in the lists of staff: a column and a filter."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.models import User
from records.review.people.owners import owned_by, owners_of, with_owner

MOST_LOOKED_AT = 1000  # newest open versions, whose owners the filter names
MINE = "me"


class OwnedChangeList(ChangeList):
    """A list that knows the owners of the rows of its page."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        owners = owners_of(self.result_list)
        for version in self.result_list:
            version.owner = owners.get(version)


class OwnerFilter(admin.SimpleListFilter):
    """Open versions of one person; the user name is the value, so that a link can name anyone."""

    title = _("owner")
    parameter_name = "owner"

    def lookups(self, request, model_admin):
        mine = (MINE, gettext("me"))
        if getattr(request, "is_download", False):
            return [mine]
        newest = model_admin.model.objects.visible_to(request.user).open().order_by("-pk")
        some = model_admin.model.objects.filter(pk__in=newest.values("pk")[:MOST_LOOKED_AT])
        owned = with_owner(some).order_by()
        owners = User.objects.filter(pk__in=owned.values("owner_id"))
        others = owners.exclude(pk=request.user.pk).order_by("username")
        return [mine, *((one.username, one.public_name) for one in others)]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        name = request.user.username if self.value() == MINE else self.value()
        owner = User.objects.filter(username=name.replace("\0", "")).first()
        return owned_by(queryset.open(), owner) if owner else queryset.none()
