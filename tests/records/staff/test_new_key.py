"""A new SECRET_KEY, with the earlier one in SECRET_KEY_FALLBACKS."""

import pytest
from django.contrib.auth.tokens import default_token_generator

pytestmark = pytest.mark.django_db


@pytest.fixture
def replace_key(settings):
    def replace(*fallbacks: str) -> None:
        settings.SECRET_KEY_FALLBACKS = list(fallbacks)
        settings.SECRET_KEY = "another key of fifty characters, to be used from now on"

    return replace


def status(client) -> int:
    return client.get("/admin/").status_code


def test_session_survives_a_new_key_and_then_does_without_the_old_one(
    client, clerk, settings, replace_key
):
    client.force_login(clerk)

    replace_key(settings.SECRET_KEY)
    with_both = status(client)
    settings.SECRET_KEY_FALLBACKS = []

    assert (with_both, status(client)) == (200, 200)


def test_session_ends_where_the_old_key_is_dropped_at_once(client, clerk, replace_key):
    client.force_login(clerk)

    replace_key()

    assert status(client) == 302


def test_link_to_a_new_password_survives_a_new_key(clerk, settings, replace_key):
    token = default_token_generator.make_token(clerk)

    replace_key(settings.SECRET_KEY)

    assert default_token_generator.check_token(clerk, token)
