"""A new password for whoever has lost theirs: by a link in a mail, or one of an administrator."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views
from django.contrib.auth.tokens import default_token_generator
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from records.models import User
from records.staff.passwords import LinkRequestForm, RecoveredPasswordForm

NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
LINK = _("Make a link to a new password")


class InFrame:
    """A page in the frame of the staff site, for people who have not signed in."""

    def get_context_data(self, **kwargs):
        frame = admin.site.each_context(self.request)
        return super().get_context_data(**{**frame, "title": self.title, **kwargs})


class LinkRequest(InFrame, views.PasswordResetView):
    """Ask for a link by mail; where the site sends no mail, say whom to ask."""

    title = _("Forgotten password")
    form_class = LinkRequestForm
    success_url = reverse_lazy("recovery:requested")
    email_template_name = "registration/password_reset_mail.txt"
    subject_template_name = "registration/password_reset_subject.txt"

    def dispatch(self, *args, **kwargs):
        if settings.EMAIL_BACKEND == NO_MAIL:
            context = self.get_context_data(form=None)
            return TemplateResponse(self.request, "registration/no_mail.html", context)
        return super().dispatch(*args, **kwargs)

    @property
    def extra_email_context(self):
        return {"site": site_address(self.request)}


class LinkRequested(InFrame, views.PasswordResetDoneView):
    title = _("Look into your mailbox")


class Recovery(InFrame, views.PasswordResetConfirmView):
    """Choose the new password. The link serves once, for a day."""

    title = _("Choose a new password")
    form_class = RecoveredPasswordForm
    success_url = reverse_lazy("recovery:done")


class Recovered(InFrame, views.PasswordResetCompleteView):
    title = _("Your new password holds")

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "login_url": reverse("admin:login")}


def site_address(request) -> str:
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def link_for(request, user: User) -> str:
    """The address where `user` chooses a new password, once."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    page = reverse("recovery:choose", kwargs={"uidb64": uid, "token": token})
    return f"{site_address(request)}{page}"


app_name = "recovery"
urlpatterns = [
    path("password_reset/", LinkRequest.as_view(), name="ask"),
    path("password_reset/done/", LinkRequested.as_view(), name="requested"),
    path("reset/<uidb64>/<token>/", Recovery.as_view(), name="choose"),
    path("reset/done/", Recovered.as_view(), name="done"),
]
