"""The document that a project rests on, entered with the project itself.

Whoever enters a project names the approval, plan or agreement that its figures come from, and may
add its scan. Of these the ledger makes a source, with one statement for each figure of the project
that cites nothing else. The source is a draft like any other: it is handed in and published with
the project.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from django import forms
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, Left, StrIndex
from django.utils.translation import gettext, gettext_lazy, gettext_noop, override

from config.lib.dates import PartialDateFormField
from config.lib.uploads.receive import received
from programs.models import Project
from programs.progress.statements import LANGUAGES, cut, write_statements
from records.models import Record, Row, Source, SourceAttachment, SourceVersion, State, Statement
from records.models.codes import next_code
from records.registry.bundles import Bundle
from records.staff.attachment_admin import keep_file
from records.staff.forms import RecordForm

LONGEST_STEM = 66  # of the code of a project, in that of its document
CHINESE = re.compile("[\u4e00-\u9fff]")
ABOUT = gettext_noop("Project: %(title)s")
OF_A_ROW = gettext_noop("%(kind)s of the project “%(title)s”: %(name)s")
# The part of the form that asks for it.
SECTION = (
    gettext_lazy("The document it rests on"),
    {"fields": (("document_title", "document_on"), "document_publisher", "document_scan")},
)


class ProjectForm(RecordForm):
    """The form of a project, and the document that it rests on."""

    document_title = forms.CharField(
        label=gettext_lazy("Title of the document"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "The approval, plan or agreement that these figures come from. The ledger makes a "
            "source of it, for every row that names no statement."
        ),
    )
    document_publisher = forms.CharField(
        label=gettext_lazy("Issued by"), required=False, max_length=120
    )
    document_on = PartialDateFormField(label=gettext_lazy("Dated"), required=False)
    document_scan = forms.FileField(
        label=gettext_lazy("Scan or copy"),
        required=False,
        help_text=gettext_lazy("A photograph of the pages is enough."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.document = document_of(self.instance) if self.instance.pk else None
        if self.document and "document_title" in self.fields:
            self.initial["document_title"] = self.document.title_zh or self.document.title
            self.initial["document_publisher"] = (
                self.document.publisher_zh or self.document.publisher
            )
            self.initial["document_on"] = self.document.published_on

    def clean_document_scan(self):
        sent = self.cleaned_data["document_scan"]
        return (received(sent.read()), sent.name) if sent else None

    def clean(self):
        super().clean()
        said = self.cleaned_data
        others = (said.get(name) for name in ("document_publisher", "document_on", "document_scan"))
        if any(others) and not said.get("document_title"):
            self.add_error("document_title", gettext("Say what the document is called."))
        if said.get("document_title") and not self.user.has_perm("records.add_sourceversion"):
            self.add_error("document_title", gettext("Your role may not make sources."))


def document_of(project: Project) -> SourceVersion | None:
    """The draft of the source that was made of the document of a project, if there is one."""
    drafts = SourceVersion.objects.filter(state=State.DRAFT, kind=SourceVersion.Kind.DOCUMENT)
    return drafts.filter(code__startswith=f"{_stem(project)}-").order_by("-code").first()


def _stem(project: Project) -> str:
    return f"{project.code[:LONGEST_STEM]}-document"


def write_document(project: Project, form: ProjectForm) -> SourceVersion:
    """Save the document as a draft of a source, with a statement for each figure of `project` that
    has no other; its rows cite them."""
    project = Project.objects.get(pk=project.pk)  # with the rows that were just saved
    draft = form.document or SourceVersion(
        code=next_code(SourceVersion, _stem(project)), kind=SourceVersion.Kind.DOCUMENT
    )
    said = form.cleaned_data
    _write_in_its_language(draft, "title", said["document_title"])
    _write_in_its_language(draft, "publisher", said["document_publisher"])
    draft.published_on, draft.data_year = said["document_on"], project.year
    draft.save()
    if said["document_scan"]:
        file, name = said["document_scan"]
        scan = SourceAttachment(document=draft, title=draft.title, title_zh=draft.title_zh)
        keep_file(scan, file, name)
        scan.save()
    rows = [row for row in project.rows() if _is_open(row, draft)]
    is_open = _is_open(project, draft)
    stated = {_code(row): _statement(row, project) for row in rows if row.stated_figures()}
    write_statements(draft, [_about(project), *stated.values()])
    _cite([project, *rows] if is_open else rows, draft)
    return draft


def _write_in_its_language(draft: SourceVersion, field: str, text: str) -> None:
    """Put a text into the column of the language that it is in; the other one stays."""
    setattr(draft, f"{field}_zh" if CHINESE.search(text) else field, text)


def _is_open(row: Project | Row, draft: SourceVersion) -> bool:
    """Whether a row has no statement yet, or one of this very document."""
    return row.statement is None or row.statement.source.code == draft.code


def _code(row: Row) -> str:
    return f"{row._meta.model_name}-{row.line}"


def _about(project: Project) -> dict[str, object]:
    return {"code": "project", **_words(ABOUT, project)}


def _statement(row: Row, project: Project) -> dict[str, object]:
    """What the document states in one row: its first figure."""
    figure = row.stated_figures()[0]
    return {
        "code": _code(row),
        "value": figure.value,
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "year": project.year,
        "scope": project.scope,
        **_words(OF_A_ROW, project, row),
    }


def _words(pattern: str, project: Project, row: Row | None = None) -> dict[str, str]:
    """The summary in both languages; in one, where the project has a title in one only."""
    words = {}
    for suffix, language in LANGUAGES.items():
        title = getattr(project, f"title{suffix}")
        with override(language):
            named = {"title": title}
            if row is not None:
                name = getattr(row, "kind_and_level", row)
                named |= {"kind": row._meta.verbose_name, "name": str(name)}
            words[f"summary{suffix}"] = cut("summary", gettext(pattern) % named) if title else ""
    return words


def _cite(rows: list[Project | Row], draft: SourceVersion) -> None:
    source = Source.objects.get(code=draft.code)
    ids = dict(Statement.objects.filter(source=source).values_list("code", "pk"))
    for row in rows:
        code = _code(row) if isinstance(row, Row) else "project"
        row.statement_id = ids.get(code, ids["project"])
        row.save()


def _documents():
    return SourceVersion.objects.open().filter(kind=SourceVersion.Kind.DOCUMENT)


def held(projects: Iterable[Project]) -> Iterator[tuple[Project, SourceVersion]]:
    """Each project with the open source that was made of its document."""
    stems = {_stem(project): project for project in projects}
    named = Q(pk__in=())
    for stem in stems:
        named |= Q(code__startswith=f"{stem}-")
    for source in _documents().filter(named):
        yield stems[source.code.rpartition("-")[0]], source


def is_held(model: type[Record]) -> Q | None:
    """The documents of projects that are in the same state."""
    if model is not SourceVersion:
        return None
    stem = Concat(Left(F("code"), LONGEST_STEM), Value("-document-"))
    projects = Project.objects.filter(state=OuterRef("state"))
    named = projects.alias(named_at=StrIndex(OuterRef("code"), stem))
    return Q(kind=SourceVersion.Kind.DOCUMENT) & Exists(named.filter(named_at=1))


def companions(versions: Sequence[Record]) -> Iterator[Record]:
    """The open documents of the projects among `versions`, and the open projects of documents."""
    projects = [one for one in versions if isinstance(one, Project)]
    yield from (source for _project, source in held(projects))
    stems = {
        one.code.rpartition("-document-")[0]
        for one in versions
        if isinstance(one, SourceVersion) and one.kind == SourceVersion.Kind.DOCUMENT
    }
    if stems:
        open_ones = Project.objects.open().alias(stem=Left("code", LONGEST_STEM))
        yield from open_ones.filter(stem__in=stems)


BUNDLE = Bundle(Project, None, companions, held, is_held)
