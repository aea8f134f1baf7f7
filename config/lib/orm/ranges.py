"""Ranges for exclusion constraints."""

from django.contrib.postgres.fields import BigIntegerRangeField
from django.db.models import Func


class IdRange(Func):
    """SQL: the range that holds one id, so that ids need no btree_gist extension."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"
    output_field = BigIntegerRangeField()
