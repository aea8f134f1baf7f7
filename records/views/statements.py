"""The public page of one statement: its card."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.views.generic import DetailView

from config.lib.pages.views import edition_number
from records.citations import citing_groups
from records.models import Edition, SourceAttachment, SourceVersion, Statement, StatementVersion
from records.models.reading import edition_in_reading

FORMER = 20  # versions of a source that are looked through for what it said before


class StatementDetail(DetailView):
    """What a source says in one place: as printed, in our words, what cites it, what it said
    before, and how to cite it."""

    template_name = "records/statement_detail.html"

    def get_object(self, queryset=None):
        statements = Statement.objects.as_of(edition_number(self.request))
        whole = statements.select_related("source__published_in")
        codes = {"source__code": self.kwargs["source"], "code": self.kwargs["code"]}
        return get_object_or_404(whole, **codes)

    def get_context_data(self, **kwargs):
        edition = edition_number(self.request)
        source = self.object.source
        scans = SourceAttachment.objects.as_of(edition).filter(document__code=source.code)
        return super().get_context_data(
            source=source,
            groups=citing_groups(self.object, edition),
            attachments=scans.order_by("line"),
            former=list(former_statements(self.object)),
            **kwargs,
        )


@dataclass(frozen=True)
class FormerStatement:
    """What a statement said until an edition corrected it."""

    statement: StatementVersion
    until: Edition


def former_statements(statement: Statement) -> Iterator[FormerStatement]:
    """What the public read here before, newest first; versions that say the same as the one after
    them are left out."""
    editions = Edition.objects.as_of(edition_in_reading())
    sources = SourceVersion.objects.filter(
        code=statement.source.code, superseded_in__in=editions
    ).order_by("-version")[:FORMER]
    versions = StatementVersion.objects.filter(document__in=list(sources), code=statement.code)
    after = content_of(statement)
    for version in versions.select_related("document__superseded_in").order_by(
        "-document__version"
    ):
        if content_of(version) != after:
            yield FormerStatement(version, version.document.superseded_in)
        after = content_of(version)


def content_of(statement: Statement | StatementVersion) -> tuple[object, ...]:
    """The fields that both have: what is said."""
    names = sorted(Statement.content_names() - {"source", "position"})
    return tuple(getattr(statement, name) for name in names)
