"""Stated beside computed as rows of a download."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from programs.totals.reconciliation import Comparison

COMPARISON_COLUMNS = (
    *("year", "program", "program_name", "program_name_zh", "adds", "adds_name"),
    *("category", "category_name", "indicator", "indicator_name", "indicator_name_zh"),
    *("summary", "summary_zh", "stated", "qualifier", "qualifier_name", "computed", "difference"),
    *(
        "tolerance",
        "unit",
        "outcome",
        "outcome_name",
        "basis",
        "basis_name",
        "parts",
        "explanation",
        "explanation_zh",
    ),
    *("apart", "apart_parts", "counties_reported", "counties_designated"),
    *("source", "statement", "statement_address", "as_of_edition"),
)


def comparison_rows(comparisons: Iterable[Comparison], edition: int) -> Iterator[Sequence[object]]:
    """Stated beside computed, each the values of COMPARISON_COLUMNS."""
    for one in comparisons:
        total, stated = one.total, one.total.statement
        yield (
            total.year,
            *_names_of(total.program),
            total.adds,
            total.get_adds_display(),
            total.category,
            total.get_category_display(),
            *_names_of(total.indicator),
            stated.summary,
            stated.summary_zh,
            one.stated,
            stated.qualifier,
            stated.get_qualifier_display(),
            one.computed,
            one.difference,
            one.tolerance,
            stated.unit,
            str(one.outcome),
            str(one.outcome_in_words),
            str(one.basis),
            str(one.basis.label),
            one.part_count,
            total.explanation,
            total.explanation_zh,
            one.apart,
            one.apart_count,
            one.counties,
            one.designated,
            stated.source.code,
            stated.code,
            f"/sources/{stated.source.code}/{stated.code}/",
            edition,
        )


def _names_of(subject: Any) -> tuple[str, str, str]:
    return (subject.code, subject.name, subject.name_zh) if subject else ("", "", "")
