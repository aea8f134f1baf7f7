"""Every kind of public page with an example of the 2011 report, found through the addresses."""

from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

EXAMPLES = {
    "project_detail": {"code": "2011-infrastructure"},
    "project_notice": {"code": "2011-infrastructure"},
    "program_detail": {"code": "relief-projects"},
    "article_detail": {"code": "{article}"},
    "embed_program": {"code": "relief-projects"},
    "embed_county": {"code": "141030"},
    "report": {"year": 2011},
    "report_chapter": {"year": 2011, "chapter": "relief-projects"},
    "allocation_notice": {"year": 2011},
    "cadre_detail": {"code": "li-yikai"},
    "organisation_detail": {"code": "miit"},
    "county_detail": {"code": "141030"},
    "designated_counties": {"year": 2011},
    "source_detail": {"code": "report-2011"},
    "statement_detail": {"source": "report-2011", "code": "relief-projects"},
    "citation_list": {"code": "report-2011"},
    "record_versions": {"kind": "project", "code": "2011-infrastructure"},
    "edition_detail": {"number": 1},
    "quality_detail": {"code": "missing-in-notice"},
    "feedback_detail": {"receipt": "{receipt}"},
    "feedback_thanks": {"receipt": "{receipt}"},
}
# Other states of the same pages: with results, without, of another edition, not there.
FURTHER = (
    "search/?q=drinking+water",
    "search/?q=drinkng+watr",
    "search/?q=zzzz",
    "search/?q=poverty&kind=statement&page=2",
    "search/?q=%E9%A5%AE%E6%B0%B4",
    "search/?q=800%E4%B8%87",
    "search/?q=Hewlett-Packard",
    "organisations/hp/",
    "organisations/leading-group/",
    "projects/?edition=1",
    "changes/?since=0",
    "compare/?what=programs",
    "compare/?what=counties",
    "nothing-here/",
)
FILES = (
    *("_feed", "_file", "_content", "_csv", "_json", "iati_", "sitemap", "robots"),
    *("_proof", "_chain", "_timestamp", "verify_edition"),
)
# Pages that the report of 2011 has no example of, and where they are tried instead.
ELSEWHERE = {"progress_detail": "tests/programs/progress/test_entry.py"}


def page_names() -> list[str]:
    """The names of all public addresses that are pages and not files or answers to programs."""
    names = dict.fromkeys(_names(get_resolver().url_patterns))
    pages = [name for name in names if not any(mark in name for mark in FILES)]
    return [name for name in pages if name not in ELSEWHERE]


def page_addresses(**values: str) -> list[str]:
    """One address of every kind of page, without language prefix and leading slash."""
    examples = [
        reverse(
            name,
            kwargs={
                key: str(value).format(**values) if isinstance(value, str) else value
                for key, value in EXAMPLES.get(name, {}).items()
            },
        )
        for name in page_names()
    ]
    return [address.removeprefix("/") for address in examples] + list(FURTHER)


def _names(patterns):
    for pattern in patterns:
        if not isinstance(pattern, URLResolver):
            yield pattern.name
        elif pattern.app_name not in ("admin", "recovery") and pattern.namespace != "api":
            yield from _names(pattern.url_patterns)
