"""The page of the search box: matches, kind by kind."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from config.lib.pages.views import PER_PAGE, edition_number, unknown_page_is_404
from portal.search.amounts import equal_to
from portal.search.concerning import concerns
from portal.search.hits import HitGroup, group, searched_kinds
from records.search.query import Matches, find
from records.search.spelling import proposals
from records.search.tokens import LONGEST, Word, words_of

FIRST = 5  # hits of each kind on the page of all kinds


@dataclass(frozen=True)
class Answer:
    """The matches of some words; `is_meant` where these are not the words as typed."""

    words: list[Word] = field(default_factory=list)
    matches: list[Matches] = field(default_factory=list)
    is_meant: bool = False

    @property
    def wording(self) -> str:
        return " ".join(word.text for word in self.words)


class Search(TemplateView):
    template_name = "programs/search.html"

    def get_context_data(self, **kwargs):
        question = self.request.GET.get("q", "")
        kind, kinds = self._kind(), searched_kinds()
        edition = edition_number(self.request)
        amounts = None if kind else equal_to(question, edition)
        answer = answer_to(question, edition)
        if amounts and answer.is_meant:  # an amount is no mistyped word
            answer = Answer(answer.words)
        matches = [one for one in answer.matches if kind in ("", one.kind)]
        page = self._page(matches[0]) if kind and matches else None
        return super().get_context_data(
            title=_("Search"),
            question=question.replace("\0", "").strip()[:LONGEST],
            answer=answer,
            kinds=[(kinds[one.kind], one) for one in answer.matches],
            kind=kinds.get(kind),
            page=page,
            groups=_groups(matches, page, answer.words),
            amounts=amounts,
            concerns=[] if kind else concerns(answer.matches, edition),
            **kwargs,
        )

    def _kind(self) -> str:
        kind = self.request.GET.get("kind", "")
        if kind and kind not in searched_kinds():
            raise Http404(_("There is nothing of the kind “%(kind)s”.") % {"kind": kind})
        return kind

    def _page(self, matches: Matches):
        with unknown_page_is_404(self.request):
            return Paginator(matches.ids, PER_PAGE).page(self.request.GET.get("page") or 1)


def answer_to(question: str, edition: int | None) -> Answer:
    """Matches of the words of `question`; where there are none, of the likeliest other words."""
    words = words_of(question)
    if matches := find(words, list(searched_kinds()), edition):
        return Answer(words, matches)
    for meant in proposals(words):
        if matches := find(meant, list(searched_kinds()), edition):
            return Answer(meant, matches, is_meant=True)
    return Answer(words)


def _groups(matches: list[Matches], page, words: list[Word]) -> list[HitGroup]:
    if page is not None:
        return [group(matches[0], list(page.object_list), words)]
    return [group(one, one.ids[:FIRST], words) for one in matches]
