"""The page of the search box: what holds the words, kind by kind."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from config.lib.pages.views import PER_PAGE, edition_number, unknown_page_is_404
from portal.search.hits import Group, group, searched_kinds
from records.search.query import Matches, find
from records.search.spelling import proposals
from records.search.tokens import LONGEST, Word, words_of

FIRST = 5  # of each kind, where all kinds are shown


@dataclass(frozen=True)
class Answer:
    """What was found, and for which words; `is_meant` where these are not the words as typed."""

    words: list[Word] = field(default_factory=list)
    found: list[Matches] = field(default_factory=list)
    is_meant: bool = False

    @property
    def wording(self) -> str:
        return " ".join(word.text for word in self.words)


class Search(TemplateView):
    template_name = "programs/search.html"

    def get_context_data(self, **kwargs):
        question = self.request.GET.get("q", "")
        kind, kinds = self._kind(), searched_kinds()
        answer = answer_to(question, edition_number(self.request))
        shown = [found for found in answer.found if kind in ("", found.kind)]
        page = self._page(shown[0]) if kind and shown else None
        return super().get_context_data(
            title=_("Search"),
            question=question.replace("\0", "").strip()[:LONGEST],
            answer=answer,
            kinds=[(kinds[found.kind], found) for found in answer.found],
            kind=kinds.get(kind),
            page=page,
            groups=_groups(shown, page, answer.words),
            **kwargs,
        )

    def _kind(self) -> str:
        kind = self.request.GET.get("kind", "")
        if kind and kind not in searched_kinds():
            raise Http404(_("There is nothing of the kind “%(kind)s”.") % {"kind": kind})
        return kind

    def _page(self, found: Matches):
        with unknown_page_is_404(self.request):
            return Paginator(found.ids, PER_PAGE).page(self.request.GET.get("page") or 1)


def answer_to(question: str, edition: int | None) -> Answer:
    """What holds the words of `question`; where nothing does, what holds the likeliest others."""
    words = words_of(question)
    if found := find(words, list(searched_kinds()), edition):
        return Answer(words, found)
    for meant in proposals(words):
        if found := find(meant, list(searched_kinds()), edition):
            return Answer(meant, found, is_meant=True)
    return Answer(words)


def _groups(shown: list[Matches], page, words: list[Word]) -> list[Group]:
    if page is not None:
        return [group(shown[0], list(page.object_list), words)]
    return [group(found, found.ids[:FIRST], words) for found in shown]
