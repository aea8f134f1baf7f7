"""The counties that the notices of these tests are of."""

import pytest

from records.imports.notices.words.localities import CountyName, Gazetteer


@pytest.fixture
def gazetteer():
    return Gazetteer(
        [
            CountyName("141030", "大宁县"),
            CountyName("141032", "永和县"),
            CountyName("511321", "南部县"),
            CountyName("511304", "嘉陵区"),
        ]
    )
