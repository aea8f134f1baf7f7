"""The second factor: a code from a phone (TOTP), asked for beside the password."""

from base64 import b32encode

from axes.helpers import get_client_session_hash
from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django_otp import login, match_token
from qrcode import QRCode

from records.history.acting import acting
from records.models import BackupCode, BackupDevice, Phone, SecondFactorRule, SignIn


class CodeForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )

    def clean_code(self):
        return self.cleaned_data["code"].replace(" ", "")


def device_of(user) -> Phone | None:
    return Phone.objects.filter(user=user, confirmed=True).first()


def is_required(user) -> bool:
    """Whether a role of `user` needs a second factor; in production a superuser always does."""
    if settings.PRODUCTION and user.is_superuser:
        return True
    return SecondFactorRule.objects.filter(group__user=user).exists()


def is_wanting(user) -> bool:
    """Whether `user` has signed in with a password and must still give a code."""
    is_staff = user.is_authenticated and user.is_staff and not user.is_verified()
    return is_staff and (device_of(user) is not None or is_required(user))


def forget(user) -> None:
    """Delete the devices and backup codes of `user`, as when a phone was lost."""
    Phone.objects.filter(user=user).delete()
    BackupDevice.objects.filter(user=user).delete()


def view(request, site):
    """Ask for a code; set up a device where there is none yet."""
    user = request.user
    if not (user.is_authenticated and user.is_staff):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if user.is_verified():
        return _page(
            request, site, "done", left=BackupCode.objects.filter(device__user=user).count()
        )
    return _ask(request, site) if device_of(user) else _set_up(request, site)


def _ask(request, site):
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = match_token(request.user, form.cleaned_data["code"])
        if device is not None:
            _verified(request, device)
            return redirect(_next(request))
        form.add_error(
            "code", _("This code is wrong, was used already, or came too soon after another.")
        )
    return _page(request, site, "ask", form=form)


def _set_up(request, site):
    device = _device_to_confirm(request.user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if device.verify_token(form.cleaned_data["code"]):
            codes = _confirm(request, device)
            return _page(request, site, "codes", codes=codes, next=_next(request))
        form.add_error("code", _("This code is wrong. Is the clock of the phone right?"))
    path, size = qr_path(device.config_url)
    key = b32encode(device.bin_key).decode().rstrip("=")
    return _page(request, site, "set_up", form=form, path=path, size=size, key=key)


def _device_to_confirm(user) -> Phone:
    """The phone that `user` has begun to set up, or a new one."""
    begun = Phone.objects.filter(user=user, confirmed=False)
    device = begun.first()
    if device and device.is_readable:
        return device
    begun.delete()
    return Phone.objects.enrol(user, confirmed=False)


def _confirm(request, device: Phone) -> list[str]:
    """Confirm the device; returns the backup codes, which are displayed only once."""
    with acting(request.user, _("second factor set up")):
        device.confirmed = True
        device.save()
        codes = BackupDevice.objects.create(user=request.user).make_codes()
    _verified(request, device)
    return codes


def _verified(request, device) -> None:
    """Go on in a session with a new key, so that whoever learned the old one gets nothing from the
    code. The log of sign-ins knows the session by a hash of its key."""
    before = get_client_session_hash(request)
    request.session.cycle_key()
    sign_ins = SignIn.objects.filter(session_hash=before, logout_time=None)
    sign_ins.update(session_hash=get_client_session_hash(request))
    login(request, device)


def _page(request, site, step: str, **context):
    titles = {
        "ask": _("Your code"),
        "set_up": _("Set up a second factor"),
        "codes": _("Your backup codes"),
        "done": _("Second factor"),
    }
    known = {**site.each_context(request), "has_permission": False, "title": titles[step]}
    return TemplateResponse(
        request,
        "admin/second_factor.html",
        {**known, "step": step, "next": _next(request), **context},
    )


def _next(request) -> str:
    """The page to go to afterwards, on this site only."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if is_ours else reverse("admin:index")


def qr_path(text: str) -> tuple[str, int]:
    """`text` as a path for a square SVG, and the side of the square."""
    code = QRCode(border=2)
    code.add_data(text)
    squares = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(squares) for x, dark in enumerate(row) if dark
    )
    return path, len(squares)
