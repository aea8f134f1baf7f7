"""Routes of the API about the ledger itself: its editions, and whether its figures add up."""

import datetime
from decimal import Decimal
from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Field, Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import StringConstraints

from config.lib.language import bilingual, is_chinese
from config.lib.pages.views import edition_number
from portal.opendata.api import answers
from portal.opendata.api.parameters import (
    CODE,
    EDITION,
    LARGEST_EDITION,
    described,
    page_asked_for,
    page_parameters,
    refuse_others,
)
from portal.opendata.api.problems import Problem
from portal.opendata.api.schemas import EditionRead, Named, Stated, item_schema, page_of
from portal.opendata.conditional import by_edition
from programs.models import Project, StatedTotal
from programs.totals.reconciliation import Basis, Comparison, Outcome, comparisons, sums
from programs.totals.roll_up import format_reported
from records.models import Edition, Statement
from records.registry.kinds import kind_for

NUMBER = "^[0-9]{1,9}$"
PROBLEMS = {404: Problem, 422: Problem}
TOTALS = kind_for(StatedTotal)
(UNIT,) = (column for column in kind_for(Statement).columns if column.name == "unit")
Exact = Annotated[str, StringConstraints(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
Code = Annotated[str, Field(pattern=f"^{CODE}$")]

router = Router()


class EditionItem(Schema):
    """One act of publishing or withdrawing, with the digest that follows from all before it."""

    number: int
    published_at: datetime.datetime
    published_by: str
    reason: str
    record_count: int
    previous_digest: str | None = Field(description="Null for the first edition.")
    digest: str
    address: str = Field(description="The page on this site.")
    content_address: str = Field(description="Everything that the digest covers, as JSON.")
    csv_address: str = Field(description="The whole ledger at this edition as CSV files in a ZIP.")
    json_address: str = Field(description="The same as one JSON document.")


class EditionAnswer(Schema):
    """One edition."""

    item: EditionItem


class OwnReports(Schema):
    """What the designated counties reported themselves of a total, and how many of them did."""

    counties: int = Field(description="Designated counties that reported parts themselves.")
    designated: int = Field(
        description="Counties that were designated at some time in the year of the total."
    )
    words: str = Field(description="“1 of 4 counties reported”, in English.")
    words_zh: str = Field(description="The same in Chinese.")
    apart: Exact = Field(
        description="Of what they reported the sum that is not added, since a source states the "
        "same work of the designated counties together."
    )
    apart_parts: int = Field(description="How many parts that sum has.")


class ComparisonItem(Schema):
    """A total that a source states, beside the one that the ledger computes."""

    total: item_schema(TOTALS)
    unit: Named
    stated: Exact
    computed: Exact
    difference: Exact = Field(description="Computed minus stated.")
    tolerance: Exact = Field(description="The largest difference that rounding can explain.")
    outcome: Named
    basis: Named = Field(
        description="Whether several parts are added up. With one part only, nothing is."
    )
    own_reports: OwnReports | None = Field(
        description="Null where no designated county reported a part itself."
    )


class PartItem(Schema):
    """One row that a total adds."""

    name: str
    name_zh: str
    value: Exact | None
    address: str
    statement: Stated | None


class ComparisonWithParts(ComparisonItem):
    """A comparison with everything that was added."""

    parts: list[PartItem]
    apart: list[PartItem] = Field(
        description="What counties reported themselves and is not added; see `own_reports`."
    )


class ComparisonList(Schema):
    """Every comparison of an edition."""

    edition: EditionRead | None
    items: list[ComparisonItem]


class ComparisonAnswer(Schema):
    """One comparison."""

    edition: EditionRead | None
    item: ComparisonWithParts


EDITION_PAGE = described("editions", {**page_parameters(NUMBER), **EDITION})
AS_OF = described("as_of", EDITION)


@router.get(
    "/editions",
    response={200: page_of(EditionItem, "EditionList"), **PROBLEMS},
    tags=["editions"],
    summary="List: editions",
    operation_id="list_editions",
)
@decorate_view(by_edition)
def list_editions(request, query: Query[EDITION_PAGE]):
    refuse_others(request.GET, EDITION_PAGE.model_fields)
    size, after = page_asked_for(NUMBER, request.GET)
    editions = _editions(request).order_by("number")
    page = list(editions.filter(number__gt=int(*after or "0"))[: size + 1])
    has_next = len(page) > size
    return {
        "edition": answers.edition_of(request),
        "count": None if after else editions.count(),
        "next": answers.next_address(request, str(page[size - 1].number)) if has_next else None,
        "items": [_edition(edition, request) for edition in page[:size]],
    }


@router.get(
    "/editions/{edition:number}",
    response={200: EditionAnswer, **PROBLEMS},
    tags=["editions"],
    summary="One: edition",
    operation_id="get_editions",
)
@decorate_view(by_edition)
def get_edition(
    request, number: Annotated[int, Field(ge=0, le=LARGEST_EDITION)], query: Query[AS_OF]
):
    refuse_others(request.GET, EDITION)
    return {"item": _edition(get_object_or_404(_editions(request), number=number), request)}


@router.get(
    "/reconciliation",
    response={200: ComparisonList, **PROBLEMS},
    tags=["reconciliation"],
    summary="List: stated totals beside computed ones",
    operation_id="list_reconciliation",
)
@decorate_view(by_edition)
def list_comparisons(request, query: Query[AS_OF]):
    refuse_others(request.GET, EDITION)
    compared = sums(Project.objects.as_of(edition_number(request)), edition_number(request))
    items = [_comparison(comparison, request) for comparison in compared]
    return {"edition": answers.edition_of(request), "items": items}


@router.get(
    "/reconciliation/{slug:source}/{slug:statement}",
    response={200: ComparisonAnswer, **PROBLEMS},
    tags=["reconciliation"],
    summary="One: a stated total beside everything that was added",
    operation_id="get_reconciliation",
)
@decorate_view(by_edition)
def get_comparison(request, source: Code, statement: Code, query: Query[AS_OF]):
    refuse_others(request.GET, EDITION)
    which = {"statement__source__code": source, "statement__code": statement}
    english, chinese = _in_both_languages(edition_number(request), which)
    item = {
        **_comparison(english, request),
        "parts": list(_parts(english, chinese, request, "parts")),
        "apart": list(_parts(english, chinese, request, "apart_parts")),
    }
    return {"edition": answers.edition_of(request), "item": item}


def _editions(request):
    """The editions that there were when the edition that is read was the newest."""
    editions = Edition.objects.all()
    newest = edition_number(request)
    return editions.filter(number__lte=newest) if newest else editions


def _edition(edition: Edition, request) -> dict[str, object]:
    def address(name: str) -> str:
        return request.build_absolute_uri(reverse(name, args=[edition.number]))

    return {
        "number": edition.number,
        "published_at": edition.published_at,
        "published_by": edition.publisher,
        "reason": edition.reason,
        "record_count": edition.record_count,
        "previous_digest": edition.previous_digest or None,
        "digest": edition.digest,
        "address": address("edition_detail"),
        "content_address": address("edition_content"),
        "csv_address": address("edition_csv"),
        "json_address": address("edition_json"),
    }


def _comparison(comparison: Comparison, request) -> dict[str, object]:
    total = comparison.total
    return {
        "total": answers.item(TOTALS, total, request),
        "unit": answers.of_code(UNIT, total.statement.unit),
        "stated": format_plain(comparison.stated),
        "computed": format_plain(comparison.computed),
        "difference": format_plain(comparison.difference),
        "tolerance": format_plain(comparison.tolerance),
        "outcome": _named(comparison.outcome, comparison.outcome_in_words),
        "basis": _named(comparison.basis, comparison.basis.label),
        "own_reports": _own_reports(comparison),
    }


def _own_reports(comparison: Comparison) -> dict[str, object] | None:
    if not comparison.counties:
        return None
    counted = comparison.counties, comparison.designated
    words, words_zh = bilingual(lazy(format_reported, str)(*counted))
    return {
        **dict(zip(("counties", "designated"), counted, strict=True)),
        **{"words": words, "words_zh": words_zh},
        "apart": format_plain(comparison.apart),
        "apart_parts": comparison.apart_count,
    }


def _named(choice: Outcome | Basis, label: object) -> dict[str, str]:
    name, name_zh = bilingual(label)
    return {"code": choice.value, "name": name, "name_zh": name_zh}


def _in_both_languages(edition: int | None, which: dict) -> list[Comparison]:
    """The same comparison twice, since its parts are named in the language that is active."""
    both_languages = []
    for language in ("en", "zh-hans"):
        with override(language):
            both_languages += comparisons(edition, **which)
    if not both_languages:
        raise Http404(_("There is no such total."))
    return both_languages


def _parts(english: Comparison, chinese: Comparison, request, which: str):
    own = chinese if is_chinese() else english
    rows = (getattr(one, which) for one in (english, chinese, own))
    for one, other, mine in zip(*rows, strict=True):
        yield {
            "name": one.name,
            "name_zh": other.name,
            "value": None if one.value is None else format_plain(one.value),
            "address": request.build_absolute_uri(mine.address),
            "statement": answers.stated(one.statement, request),
        }


def format_plain(number: Decimal) -> str:
    """A number without exponent and without trailing zeros: 16126500."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
