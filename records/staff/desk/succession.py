"""Hand the work of one person over to another: a page of administrators."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from records.models import User
from records.review.buttons import permission, staff_address
from records.review.people.handing_over import (
    DRAFTS,
    PLACES,
    REPORTS,
    Work,
    count_drafts,
    hand_over,
    work_of,
)
from records.staff.forms import ReasonForm

MOST_LISTED = 50  # drafts that the page names
HAND_OVER = _("Hand the work over")


class SuccessionForm(ReasonForm):
    """Who takes over, and what. `leaver` hands over."""

    successor = forms.ModelChoiceField(User.objects.none(), label=_("Who takes over"))
    parts = forms.MultipleChoiceField(
        label=_("What is handed over"),
        choices=(
            (DRAFTS, _("drafts and submitted versions")),
            (PLACES, _("places")),
            (REPORTS, _("readers' reports")),
        ),
        initial=(DRAFTS, PLACES, REPORTS),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("successor", "parts", "reason")

    def __init__(self, leaver: User, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = User.objects.filter(is_active=True, is_staff=True).exclude(pk=leaver.pk)
        self.fields["successor"].queryset = others.order_by("username")
        self.fields["successor"].label_from_instance = _name


def _name(user: User) -> str:
    has_other_name = user.public_name != user.username
    return f"{user.public_name} ({user.username})" if has_other_name else user.username


def hand_over_view(request, pk: int, site):
    """What somebody has in hand, and the form that gives it to somebody else in one step."""
    if not request.user.has_perm(permission("change", User)):
        raise PermissionDenied
    leaver = get_object_or_404(User, pk=pk)
    form = SuccessionForm(leaver, request.POST or None)
    if request.method == "POST" and form.is_valid() and _take(request, leaver, form):
        return redirect("admin:hand_over", leaver.pk)
    work, count = work_of(leaver, MOST_LISTED), count_drafts(leaver)
    listed = work.drafts[:MOST_LISTED]
    context = {
        **site.each_context(request),
        "title": gettext("Hand over the work of %(name)s") % {"name": _name(leaver)},
        "leaver": leaver,
        "work": work,
        "draft_count": count,
        "drafts": [(one, staff_address(one)) for one in listed],
        "further": max(0, count - len(listed)),
        "form": form,
        "label": HAND_OVER,
    }
    return TemplateResponse(request, "admin/hand_over.html", context)


def _take(request, leaver: User, form: SuccessionForm) -> bool:
    """Hand over what the form says; False, with errors in the form."""
    data = form.cleaned_data
    try:
        given = hand_over(
            leaver, data["successor"], set(data["parts"]), request.user, data["reason"]
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _summary(given, data["successor"]))
    return True


def _summary(given: Work, successor: User) -> str:
    counts = (
        (ngettext("%(n)s draft", "%(n)s drafts", len(given.drafts)), len(given.drafts)),
        (ngettext("%(n)s place", "%(n)s places", len(given.places)), len(given.places)),
        (ngettext("%(n)s report", "%(n)s reports", len(given.reports)), len(given.reports)),
    )
    what = gettext(", ").join(text % {"n": n} for text, n in counts if n) or gettext("nothing")
    return gettext("Handed over to %(name)s: %(what)s.") % {"name": _name(successor), "what": what}
