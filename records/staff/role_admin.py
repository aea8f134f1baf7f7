"""The staff side of roles: requests of one administrator, for another to confirm."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.models import RoleRequest
from records.review import role_requests
from records.review.buttons import permission
from records.staff.base import ReadOnlyAdmin
from records.staff.forms import ReasonForm

DECISIONS = {
    "confirm": (RoleRequest.State.CONFIRMED, _("Confirm the role")),
    "decline": (RoleRequest.State.DECLINED, _("Decline the role")),
}


@admin.register(RoleRequest)
class RoleRequestAdmin(ReadOnlyAdmin):
    """Requests are made on the form of an account, and decided here by another administrator."""

    list_display = ("asked_at", "account", "group", "state", "asked_by", "reason", "decide")
    list_filter = ("state", "group")
    list_select_related = ("account", "group", "asked_by")
    search_fields = ("account__username", "reason")

    def get_urls(self):
        decide = path(
            "<int:pk>/decide/<str:decision>/",
            self.admin_site.admin_view(self.decide_view),
            name="records_rolerequest_decide",
        )
        return [decide, *super().get_urls()]

    @admin.display(description=_("decision"))
    def decide(self, request):
        """What was decided and by whom; while nothing was, the two steps."""
        if request.state != RoleRequest.State.ASKED:
            return f"{request.decided_by or ''} {request.decision}".strip()
        links = [
            format_html('<a href="{}">{}</a>', self._address(request, name), label)
            for name, (_state, label) in DECISIONS.items()
        ]
        return format_html("{} · {}", *links)

    def _address(self, request, decision: str) -> str:
        return reverse("admin:records_rolerequest_decide", args=[request.pk, decision])

    def decide_view(self, request, pk, decision):
        """Confirm or decline a request, with a reason."""
        if not request.user.has_perm(permission("change", RoleRequest)):
            raise PermissionDenied
        if decision not in DECISIONS:
            raise Http404
        asked = get_object_or_404(RoleRequest, pk=pk)
        state, label = DECISIONS[decision]
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                role_requests.decide(asked, state, request.user, form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, gettext("Done: %(step)s.") % {"step": label})
                return redirect("admin:records_rolerequest_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": label,
            "asked": asked,
            "form": form,
            "label": label,
        }
        return TemplateResponse(request, "admin/decide_role.html", context)
