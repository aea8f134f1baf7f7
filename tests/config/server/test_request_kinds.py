"""What addresses of one form have in common."""

import itertools

import pytest
from django.urls import URLResolver, get_resolver

from config.server import request_kinds
from config.server.fair_pool import MOST_KINDS
from config.server.request_kinds import kind_of

METHODS = ("GET", "HEAD", "POST", "MADE-UP")


@pytest.mark.parametrize(
    "one, other",
    [
        ("/projects/2011-infrastructure/", "/projects/example-00000001/"),
        ("/projects/?q=water&page=2", "/projects/?page=700&q=e"),
        ("/zh-hans/funds/?sort=-amount", "/funds/?sort=project"),
        ("/reports/2011/report.pdf", "/zh-hans/reports/2021/report.pdf"),
        ("/reports/2011/report.pdf", "/reports/2011/report.pdf?made-up=1&another"),
        ("/projects/well/", "/projects/wells-and-roads/"),
        ("/projects/?q=water", "/projects/?page=2&q=e&show=late&sort=title&since=1"),
    ],
)
def test_addresses_of_one_form_are_one_kind(one, other):
    assert kind_of("GET", one) == kind_of("GET", other)


@pytest.mark.parametrize(
    "one, other",
    [
        ("/projects/", "/projects/?q=water"),
        ("/projects/?q=water", "/funds/?q=water"),
        ("/reports/2011/", "/reports/2011/report.pdf"),
        ("/reports/2011/report.pdf", "/reports/2011/report.docx"),
        ("/data/api/v1/projects", "/data/api/v1/allocations"),
    ],
)
def test_addresses_of_other_forms_are_other_kinds(one, other):
    assert kind_of("GET", one) != kind_of("GET", other)
    assert kind_of("GET", one) != kind_of("POST", one)


@pytest.mark.parametrize(
    "path",
    [
        "/made/up/",
        "/projects/funds/reports/",
        "/zh-hans/projects.made-up",
        "/reports/2011/report.made-up",
        "http://example.org/projects/",
        "/%ff%fe",
        "/projects/" + "a" * 5_000 + "/",
        "",
    ],
)
def test_addresses_that_lead_nowhere_are_one_kind(path):
    assert kind_of("GET", f"{path}?q=water&sort=made-up") == kind_of("GET", "/nowhere")
    assert kind_of("GET", path) != kind_of("GET", "/")


def test_whoever_combines_names_makes_no_more_kinds_than_a_worker_remembers():
    names = request_kinds._NAMES
    queries = ["&".join(some) for n in range(4) for some in itertools.combinations(names, n)]
    of_one_route = {kind_of(method, f"/about/?{query}") for method in METHODS for query in queries}

    assert len(of_one_route) * len(set(routes(get_resolver()))) <= MOST_KINDS


def routes(resolver, before=""):
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, route)
        else:
            yield route
