"""The registry of kinds: whatever is public is registered once, and shown as its kind says."""

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from config.lib.pages.views import ListPage
from records.models import Edition
from records.registry.columns import staff_columns
from records.registry.kinds import all_kinds, kind_for, open_kinds

KINDS = list(all_kinds())
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def views(patterns=None):
    """Every view class with the name of its address."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        elif view := getattr(pattern.callback, "view_class", None):
            yield pattern.name, view


def test_every_public_list_is_that_of_a_kind():
    lists = {name: view for name, view in views() if issubclass(view, ListPage)}
    of_kinds = {kind.list_view: kind for kind in KINDS if kind.list_view in lists}

    # Answers are no record, provinces stand among the places, donated money is a part of the funds.
    # The progress of projects is reckoned from them.
    others = {"feedback_list", "place_list", "donated_money_list", "progress_list"}
    assert lists.keys() - of_kinds.keys() == others
    for name, kind in of_kinds.items():
        assert lists[name].model is kind.model
        assert kind.model is Edition or lists[name].sheet == kind.named_sheet
        assert kind.model is Edition or issubclass(lists[name].filterset_class, kind.filterset)


@each_kind
def test_views_of_a_kind_are_there(kind):
    assert not kind.list_view or reverse(kind.list_view)
    assert not kind.detail_view or reverse(kind.detail_view, args=["1"] * len(kind.key))


@each_kind
def test_no_two_columns_of_a_file_have_one_name(kind):
    for sheet in (kind.sheet, kind.named_sheet, staff_columns(kind.model)):
        names = [column.name for column in sheet]
        assert len(names) == len(set(names))


def may_lack(model, path: str) -> bool:
    """Whether a step on the way to a value need not be there. What is public has an edition."""
    for step in path.split("__"):
        field = model._meta.get_field(step.removesuffix("_id"))
        if field.null and field.related_model is not Edition:
            return True
        model = field.related_model
    return False


@each_kind
def test_column_that_a_row_need_not_have_is_not_required(kind):
    required = [column for column in kind.columns if column.is_required]
    assert not [column.name for column in required if may_lack(kind.model, column.path)]


def test_a_name_of_a_kind_stands_once():
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    for some in (open_kinds(), [kind for kind in KINDS if kind.import_title]):
        assert len({kind.plural for kind in some}) == len(some)
    assert all(kind_for(kind.model) is kind for kind in open_kinds())
