"""Sums that a sentence states, beside the money of all projects."""

from decimal import Decimal

from records.imports.notices.proposal import surroundings as around
from records.imports.notices.proposal.lines_around import Line
from records.imports.notices.rows.crosscheck import warn_check, within_rounding
from records.imports.notices.rows.readings import Context
from records.imports.notices.understanding import Check, Notice, money_text


def check_sentence(line: Line, notice: Notice, context: Context) -> None:
    """Add the check of a sentence that states a sum, and what it says of its parts."""
    stated = around.sum_in_words(line)
    if stated is None or not notice.projects:
        return
    money = [one for project in notice.projects for one in project.money]
    parts = sum((one.yuan for one in money), Decimal(0))
    check = Check(
        "total",
        stated["label"],
        None,
        None,
        list(dict.fromkeys(one.stage for one in money)),
        None,
        stated["yuan"],
        parts,
        within_rounding(
            stated["yuan"] - parts, len(money), min((one.step for one in money), default=None)
        ),
        stated["sheet"],
        stated["cell"],
        stated["unit"],
        stated["snippet"],
    )
    notice.checks.append(check)
    warn_check(check, context)
    if len(stated["parts"]) > 1:
        notice.extras["source_statement"] = {
            "cell": stated["cell"],
            "stated_total_yuan": money_text(stated["yuan"]),
            "agrees": sum(one[2] for one in stated["parts"]) == stated["yuan"],
            "lines": [
                {"kind": kind, "label_printed": label, "amount_yuan": money_text(yuan)}
                for kind, label, yuan in stated["parts"]
            ],
        }
