"""Where the rows of a figure stand: lists of the site, narrowed down to these rows."""

from urllib.parse import urlencode

from django.urls import reverse

LISTS = {
    "money": "fund_list",
    "result": "coverage_list",
    "students": "education_list",
    "county": "county_list",
    "meetings": "meeting_list",
    "publications": "publication_list",
    "cadres": "cadre_list",
    "donations": "donation_list",
    "donated money": "donated_money_list",
}


def rows_of(what: str, **filters: object) -> str:
    """The address of the list of rows that a figure of the kind `what` (see `Figure.what`) adds
    up. A filter is a value, or a record that has a code; one that is None is left out."""
    values = {name: getattr(one, "code", one) for name, one in filters.items() if one is not None}
    address = reverse(LISTS.get(what, "project_list"))
    return f"{address}?{urlencode(values)}" if values else address


def parts_of(year: int, program: object) -> str:
    """The page of what each designated county reported of a programme in a year."""
    code = getattr(program, "code", program)
    return f"{reverse('designated_counties', args=[year])}#{code}"
