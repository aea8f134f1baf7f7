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
from django_filters import ChoiceFilter  # noqa: E402

from config.lib.pages.views import ListPage  # noqa: E402
from config.lib.spreadsheets.export import FORMATS  # noqa: E402
from programs.lists.standing_list import ProgressList  # noqa: E402
from records.review.queues import QUEUES  # noqa: E402
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
    "progress": "progress/",
    "places": "places/",
    "organisations": "organisations/",
    "changes": "changes/?since=0",
    "comparison": "compare/?what=years",
}
WORDS = ("walnut", "walnut+{one}", "%E9%A5%AE%E6%B0%B4", "drinking+water", "zzzz")
FILTERS = {
    "year": "2015",
    "year_from": "2018",
    "year_to": "2013",
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
    **dict.fromkeys(("implementer", "coordinator", "organiser", "funder", "recipient"), "miit"),
}
COUNTY = FILTERS["county"]  # whose rows are downloaded: those of all are made by the worker
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
        for name, filtering in view.filterset_class.base_filters.items():
            if name in FILTERS:
                yield f"{address}?{name}={FILTERS[name]}"
            else:
                yield from (f"{address}?{name}={value}" for value in _choices(filtering))


def _choices(filtering) -> list[str]:
    """What a filter offers by itself, as the queues of the progress: all of it is asked."""
    choices = filtering.extra.get("choices", ()) if type(filtering) is ChoiceFilter else ()
    return [str(value) for value, _label in (choices() if callable(choices) else choices)]


def _downloads() -> Iterator[str]:
    for address, view in lists().items():
        if "county" in view.filterset_class.base_filters:
            yield from (f"{address}?county={COUNTY}&format={form}" for form in FORMATS)


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
        "every download of a county": list(_downloads()),
        "progress, queues in every order": [
            f"progress/?show={show}&sort={sort}"
            for show in _choices(ProgressList.filterset_class.base_filters["show"])
            for sort in sorted(ProgressList.table_class.quick_sorts)
        ],
        "staff queues": [f"admin/queue/{queue.name}/" for queue in QUEUES.values()],
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
