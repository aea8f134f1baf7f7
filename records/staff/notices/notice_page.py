"""The page of an uploaded notice: what its columns mean, the rows as they would be read, what the
file does not say, and what came of it."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, gettext_lazy

from records.history.acting import acting
from records.imports import jobs
from records.imports.notices.mapping import Mapping
from records.imports.takeover.another_file import IN_PLACE
from records.imports.takeover.row_decisions import KNOWN, decide_rows
from records.imports.takeover.taker import TITLE, taker
from records.models import NoticeMapping, NoticeReading, RememberedMapping, StoredFile, Upload
from records.staff.notices.corrected_file import CorrectedFileForm
from records.staff.notices.mapping_form import MONEY_KINDS, STAGES, MappingForm

ROWS = 50  # on one page
SHOWN_PROBLEMS = 60
# What holds of one file only, and is not remembered for the next.
OF_THIS_FILE = (
    *("left_out", "known_rows", "confirmed", "is_remembered"),
    *("title_zh", "published_on", "attach", "is_personal", "money_names"),
)
STATES = {
    Upload.State.CHECKED: gettext_lazy("read and rehearsed: it can be loaded"),
    Upload.State.FAULTY: gettext_lazy("read; something stands in the way"),
}


def notice_context(
    request, upload: Upload, form=None, saying=None, choices=None, sending=None
) -> dict:
    """What the page of a notice shows beside what every upload shows; with what was sent, where it
    could not be kept."""
    kept = NoticeMapping.objects.filter(upload=upload).first()
    reading = NoticeReading.objects.filter(upload=upload).first()
    context = {"title_of_kind": TITLE, "needs": upload.report.get("needs", [])}
    problems = upload.report.get("problems", [])
    context |= {"problems": problems[:SHOWN_PROBLEMS], "state_in_words": _state(upload)}
    if not (kept and reading):
        return context
    content = reading.content
    choices = choices or content["proposed"]
    form = form or mapping_form(kept)
    saying = saying or taker().form(choices=choices)
    rows = Paginator(content["lines"], ROWS).get_page(request.GET.get("rows"))
    return context | {
        "reading": content,
        "form": form,
        "saying": saying,
        "seen": kept.digest,
        "sending": sending or CorrectedFileForm(upload=upload),
        "money": [{**one, "read_as": MONEY_KINDS[one["read_as"]]} for one in saying.money_fields()],
        "sheets": list(form.sheets(content["samples"])),
        "rows": rows,
        "lines": [_row(one, content, choices) for one in rows],
        "checks": sorted(map(_with_amounts, content["checks"]), key=_adds_up),
        "known_choices": KNOWN,
        "answered": choices.get("confirmed", []),
        "untaken": upload.report.get("untaken", []),
        "is_remembered": choices.get("is_remembered"),
        "can_correct": may_correct(request.user, upload) or (form.is_bound and is_open(upload)),
    }


def _state(upload: Upload) -> str:
    if upload.state == Upload.State.CHECKED and upload.report.get("needs"):
        return gettext("read; some things are still to be said")
    return str(STATES.get(upload.state, upload.get_state_display()))


def _adds_up(check: dict) -> bool:
    """Sums that differ come first: a large file has dozens of others."""
    return check["agrees"] or check["is_within_rounding"]


def _with_amounts(check: dict) -> dict:
    suspects = [_amounts_of(one, ("given", "needed")) for one in check.get("suspects", ())]
    return _amounts_of(check, ("stated", "parts", "difference")) | {"suspects": suspects}


def _amounts_of(said: dict, names: tuple[str, ...]) -> dict:
    return {**said, **{name: Decimal(said[name]) for name in names if said[name]}}


def _row(line: dict, content: dict, choices: dict) -> dict:
    known = content["known"].get(line["key"])
    money = [
        {
            **one,
            "kind": MONEY_KINDS[one["kind"]],
            "stage": STAGES[one["stage"]] if one["stage"] else gettext("stage not stated"),
            "amount": Decimal(one["yuan"]),
        }
        for one in line["money"]
    ]
    return {
        **line,
        "money": money,
        "known": known,
        "decided": choices.get("known_rows", {}).get(line["key"], ""),
        "is_taken": line["key"] not in choices.get("left_out", ()),
    }


def mapping_form(kept: NoticeMapping, data=None) -> MappingForm:
    counties = [(one.code, one.name) for one in taker().gazetteer().counties]
    return MappingForm(data, mapping=Mapping.from_json(kept.mapping), counties=counties)


def may_correct(user, upload: Upload) -> bool:
    """Whether `user` may correct the reading now: the sender, until the file is loaded."""
    return upload.sent_by == user and upload.state in Upload.RESTING


def is_open(upload: Upload) -> bool:
    """Whether a file may still be read in another way, now or after the work that is under way."""
    return upload.state not in (Upload.State.LOADED, Upload.State.DECIDING)


def save_correction(request, upload: Upload) -> dict | None:
    """Keep the corrected reading and read the file again; the context of the page with its errors
    where it cannot be kept. PermissionDenied for others than the sender."""
    kept = NoticeMapping.objects.filter(upload=upload).first()
    reading = NoticeReading.objects.filter(upload=upload).first()
    if upload.sent_by != request.user or not (kept and reading):
        raise PermissionDenied
    form = mapping_form(kept, request.POST)
    saying = taker().form(request.POST, choices=reading.content["proposed"])
    sending = CorrectedFileForm(request.POST, request.FILES, upload=upload)
    choices = {**reading.content["proposed"], **decide_rows(request.POST, reading)}
    if not (form.is_valid() and saying.is_valid() and sending.is_valid()):
        return notice_context(request, upload, form, saying, choices, sending)
    mapping, sent = form.corrected(), sending.cleaned_data["corrected"]
    choices |= saying.chosen()
    try:
        with acting(request.user, upload.reason):
            # first, so that nobody loads what was not read again
            _queue(upload, sent)
            _refuse_to_overwrite(upload, request.POST.get("seen"))
            kept_choices = choices | ({IN_PLACE: True} if sent else {})
            given = {"mapping": mapping.as_json(), "choices": kept_choices}
            NoticeMapping.objects.filter(upload=upload).update(**given)
    except ValidationError as error:
        upload.refresh_from_db()
        saying.add_error(None, error)
        return notice_context(request, upload, form, saying, choices)
    _remember(request.user, mapping, choices)
    jobs.start_waiting()
    return None


def _queue(upload: Upload, sent: UploadedFile | None) -> None:
    if sent is None:
        jobs.queue(upload, "check")
    else:
        jobs.queue_another(upload, StoredFile.objects.keep(sent.read()), sent.name[:200])


def _refuse_to_overwrite(upload: Upload, seen: str | None) -> None:
    """ValidationError where the reading was saved since the page with the digest `seen` was
    opened."""
    kept = NoticeMapping.objects.get(upload=upload)
    if seen not in (None, kept.digest):
        message = gettext(
            "This was saved meanwhile, in another window. What you typed is still here and not "
            "saved yet: save again to keep it."
        )
        raise ValidationError(message)


def _remember(user, mapping: Mapping, choices: dict) -> None:
    lasting = {name: value for name, value in choices.items() if name not in OF_THIS_FILE}
    RememberedMapping.objects.keep(
        user, mapping.county, mapping.signature, mapping=mapping.as_json(), choices=lasting
    )


def correct(request, model_admin, upload: Upload):
    """Answer to a posted correction: the page again with errors, or a redirect to it."""
    errors = save_correction(request, upload)
    if errors is None:
        return redirect("admin:records_upload_change", upload.pk)
    context = model_admin.context_of(request, upload) | errors
    return TemplateResponse(request, "admin/records/notice.html", context)
