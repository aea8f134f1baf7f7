"""The page of what changed since an edition or a day."""

from django.core.paginator import Paginator
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from config.lib.pages.facets import address
from config.lib.pages.views import edition_number, unknown_page_is_404
from portal.changes.records import FAR, changes_of, entries_since, kinds_since
from portal.changes.sums import MOST, sum_changes
from records.middleware import edition_asked_for, newest_edition, parse_day
from records.models import Edition, record_models

PER_PAGE = 20


def since_asked_for(request) -> int:
    """The number of the edition that `?since=` names, by itself or by a day; 0 for the time before
    the first. Without it, the edition before the newest."""
    asked = request.GET.get("since", "").strip()
    if not asked:
        newest = newest_edition(request)
        return newest.number - 1 if newest else 0
    if asked.isascii() and asked.isdigit():
        return edition_asked_for({"edition": asked}).number if int(asked) else 0
    edition = Edition.objects.on(parse_day(asked))
    return edition.number if edition else 0


class Changes(TemplateView):
    template_name = "changes/changes.html"

    @cached_property
    def kind(self) -> str:
        """The kind of record that `?kind=` names; nothing for all."""
        kind = self.request.GET.get("kind", "")
        if kind and kind not in record_models():
            raise Http404(_("There is nothing of the kind “%(kind)s”.") % {"kind": kind})
        return kind

    def get_context_data(self, **kwargs):
        since, edition = since_asked_for(self.request), edition_number(self.request)
        with unknown_page_is_404(self.request):
            pages = Paginator(entries_since(since, edition, self.kind), PER_PAGE)
            page = pages.page(self.request.GET.get("page") or 1)
        sums = sum_changes(since, edition)
        return super().get_context_data(
            since=since,
            page=page,
            changes=changes_of(page.object_list),
            kinds=self.kinds(since, edition),
            sums=sums[:MOST],
            more_sums=len(sums[MOST:]),
            is_cut=pages.count == FAR,
            previous=page.has_previous() and address(self.request, page=page.number - 1),
            following=page.has_next() and address(self.request, page=page.number + 1),
            all_kinds=address(self.request, kind=None),
            kind=self.kind,
            **kwargs,
        )

    def kinds(self, since: int, edition: int | None) -> list[tuple[str, str, int, str]]:
        """Each kind that changed: its name, label, number of records and address."""
        models = record_models()
        return [
            (
                kind,
                capfirst(str(models[kind]._meta.verbose_name_plural)),
                count,
                address(self.request, kind=kind),
            )
            for kind, count in kinds_since(since, edition)
        ]
