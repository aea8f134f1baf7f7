"""Comments on a record as its pages show them: a form, the thread, and striking one's own out."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.models import Record, StaffComment, kind_of
from records.review.buttons import permission, staff_address
from records.review.people.conversation import comment_on, strike_out, thread_of

PAGES = ("change", "review", "history")  # that show the thread, and are returned to


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text=_("Only staff read it. Name somebody with @ and the user name: they are told."),
    )


def may_comment(user) -> bool:
    return user.has_perm(permission("add", StaffComment))


def thread_context(user, version: Record, page: str) -> dict:
    """What `admin/records/thread.html` needs on one of PAGES."""
    if not user.has_perm(permission("view", StaffComment)):
        return {}
    return {
        "comments": [
            (one, _strike_address(version, one, page) if _may_strike(user, one) else "")
            for one in thread_of(version)
        ],
        "comment_form": CommentForm() if may_comment(user) else None,
        "comment_address": f"{staff_address(version, 'comment')}?page={page}",
    }


def _may_strike(user, comment: StaffComment) -> bool:
    return comment.by_id == user.pk and comment.struck_at is None and may_comment(user)


def _strike_address(version: Record, comment: StaffComment, page: str) -> str:
    options = version._meta
    name = f"admin:{options.app_label}_{options.model_name}_strike"
    return f"{reverse(name, args=[version.pk, comment.pk])}?page={page}"


def post_comment(request, version: Record):
    """Write a comment on `version`, and return to the page that it was written on."""
    if not may_comment(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            unable = comment_on(version, request.user, form.cleaned_data["text"])
        except ValidationError as error:
            messages.error(request, "; ".join(error.messages))
        else:
            messages.success(request, gettext("The comment stands below."))
            for user in unable:
                message = gettext("%(name)s may not read this record and was not told.")
                messages.warning(request, message % {"name": user})
    else:
        messages.error(request, gettext("The comment was empty or too long; nothing was saved."))
    return redirect(_back(request, version))


def post_strike(request, version: Record, pk: int):
    """Strike out a comment on `version`."""
    if not may_comment(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    about = StaffComment.objects.filter(kind=kind_of(version), code=version.code)
    try:
        strike_out(get_object_or_404(about, pk=pk), request.user)
    except ValidationError as error:
        messages.error(request, "; ".join(error.messages))
    return redirect(_back(request, version))


def _back(request, version: Record) -> str:
    page = request.GET.get("page")
    return f"{staff_address(version, page if page in PAGES else 'change')}#comments"
