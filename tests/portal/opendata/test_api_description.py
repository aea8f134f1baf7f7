"""The API against its own description: schemathesis makes up requests, right and wrong ones."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from config.wsgi import application

pytestmark = pytest.mark.django_db

ADDRESS = "/data/api/v1/openapi.json"
EXAMPLES = 6  # for each operation and mode


@pytest.fixture
def one_connection(report_2011):
    """Requests come through WSGI here; each would close the connection that the test rolls back."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def try_out(operation, mode: GenerationMode) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case):
        case.call_and_validate()

    holds()


@pytest.mark.soak
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_api_keeps_to_its_description(one_connection, mode):
    api = schemathesis.openapi.from_wsgi(ADDRESS, application)

    operations = [result.ok() for result in api.get_all_operations()]
    for operation in operations:
        if mode == GenerationMode.POSITIVE or list(operation.iter_parameters()):
            try_out(operation, mode)

    assert len(operations) > 50
