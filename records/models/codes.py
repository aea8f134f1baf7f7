"""Codes that are proposed where a clerk leaves the code empty: "2012-daning-003".

A code says the year and the place, then counts. Kinds other than projects say their kind, too.
"""

from collections.abc import Mapping

from django.db import connection, models
from django.db.models.functions import Length
from django.utils.text import slugify

from records.models.records import Record, kind_of

WIDTH = 3  # digits at least
LONGEST_STEM = 70  # a code has 80 characters
NAMES = ("name", "title")


def propose_code(model: type[Record], values: Mapping[str, object]) -> str:
    """The next free code for a new record of `model` with these values of fields; held until the
    transaction ends, so that two people at once get two codes."""
    return next_code(model, _stem(model, values))


def next_code(model: type[Record], stem: str) -> str:
    """`stem` with the number after the highest that is taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{kind_of(model)} {stem}"])
    numbered = {"code__startswith": f"{stem}-", "code__regex": rf"^{stem}-[0-9]{{1,9}}$"}
    counted = model.objects.filter(**numbered)
    longest = counted.order_by(Length("code").desc(), "-code")
    newest = longest.values_list("code", flat=True).first()
    number = int(newest.rpartition("-")[2]) + 1 if newest else 1
    return f"{stem}-{number:0{WIDTH}}"


def _stem(model: type[Record], values: Mapping[str, object]) -> str:
    """What the code begins with: year and place; for reference data their English name."""
    parts = [values.get("year"), _place(values), *_name_of_kind(model)]
    if not model.has_year():
        parts = [_english_name(values) or kind_of(model)]
    return slugify("-".join(str(part) for part in parts if part))[:LONGEST_STEM].strip("-")


def _place(values: Mapping[str, object]) -> str:
    if county := values.get("county"):
        name = county.name.removesuffix(" County").removesuffix(" District")
        return slugify(name) or county.code
    return str(values.get("scope") or "")


def _name_of_kind(model: type[Record]) -> list[str]:
    return [] if model.is_main else [kind_of(model)]


def _english_name(values: Mapping[str, object]) -> str:
    return next(filter(None, (slugify(str(values.get(name) or "")) for name in NAMES)), "")


def is_proposed(model: type[models.Model]) -> bool:
    """Whether codes of this kind are ours to give: those of places are official."""
    return issubclass(model, Record) and isinstance(model._meta.get_field("code"), models.SlugField)
