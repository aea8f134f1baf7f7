"""The staff site: Django's admin, whose first page is the work queue."""

from functools import partial, update_wrapper
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from config.lib.language import compose
from records.models import ApprovalLimit, Record, ReviewStep, Row, State, kind_of, record_models
from records.registry.bundles import held_by
from records.review.buttons import STEPS, edit_address, staff_address, take
from records.review.people.approvals import approvals_of, costs_above_limit
from records.review.people.owners import owners_of
from records.review.queues import QUEUES
from records.staff import second_factor
from records.staff.desk.bell import notice_view, notices_view, unread_of
from records.staff.desk.home import home_context, open_desk
from records.staff.desk.succession import hand_over_view
from records.staff.forms import ReasonForm
from records.staff.passwords import OwnPasswordForm
from records.staff.unsaved import signed_out

PER_PAGE = 50
# Of one person: name, address and view.
PERSONAL_PAGES = (
    ("hand_over", "hand-over/<int:pk>/", hand_over_view),
    ("notices", "notices/", notices_view),
    ("notice", "notices/<int:pk>/", notice_view),
)


class LedgerSite(AdminSite):
    site_header = site_title = _("Fupin Ledger")
    index_title = _("What waits for you")

    def get_urls(self):
        factor = never_cache(partial(second_factor.view, site=self))
        return [
            path("queue/<slug:name>/", self.admin_view(self.queue_view), name="queue"),
            path("second-factor/", factor, name="second_factor"),
            *(
                path(address, self.admin_view(partial(view, site=self)), name=name)
                for name, address, view in PERSONAL_PAGES
            ),
            *super().get_urls(),
        ]

    def each_context(self, request):
        context = super().each_context(request)
        if context["has_permission"]:
            context["unread_notices"] = unread_of(request.user)
        return context

    def admin_view(self, view, cacheable=False):
        """Re-show the form of a user whose session ended; ask for what is due before all else."""
        guarded = super().admin_view(view, cacheable)

        def keeping(request, *args, **kwargs):
            if request.method == "POST" and request.user.is_anonymous:
                return signed_out(request)
            return due_before(request) or guarded(request, *args, **kwargs)

        return update_wrapper(keeping, guarded)

    def password_change(self, request, extra_context=None):
        """Like Django's own, with a form that takes no old password for a new one."""
        request.current_app = self.name
        return PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            template_name="registration/password_change_form.html",
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )(request)

    def index(self, request, extra_context=None):
        context = home_context(request.user, open_desk(request.user))
        return super().index(request, {**(extra_context or {}), **context})

    def queue_view(self, request, name):
        """The rows of one queue; the chosen ones take a step together, as one edition."""
        if name not in QUEUES:
            raise Http404(gettext("There is no queue “%(name)s”.") % {"name": name})
        queue = QUEUES[name]
        has_limit = ApprovalLimit.objects.current() is not None
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self.take_step(request, queue, form):
            return redirect(request.path)
        names = queue.names(request.user, queue.kinds and queue.kinds())
        page = Paginator(names, PER_PAGE).get_page(request.GET.get("p"))
        subjects = queue.fetched(page.object_list)
        details = queue.details(subjects) if queue.details else {}
        owners = owners_of(subjects)
        versions = [one for one in subjects if is_version(one)]
        held = held_by(versions)
        costly = costs_above_limit([*versions, *(one for parts in held.values() for one in parts)])
        returns = ReviewStep.objects.returns().newest_of(versions)
        requests = ReviewStep.objects.standing_requests().newest_of(versions)
        context = {
            **self.each_context(request),
            "title": queue.title,
            "queue": queue,
            "steps": [STEPS[name] for name in queue.steps if name != "approve" or has_limit],
            "page": page,
            "rows": [
                {
                    **_row(one, request.user, returns, requests),
                    "details": details.get(one, []),
                    "owner": owners.get(one),
                    "held": [_held_in_words(part) for part in held.get(one, ())],
                    "costly": _approvals(one, held, costly),
                }
                for one in subjects
            ],
            "has_details": queue.details is not None,
            "chosen": request.POST.getlist("chosen"),
            "form": form,
        }
        return TemplateResponse(request, "admin/records/queue.html", context)

    def take_step(self, request, queue, form) -> bool:
        """Take the pressed step with the chosen versions; False, with errors in the form."""
        step = STEPS.get(request.POST.get("step"))
        if step is None or step.name not in queue.steps:
            raise Http404
        chosen = chosen_versions(request.POST.getlist("chosen"), request.user)
        try:
            take(step, chosen, request.user, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
            return False
        messages.success(request, gettext("Done: %(step)s.") % {"step": step.label})
        return True


def due_before(request) -> HttpResponse | None:
    """Where someone who has signed in must go first: to give a code, or to choose a password that
    nobody else set. None where nothing is due."""
    page = request.resolver_match.url_name
    if page == "logout":
        return None
    if second_factor.is_wanting(request.user):
        here = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('admin:second_factor')}?{here}")
    is_due = request.user.is_authenticated and request.user.new_password_due_since
    return redirect("admin:password_change") if is_due and page != "password_change" else None


def is_version(subject: Model) -> bool:
    return isinstance(subject, Record)


def _row(subject: Model, user, returns: dict, requests: dict) -> dict:
    """A version, reference data, or a row of a version, as a row of a queue; with the last return
    and the standing request to withdraw it, where there are such."""
    if isinstance(subject, Row):
        return {
            "version": subject.owner,
            "title": subject,
            "kind": subject._meta.verbose_name,
            "address": _address_of(subject.owner, user),
        }
    is_submitted = is_version(subject) and subject.state == State.SUBMITTED
    name = subject._meta.model_name
    about = (kind_of(subject), subject.code, subject.version) if is_version(subject) else None
    return {
        "version": subject,
        "title": subject,
        "name": f"{name}:{subject.pk}",
        "kind": subject._meta.verbose_name,
        "address": _address(subject, is_submitted),
        "returned": returns.get(about),
        "withdrawal": requests.get(about),
    }


def _address(subject: Model, is_submitted: bool) -> str:
    if is_submitted or not is_version(subject):
        return staff_address(subject, "review" if is_submitted else "change")
    return edit_address(subject)


def _approvals(version: Model, held: dict, costly: dict) -> dict | None:
    """What a version of a queue costs where two approve it, and who has approved it."""
    about = next((one for one in (version, *held.get(version, ())) if one in costly), None)
    return about and {"cost": costly[about], "by": [step.by for step in approvals_of(about)]}


def _held_in_words(version: Record) -> str:
    """What a version in a queue brings along."""
    pattern = gettext("with it: %(kind)s “%(name)s”, version %(version)s")
    kind = version._meta.verbose_name
    return compose(pattern, kind=kind, name=version, version=version.version)


def _address_of(version: Record, user) -> str:
    """Where `user` reads a public version: on the staff site, or on the page of the public."""
    is_seen = user.sees_every_place or user.may_work_on(version)
    return staff_address(version) if is_seen else version.get_absolute_url()


def chosen_versions(names: list[str], user):
    """The versions named "kind:pk" by checkboxes; 404 for one that `user` may not see."""
    wanted = [name.partition(":") for name in names]
    models = record_models()
    versions = [
        models[kind].objects.visible_to(user).filter(pk=pk).first()
        for kind, _colon, pk in wanted
        if kind in models and pk.isascii() and pk.isdigit() and len(pk) < 19
    ]
    if None in versions or len(versions) < len(names):
        raise Http404(gettext("A chosen record does not exist, or you may not see it."))
    return versions
