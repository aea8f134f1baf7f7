"""Notices in the admin: how many are unread, the page that lists them, and reading one."""

from django.core.paginator import Paginator
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from config.lib.language import address_in_this_language
from records.models import Notice, User
from records.notices.topics import topic_of

PER_PAGE = 50
MOST_COUNTED = 100


def unread_of(user: User) -> SimpleLazyObject:
    """How many notices `user` has not read, as text, counted up to MOST_COUNTED; asked when it is
    shown."""
    return SimpleLazyObject(lambda: _number(user))


def _number(user: User) -> str:
    number = len(user.notices.unread().order_by().values_list("pk")[:MOST_COUNTED])
    return f"{MOST_COUNTED - 1}+" if number >= MOST_COUNTED else str(number or "")


def notices_view(request, site):
    """The notices of whoever is signed in, the newest first; a POST marks all as read."""
    if request.method == "POST":
        request.user.notices.unread().update(read_at=timezone.now())
        return redirect("admin:notices")
    page = Paginator(request.user.notices.all(), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        **site.each_context(request),
        "title": gettext("Notices"),
        "page": page,
        "rows": [_row(one) for one in page],
    }
    return TemplateResponse(request, "admin/notices.html", context)


def _row(notice: Notice) -> dict:
    topic = topic_of(notice)
    return {"notice": notice, "title": topic.title, "text": topic.text(notice)}


def notice_view(request, pk: int, site):
    """Mark one notice of one's own as read, and go to what it is about."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    notice = get_object_or_404(request.user.notices, pk=pk)
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return redirect(address_in_this_language(notice.address))
