"""The log: one document a line where that is wished, and the number of the request in each."""

import io
import json
import logging
import logging.config

import pytest

from config.logs import logging_settings


@pytest.fixture
def log(request):
    """What the site logs with the format that the test names, and how to read it."""
    out = io.StringIO()
    given = logging_settings(request.param, "WARNING")
    given["handlers"]["console"]["stream"] = out
    before = logging.root.handlers[:]
    logging.config.dictConfig({**given, "loggers": {}})
    yield out
    logging.root.handlers[:] = before


@pytest.mark.parametrize("log", ["json"], indirect=True)
def test_line_is_a_document_with_the_number_of_its_request(client, db, log):
    response = client.get("/nothing-here/", headers={"x-request-id": "from-the-proxy"})

    (line,) = map(json.loads, log.getvalue().splitlines())

    assert response["X-Request-ID"] == line["request_id"] == "from-the-proxy"
    assert (line["level"], line["logger"]) == ("WARNING", "django.request")
    assert line["message"] == "Not Found: /nothing-here/"
    assert line["time"][-5] in "+-"


@pytest.mark.parametrize("log", ["line"], indirect=True)
def test_line_for_people_says_the_number_too(client, db, log):
    response = client.get("/nothing-here/")

    assert f"[{response['X-Request-ID']}]: Not Found" in log.getvalue()


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space", "line\nbreak", "<script>"])
def test_number_that_is_none_is_replaced(client, db, given):
    response = client.get("/healthz", headers={"x-request-id": given})

    assert response["X-Request-ID"] != given
    assert len(response["X-Request-ID"]) == 32
