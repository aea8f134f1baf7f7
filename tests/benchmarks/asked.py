"""What the benchmark of pages asks: every public page, list, sort, filter, search, past edition.

Addresses are found through the site itself, so a page that is added is measured without a word
here. Print them as JSON, by group: `python -m tests.benchmarks.asked`.
"""

import json
import os
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.urls import get_resolver, reverse  # noqa: E402  # needs the settings
from django.urls.resolvers import URLResolver  # noqa: E402

from config.lib.pages.views import ListPage  # noqa: E402
from tests.addresses import page_addresses  # noqa: E402

# Places of the made-up ledger, where the example of the report says nothing about size.
LARGE = {
    "home": "",
    "project": "projects/example-{one:08d}/",
    "county": "counties/E1500/",
    "programme": "programs/relief-projects/",
    "annual report": "reports/2015/",
    "notice of a year": "reports/2015/notice/",
    "reconciliation": "reconciliation/",
    "source": "sources/example/",
    "statement": "sources/example/made-up/",
    "citations": "sources/example/citations/",
    "data quality": "data-quality/",
    "places": "places/",
    "organisations": "organisations/",
    "changes": "changes/?since=0",
    "comparison": "compare/?what=years",
}
WORDS = ("walnut", "walnut+{one}", "%E9%A5%AE%E6%B0%B4", "drinking+water", "zzzz")
FILTERS = {
    "year": "2015",
    "year_from": "2018",
    "program": "relief-projects",
    "category": "infrastructure",
    "province": "E12",
    "county": "E1500",
    "scope": "county",
    "status": "completed",
    "kind": "relief_fund",
    "level": "central",
    "band": "100k-1m",
    "amount_from": "123456",
    "amount_to": "50000",
    "indicator": "jobs",
    "measure": "total",
}
UNKNOWN = "NONE-NONE-NONE"  # no example of these is in the made-up ledger
EDITIONS = (1, 6)  # the report alone; half of the made-up years


def lists() -> dict[str, type[ListPage]]:
    """The address of each list of one model, and its view."""
    found = {}
    for name, view in _views(get_resolver().url_patterns):
        if isinstance(view, type) and issubclass(view, ListPage):
            found[reverse(name).removeprefix("/")] = view
    return found


def _views(patterns):
    for pattern in patterns:
        if not isinstance(pattern, URLResolver):
            yield pattern.name, getattr(pattern.callback, "view_class", None)
        elif pattern.app_name != "admin" and pattern.namespace != "api":
            yield from _views(pattern.url_patterns)


def _sorts() -> Iterator[str]:
    for address, view in lists().items():
        table = view.__dict__.get("table_class")
        if not isinstance(table, type):
            continue  # made for each request
        for name, column in table.base_columns.items():
            if column.orderable is not False:
                yield from (f"{address}?sort={sign}{name}" for sign in ("", "-"))


def _filters() -> Iterator[str]:
    for address, view in lists().items():
        for name in view.filterset_class.base_filters:
            if name in FILTERS:
                yield f"{address}?{name}={FILTERS[name]}"


def _searches() -> Iterator[str]:
    yield from (f"search/?q={word}" for word in (*WORDS, "drinkng+watr", "800%E4%B8%87"))
    for address, view in lists().items():
        if "q" in view.filterset_class.base_filters:
            yield from (f"{address}?q={word}" for word in WORDS)


def groups() -> dict[str, list[str]]:
    """The addresses of each group, without language prefix and leading slash; `{one}` stands for a
    number of a project."""
    every = page_addresses(article=UNKNOWN, receipt=UNKNOWN)
    whole = [
        one for one in every if "?" not in one and UNKNOWN not in one and one != "nothing-here/"
    ]
    of_lists = list(lists())
    past = [f"{one}?edition={number}" for number in EDITIONS for one in of_lists]
    return {
        **{name: [address] for name, address in LARGE.items()},
        "every kind of page": whole,
        "every list in Chinese": [f"zh-hans/{one}" for one in of_lists],
        "every sort of every list": list(_sorts()),
        "every filter of every list": list(_filters()),
        "every search": list(_searches()),
        "page 100 of long lists": [f"{one}?page=100" for one in ("projects/", "funds/")],
        "every list of a past edition": past,
        "sorts and filters of a past edition": [
            f"{one}&edition={EDITIONS[-1]}"
            for one in (*_sorts(), *_filters())
            if "?sort=-" not in one  # today's are asked in both directions
        ],
    }


if __name__ == "__main__":
    print(json.dumps(groups()))  # noqa: T201
