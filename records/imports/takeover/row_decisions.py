"""What a person decides on single rows of a notice: left out, or known to the ledger already."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.models import NoticeReading

LEAVE, CORRECT, NEW = "leave", "correct", "new"
KNOWN = (
    ("", gettext_lazy("to be decided")),
    (LEAVE, gettext_lazy("leave it out")),
    (CORRECT, gettext_lazy("take it as a correction")),
    (NEW, gettext_lazy("take it as another project")),
)


def decide_rows(data, reading: NoticeReading) -> dict:
    """The choices about rows and questions as a posted page has them; rows on other pages of the
    list stay as they were."""
    before = reading.content["proposed"]
    keys = {one["key"] for one in reading.content["lines"]}
    on_page = keys & set(data.getlist("shown"))
    left_out = (set(before.get("left_out", ())) & keys) - on_page
    left_out |= on_page - set(data.getlist("take"))
    known = {**before.get("known_rows", {})}
    for key in on_page & reading.content["known"].keys():
        known[key] = _one_of_known(data.get(f"known {key}", ""))
    answers = {one["answer"] for one in reading.content["warnings"]}
    return {
        "left_out": sorted(left_out),
        "known_rows": known,
        "confirmed": sorted(answers & set(data.getlist("confirmed"))),
    }


def _one_of_known(value: str) -> str:
    return value if value in dict(KNOWN) else ""


def with_known_rows(choices: dict, known: Mapping[str, dict]) -> dict:
    """The choices as drafts are made by: known rows left out, or corrections of what there is."""
    decided = choices.get("known_rows", {})
    left = {key for key in known if decided.get(key) == LEAVE}
    corrected = {
        key: one["code"]
        for key, one in known.items()
        if decided.get(key) == CORRECT and one["can_correct"]
    }
    left_out = sorted({*choices.get("left_out", ()), *left})
    return {**choices, "left_out": left_out, "corrections": corrected}


def undecided(choices: dict, known: Mapping[str, dict]) -> Iterator[str]:
    """In a sentence, that the ledger holds rows already and nobody has said what to do."""
    decided, left_out = choices.get("known_rows", {}), choices.get("left_out", ())
    open_ones = [key for key in known if not decided.get(key) and key not in left_out]
    if open_ones:
        message = _("The ledger holds %(count)s rows already: say what to do with each (%(rows)s).")
        yield message % {"count": len(open_ones), "rows": ", ".join(open_ones[:5])}
    stuck = [
        one["code"]
        for key, one in known.items()
        if decided.get(key) == CORRECT and not one["can_correct"] and key not in left_out
    ]
    if stuck:
        message = _("%(codes)s is being corrected already: publish it first, or leave the row out.")
        yield message % {"codes": ", ".join(stuck[:5])}
