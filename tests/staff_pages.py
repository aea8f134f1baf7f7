"""Every kind of staff page with an example, and who opens it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.urls import reverse
from django.utils import translation

from cadres.models import Posting
from programs.models import Project
from records.imports.jobs import work
from records.models import Edition, Feedback, StaffComment, StoredFile, Upload, User, YearStep
from records.models import SourceVersion as Source
from records.review import role_requests, workflow
from records.review.buttons import STEPS, take
from tests.builders import make_allocation, make_project, make_result
from tests.conftest import member
from tests.records.imports.conftest import PROJECT, workbook

NOTICE = Path(__file__).parent / "data" / "notices" / "06_资金安排_数字混写_南部县2013.xlsx"
LONG = "北部乡镇偏远自然村人畜饮水工程（二期）及配套灌溉渠系改造"


@dataclass(frozen=True)
class StaffPages:
    """Addresses without language prefix, by the user who opens them. `draft` is a draft of the
    clerk, whose form can be filled in wrongly."""

    by_user: dict[User | None, list[str]]
    clerk: User
    draft: str

    def __iter__(self) -> Iterator[tuple[User | None, list[str]]]:
        return iter(self.by_user.items())


def make_staff_pages(clerk: User, reviewer: User, administrator: User) -> StaffPages:
    """Examples of every state: to be reviewed, returned, asked to be withdrawn, with errors, with
    many rows, empty. The report of 2011 must be there."""
    submitted, returned, draft = (
        make_project(code, title_zh=LONG) for code in ("first", "second", "third")
    )
    make_allocation(submitted)
    make_result(submitted)
    workflow.submit([submitted, returned], clerk, "见第3页")
    take(STEPS["return"], [returned], reviewer, "第4页金额不同")
    public = Project.objects.published().order_by("code")
    asked, plain = public[0], public[1]
    take(STEPS["ask"], [asked], clerk, "重复录入")
    StaffComment.objects.create(
        kind="project", code="first", version=1, text="请核对第3页", by=clerk
    )
    faulty, clean = _uploads(clerk)
    report = Feedback.objects.create(page="/projects/", message="缺一个数字。")
    newcomer = User.objects.create_user("newcomer", is_staff=True)
    second = member("administrator", name="second-administrator")
    role = role_requests.ask(newcomer, Group.objects.get(name="clerk"), administrator, "五月到岗")
    source = Source.objects.published().get(code="report-2011")
    of_clerk = [
        "admin/",
        "admin/records/",
        "admin/queue/my-drafts/",
        "admin/queue/returned/",
        "admin/second-factor/",
        "admin/password_change/",
        *(_page(model, "add") for model in (Project, Posting, Source, Upload)),
        *(_page(Project, "change", row) for row in (draft, returned, submitted, plain, asked)),
        _page(Project, "step", draft, "submit"),
        _page(Project, "step", plain, "correct"),
        _page(Project, "delete", draft),
        _page(Project, "history", draft),
        "admin/notices/",
        _page(Source, "change", source),
        *(_page(Upload, "change", upload) for upload in (faulty, clean, _notice(clerk))),
        f"{_page(Project, 'changelist')}?q=nothing-here",
        f"{_page(Project, 'changelist')}?state__exact=draft&o=1.5",
    ]
    of_reviewer = [
        "admin/",
        "admin/queue/to-review/",
        "admin/queue/to-withdraw/",
        "admin/queue/overdue/",
        _page(Project, "changelist"),
        _page(Project, "review", submitted),
        _page(Project, "history", submitted),
        _page(Project, "change", asked),
        _page(Feedback, "change", report),
        _page(Edition, "change", Edition.objects.first()),
    ]
    of_administrator = [
        "admin/",
        *(_page(User, "change", one) for one in (newcomer, clerk)),
        _page(User, "add"),
        reverse("admin:auth_user_password_change", args=[newcomer.pk]),
        reverse("admin:hand_over", args=[clerk.pk]),
        reverse("admin:records_user_reset_link", args=[newcomer.pk]),
        _page(YearStep, "add"),
        reverse("admin:records_rolerequest_decide", args=[role.pk, "confirm"]),
    ]
    pages = {
        None: ["admin/login/", "admin/password_reset/"],
        clerk: of_clerk,
        reviewer: of_reviewer,
    }
    pages[second] = [address.removeprefix("/") for address in of_administrator]
    return StaffPages(pages, clerk, _page(Project, "change", draft))


def list_addresses(user_sees: Callable[[str], bool]) -> list[str]:
    """Every list of the site that a user with these permissions sees."""
    seen = [
        model
        for model, one in admin.site._registry.items()
        if user_sees(f"{model._meta.app_label}.view_{model._meta.model_name}")
    ]
    return [_page(model, "changelist") for model in seen]


def _page(model: type[Model], kind: str, row: Model | None = None, *further: str) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"
    names = [row.pk, *further] if row else []
    return reverse(name, args=names).removeprefix("/")


def _uploads(clerk: User) -> list[Upload]:
    """A checked file whose rows are faulty, and one whose rows are not."""
    rows = ({**PROJECT, "year": "soon"}, PROJECT)
    files = (StoredFile.objects.keep(workbook(projects=[row])) for row in rows)
    given = {"kind": "projects", "name": "wells.xlsx", "reason": "试传", "sent_by": clerk}
    uploads = [Upload.objects.create(file=file, **given) for file in files]
    with translation.override("zh-hans"):  # reports are kept in the language of the sender
        return [work(upload, is_rehearsal=True) for upload in uploads]


def _notice(clerk: User) -> Upload:
    """A notice as a county made it, read once: it asks which programme it is of."""
    stored = StoredFile.objects.keep(NOTICE.read_bytes())
    given = {"kind": "notices", "name": NOTICE.name, "file": stored, "reason": "县里报送"}
    with translation.override("zh-hans"):
        return work(Upload.objects.create(**given, sent_by=clerk), is_rehearsal=True)
