"""The staff side of accounts: users, rules of the second factor, logs of sign-ins."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.history.acting import acting
from records.models import FailedSignIn, Lockout, SecondFactorRule, SignIn, User
from records.review import role_requests
from records.review.buttons import permission
from records.staff import second_factor
from records.staff.base import ReadOnlyAdmin, TrackedAdmin
from records.staff.desk.recovery import LINK, link_for
from records.staff.desk.succession import HAND_OVER
from records.staff.forms import ReasonForm, StaffCreationForm, StaffForm
from records.staff.passwords import GivenPasswordForm, end_sessions, require_new_password

RESET = _("Take the second factor away")

admin.site.unregister(Group)  # roles are a table in code: records/roles.py


@admin.register(User)
class StaffAdmin(TrackedAdmin, UserAdmin):
    """Accounts. Nobody changes their own rights, and no form makes or touches a superuser."""

    not_exported = ("password",)
    form = StaffForm
    add_form = StaffCreationForm
    change_password_form = GivenPasswordForm
    list_display = ("username", "display_name", "email", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    formfield_overrides = {
        **TrackedAdmin.formfield_overrides,
        models.ManyToManyField: {"widget": CheckboxSelectMultiple},  # the roles are few
    }
    signing_in = (
        "last_login",
        "date_joined",
        "second_factor",
        "new_password_due_since",
        "reset_link",
    )
    readonly_fields = (*signing_in, "work")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Who it is"), {"fields": ("display_name", "first_name", "last_name", "email")}),
        (_("What this person may do"), {"fields": ("is_active", "is_staff", "groups")}),
        (_("Signing in"), {"fields": signing_in}),
        (_("Work"), {"fields": ("work",)}),
    )

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), *(("username",) if obj else ()))

    def has_change_permission(self, request, obj=None):
        is_off_limits = obj is not None and (obj.is_superuser or obj == request.user)
        return super().has_change_permission(request, obj) and not is_off_limits

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        if not change:  # a new account is there to work here, with a password of its own
            obj.is_staff, obj.new_password_due_since = True, timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Take roles away at once; ask another administrator to confirm new ones."""
        wanted = form.cleaned_data.pop("groups", None)
        super().save_related(request, form, formsets, change)
        if wanted is None:
            return
        account, held = form.instance, set(form.instance.groups.all())
        account.groups.remove(*(held - set(wanted)))
        waiting = account.role_requests.standing().values("group")
        for group in wanted.exclude(pk__in=waiting).difference(account.groups.all()):
            role_requests.ask(account, group, request.user, form.cleaned_data["why"])
            message = gettext("“%(role)s” takes effect when another administrator confirms it.")
            messages.info(request, message % {"role": group})

    def user_change_password(self, request, id, form_url=""):
        """Set the password of another, who chooses a new one at the next sign-in."""
        with acting(request.user, gettext("password set by an administrator")):
            return super().user_change_password(request, id, form_url)

    def get_urls(self):
        reset = path(
            "<int:pk>/second-factor/",
            self.admin_site.admin_view(self.reset_view),
            name="records_user_second_factor",
        )
        link = path(
            "<int:pk>/reset-link/",
            self.admin_site.admin_view(self.link_view),
            name="records_user_reset_link",
        )
        return [reset, link, *super().get_urls()]

    @admin.display(description=_("second factor"))
    def second_factor(self, user):
        """Whether there is one, with a link to reset it when a phone was lost."""
        if second_factor.device_of(user) is None:
            return gettext("none")
        address = reverse("admin:records_user_second_factor", args=[user.pk])
        return format_html('{} · <a href="{}">{}</a>', gettext("set up"), address, RESET)

    def link_view(self, request, pk):
        """Make a link by which somebody else chooses a new password, with a reason."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        link = ""
        if request.method == "POST" and form.is_valid():
            with acting(request.user, f"{LINK}: {form.cleaned_data['reason']}"):
                require_new_password(user)
                end_sessions(user)
            link = link_for(request, user)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{LINK}: {user}",
            "form": form,
            "label": LINK,
            "link": link,
        }
        page = TemplateResponse(request, "admin/reset_link.html", context)
        page["Cache-Control"] = "no-store"
        return page

    @admin.display(description=_("link to a new password"))
    def reset_link(self, user):
        address = reverse("admin:records_user_reset_link", args=[user.pk])
        return format_html('<a href="{}">{}</a>', address, LINK)

    @admin.display(description=_("in hand"))
    def work(self, user):
        """A link to the page where the work of this person is handed over."""
        address = reverse("admin:hand_over", args=[user.pk])
        return format_html('<a href="{}">{}</a>', address, HAND_OVER)

    def reset_view(self, request, pk):
        """Reset the second factor of someone else, with a reason."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            with acting(request.user, form.cleaned_data["reason"]):
                second_factor.forget(user)
                require_new_password(user)
                end_sessions(user)
            messages.success(request, gettext("Done: %(step)s.") % {"step": RESET})
            return redirect("admin:records_user_change", user.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{RESET}: {user}",
            "form": form,
            "label": RESET,
        }
        return TemplateResponse(request, "admin/reset_second_factor.html", context)


@admin.register(SecondFactorRule)
class SecondFactorRuleAdmin(TrackedAdmin):
    """Rules of the second factor. Nobody lifts the requirement from their own role."""

    list_display = ("group",)

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        is_own = obj is not None and request.user.groups.filter(pk=obj.group_id).exists()
        return super().has_delete_permission(request, obj) and not is_own


class Attempts(ReadOnlyAdmin):
    """Attempts to sign in; their library names its columns in English only."""

    list_display = fields = ("at", "name", "address", "browser")
    search_fields = ("username", "ip_address")
    date_hierarchy = "attempt_time"

    @admin.display(description=_("at"), ordering="attempt_time")
    def at(self, attempt):
        return attempt.attempt_time

    @admin.display(description=_("user name"), ordering="username")
    def name(self, attempt):
        return attempt.username

    @admin.display(description=_("network address"), ordering="ip_address")
    def address(self, attempt):
        return attempt.ip_address

    @admin.display(description=_("browser"))
    def browser(self, attempt):
        return attempt.user_agent


@admin.register(SignIn)
class SignInAdmin(Attempts):
    list_display = fields = (*Attempts.list_display, "signed_out_at")

    @admin.display(description=_("signed out at"), ordering="logout_time")
    def signed_out_at(self, attempt):
        return attempt.logout_time


@admin.register(FailedSignIn)
class FailedSignInAdmin(Attempts):
    list_display = fields = (*Attempts.list_display, "was_locked_out")

    @admin.display(description=_("locked out"), boolean=True, ordering="locked_out")
    def was_locked_out(self, attempt):
        return attempt.locked_out


@admin.register(Lockout)
class LockoutAdmin(Attempts):
    list_display = fields = (*Attempts.list_display, "failures")

    @admin.display(description=_("failures"), ordering="failures_since_start")
    def failures(self, attempt):
        return attempt.failures_since_start

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm(permission("delete", Lockout))

    def delete_view(self, request, object_id, extra_context=None):
        with acting(request.user, gettext("let in again")):
            return super().delete_view(request, object_id, extra_context)
