"""The closed vocabularies: figures with the qualifier of their source."""

import pytest
from django.utils.translation import override

from records.models import Qualifier, format_qualified

WORDS = {
    "": ("17,000", "17,000"),
    "rounded": ("17,000 (rounded)", "17,000（取整）"),
    "about": ("about 17,000", "约17,000"),
    "more_than": ("more than 17,000", "17,000余"),
    "at_least": ("not less than 17,000", "不低于17,000"),
}


@pytest.mark.parametrize("qualifier", ["", *Qualifier.values])
def test_a_figure_is_told_with_its_qualifier_in_both_languages(qualifier):
    english, chinese = WORDS[qualifier]

    with override("en"):
        assert format_qualified("17,000", qualifier) == english
    with override("zh-hans"):
        assert format_qualified("17,000", qualifier) == chinese
