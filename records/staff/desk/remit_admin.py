"""The staff side of remits: to what a reviewer is limited."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from records.models import ReviewRemit, User
from records.review.people.remits import has_code
from records.staff.base import TrackedAdmin
from records.staff.forms import SignedForm


class RemitForm(SignedForm):
    """Nobody decides on their own remit. `assigner` is who fills the form in."""

    assigner: User

    def clean_user(self):
        user = self.cleaned_data["user"]
        if user == self.assigner:
            raise ValidationError(_("Another administrator must decide on your own remit."))
        return user

    def clean(self):
        super().clean()
        dimension, code = self.cleaned_data.get("dimension"), self.cleaned_data.get("code")
        if dimension and code and not has_code(dimension, code):
            self.add_error("code", _("There is none of this code."))


@admin.register(ReviewRemit)
class ReviewRemitAdmin(TrackedAdmin):
    """Reviewers without a remit decide on everything."""

    form = RemitForm
    list_display = ("user", "dimension", "code")
    list_filter = ("dimension",)
    list_select_related = ("user",)
    search_fields = ("user__username", "user__display_name", "code")
    autocomplete_fields = ("user",)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"assigner": request.user})

    def has_change_permission(self, request, obj=None):
        is_own = obj is not None and obj.user == request.user
        return super().has_change_permission(request, obj) and not is_own

    def has_delete_permission(self, request, obj=None):
        is_own = obj is not None and obj.user == request.user
        return super().has_delete_permission(request, obj) and not is_own
