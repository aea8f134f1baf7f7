"""The page for maintainers that shows every token and every part of the public pages."""

from decimal import Decimal
from types import SimpleNamespace

from django.shortcuts import render
from django.utils.translation import gettext as _

from config.lib.pages.facets import Chip, Choice, Facet, Value
from records.forms import ReceiptForm

COLOURS = (
    "ink",
    "muted",
    "paper",
    "sheet",
    "line",
    "edge",
    "accent",
    "link",
    "focus",
    "good",
    "notice",
    "bad",
)
SIZES = ("small", "usual", "large", "title", "page", "hero")
SPACES = (1, 2, 3, 4, 5, 6)
OUTCOMES = ("equal", "rounding", "incomplete", "mismatch", "copied")
AMOUNTS = (Decimal("16126500"), Decimal("0"), None)


def design(request):
    """Made of example content, so that it looks the same whatever the ledger holds."""
    statement = SimpleNamespace(
        get_absolute_url=lambda: "#figures", summary_text=_("an example"), changed_since=None
    )
    facet = Facet(
        "year",
        _("Year"),
        (
            Value("2011", 9, "#lists", is_chosen=True),
            Value(_("not stated"), 1, "#lists", is_chosen=False),
        ),
    )
    context = {
        "colours": COLOURS,
        "sizes": SIZES,
        "spaces": SPACES,
        "outcomes": OUTCOMES,
        "amounts": AMOUNTS,
        "statement": statement,
        "choices": (Choice(facet.label, facet, ()),),
        "chips": (Chip("year", _("Year"), "2011", "#lists"),),
        "receipt": ReceiptForm({"receipt": "?"}),
    }
    return render(request, "design.html", context)
