"""The worker makes the blocks of tallies, also after one that was killed at it."""

import pytest
from django.db import connection

from programs.models import TallyBlock
from programs.tasks import keep_tallies
from tests.background import work
from tests.builders import generate_example

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_worker_killed_at_the_tallies_is_followed_by_one_that_works(report_2011):
    """They took longer than a minute: the next time of them waits already, under the same lock."""
    with connection.cursor() as cursor:
        keep_tallies.defer(timestamp=1)
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        keep_tallies.defer(timestamp=2)

        work()

        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)


def test_worker_makes_the_blocks_that_are_due(report_2011):
    generate_example(1_200)
    keep_tallies(timestamp=1)

    assert TallyBlock.objects.exists()
