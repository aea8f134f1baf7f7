"""Public pages of feedback: the form, the receipt, the outcome of a report."""

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.generic import DetailView

from config.lib.client_ip import address_of
from config.lib.pages.views import ListPage
from records.exports import FEEDBACK
from records.feedback_intake import LIMITS, receive, subject_at, titles
from records.filters import FeedbackFilter
from records.forms import FeedbackForm, ReceiptForm
from records.models import Edition, Feedback
from records.models.feedback import DAYS_TO_ANSWER
from records.tables import FeedbackTable

MOST_COUNTED = 1000  # overdue reports, for the sentence that says how many there are


class FeedbackList(ListPage):
    model = Feedback
    table_class = FeedbackTable
    filterset_class = FeedbackFilter
    sheet = FEEDBACK
    facets = ("state",)
    is_of_edition = False
    template_name = "records/feedback_list.html"
    title = _("Errors reported by readers")
    lead = _("What readers reported, and what became of it. Messages and senders stay private.")

    def get_queryset(self):
        return Feedback.objects.public()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(receipt_form=ReceiptForm(), **kwargs)
        overdue = Feedback.objects.overdue().order_by().values_list("pk")[:MOST_COUNTED]
        return {**context, "days": DAYS_TO_ANSWER, "overdue": len(overdue)}


class FeedbackDetail(DetailView):
    template_name = "records/feedback_detail.html"

    def get_object(self, queryset=None):
        report = Feedback.objects.public().filter(receipt=self.kwargs["receipt"]).first()
        if report is None:
            raise Http404(gettext("There is no report with this receipt number."))
        return report

    def get_context_data(self, **kwargs):
        return super().get_context_data(subject=subject_title(self.object), **kwargs)


class FeedbackThanks(FeedbackDetail):
    template_name = "records/feedback_thanks.html"


# A visitor has no session that another site could misuse, and gets no cookie: the check of the
# origin stands in for the token.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_new(request):
    """Report an error on the page that `?page=` names, in the edition that `?edition=` names."""
    refuse_other_sites(request)
    report = new_report(request)
    data = request.POST if request.method == "POST" else None
    form = FeedbackForm(data, instance=report, label_suffix="")
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            receive(report, address_of(request))
        except ValidationError as refusal:
            form.add_error(None, refusal)
            status = 429
        else:
            return redirect("feedback_thanks", report.receipt)
    context = {"form": form, "report": report, "subject": subject_title(report)}
    page = render(request, "records/feedback_new.html", context, status=status)
    if status == 429:
        period, _most = LIMITS[0]
        page["Retry-After"] = str(int(period.total_seconds()))
    return page


def refuse_other_sites(request) -> None:
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin and urlsplit(origin).netloc != request.get_host():
        raise PermissionDenied


def new_report(request) -> Feedback:
    subject = subject_at(request.GET.get("page", ""))
    edition = request.edition or Edition.objects.newest()
    return Feedback(page=subject.page, kind=subject.kind, code=subject.code, edition=edition)


def subject_title(report: Feedback) -> str:
    """The title of the record that a report is about; of other pages the address, for which the
    home page has a name."""
    if report.page == "/":
        return gettext("the home page")
    return titles([report]).get((report.kind, report.code), report.page)


def feedback_find(request):
    """Redirect from a receipt number to the page of the report."""
    form = ReceiptForm(request.GET or None)
    if form.is_valid():
        return redirect("feedback_detail", form.cleaned_data["receipt"])
    return render(request, "records/feedback_find.html", {"form": form})
