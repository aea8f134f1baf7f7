"""Re-show a form that cannot be saved now, with everything that was typed."""

from collections.abc import Mapping

from django.core.exceptions import FieldDoesNotExist
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import csrf

from config.lib.pages.typed import TOKEN, fields_of, is_own


def keep(
    request,
    *,
    message: str,
    can_send_again: bool,
    status: int,
    labels: Mapping[str, str] | None = None,
) -> TemplateResponse:
    """A page with everything typed, and a button to send it again where that may help. `labels`
    names the fields of a form that no model admin knows."""
    typed = [
        ((labels or {}).get(one.name) or _label(request, one.name), *one)
        for one in fields_of(request)
        if one.name != TOKEN
    ]
    context = {
        "title": _("Not saved yet"),
        "message": message,
        "typed": typed,
        "can_send_again": can_send_again,
        "is_signed_in": request.user.is_authenticated,
    }
    return TemplateResponse(request, "admin/unsaved.html", context, status=status)


def _label(request, name: str) -> str:
    """What a field of the form is called in the reader's language; its name where that is not
    known."""
    model_admin = getattr(request.resolver_match.func, "model_admin", None)
    relation, _dash, rest = name.partition("-")
    number, _dash, field = rest.partition("-")
    if name == "why":
        return _("Why this change")
    try:
        if not rest:
            return capfirst(model_admin.model._meta.get_field(name).verbose_name)
        row = model_admin.model._meta.get_field(relation).related_model
        label = row._meta.get_field(field).verbose_name
        return f"{capfirst(row._meta.verbose_name)} {int(number) + 1} · {label}"
    except (AttributeError, FieldDoesNotExist, ValueError):
        return name


def signed_out(request) -> TemplateResponse:
    message = _(
        "Your session has ended, so nothing was saved. What you typed is still here: sign in in "
        "another tab, then send it again."
    )
    return keep(request, message=message, can_send_again=True, status=403)


def csrf_failure(request, reason=""):
    """Re-show a staff form whose user signed in again while it was open.

    A form that another site sent gets Django's plain refusal: it must not be one click from sent.
    """
    if not (is_own(request) and request.user.is_staff and request.POST):
        return csrf.csrf_failure(request, reason)
    message = _("The form was open for a long time. Look through what you typed and send it again.")
    return keep(request, message=message, can_send_again=True, status=403).render()


def no_longer_draft(request, version, labels: Mapping[str, str] | None = None) -> TemplateResponse:
    message = _(
        "%(code)s version %(version)s is %(state)s by now and cannot be edited, so nothing was "
        "saved. What you typed is still here to be copied."
    ) % {"code": version.code, "version": version.version, "state": version.get_state_display()}
    return keep(request, message=message, can_send_again=False, status=409, labels=labels)
