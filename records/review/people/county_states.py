"""The places of a clerk and their state: open versions, and what was published this year."""

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass

from django.db.models import BigIntegerField, Count, F, Model, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from records.models import Edition, Record, State, User, record_models

MOST_PLACES = 12  # that the first page shows


@dataclass(frozen=True)
class PlaceState:
    """How many versions of one place are drafts, submitted, and published this year."""

    place: Model  # an assignment
    drafts: int
    submitted: int
    published: int


def place_states(user: User, kinds: Container[str]) -> list[PlaceState]:
    """The places that `user` works for, those with the most open work first. `kinds` are those that
    have open versions."""
    if user.works_everywhere:
        return []
    places = list(user.assignments.select_related("county"))
    counts = _counts({place.county_id for place in places}, kinds)
    states = [
        PlaceState(place, *(counts[place.county_id, state] for state in STATES)) for place in places
    ]
    return sorted(states, key=_urgency)[:MOST_PLACES]


STATES = (State.DRAFT, State.SUBMITTED, State.PUBLISHED)


def _urgency(one: PlaceState) -> tuple:
    return (-one.drafts - one.submitted, one.place.county.code if one.place.county else "")


def _counts(places: set[int | None], kinds: Container[str]) -> Counter:
    """By county and state, the number of versions; two queries whatever the number of kinds."""
    if not places:
        return Counter()
    of_this_year = Edition.objects.filter(published_at__year=timezone.localdate().year)
    first = of_this_year.order_by("number").values_list("number", flat=True).first()
    parts = [
        part
        for kind, model in record_models().items()
        if model.is_of_places and (model.has_county() or None in places)
        for part in _parts(model, places, first, has_open=kind in kinds)
    ]
    counts = Counter()
    for county, state, number in parts[0].union(*parts[1:], all=True) if parts else ():
        counts[county, state] += number
    return counts


def _parts(
    model: type[Record], places: set, first: int | None, *, has_open: bool
) -> Iterable[QuerySet]:
    rows = model.objects.of_places(places).order_by()
    if has_open:
        yield _by_state(rows.open(), model)
    if first is not None:
        yield _by_state(rows.published().filter(published_in__gte=first), model)


def _by_state(rows: QuerySet, model: type[Record]) -> QuerySet:
    no_county = Cast(Value(None), BigIntegerField())
    place = F("county_id") if model.has_county() else no_county
    grouped = rows.annotate(place_key=place).values("place_key", "state")
    return grouped.annotate(n=Count("pk")).values_list("place_key", "state", "n")
