"""What a file leaves in doubt: asked on the page of its rehearsal, never assumed.

A question names the cell, what was read, and what else it could be. The sender answers every kind
of question once, and the answer is kept with the file; until then nothing is loaded.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

SHOWN_CELLS = 20  # of each kind of question

DATE, ROUNDED, HIDDEN, OUTSIDE, TWICE, LARGE = (
    "date",
    "rounded",
    "hidden",
    "outside",
    "twice",
    "large",
)


@dataclass(frozen=True)
class QuestionKind:
    """What is in doubt, and the sentence that the sender confirms."""

    title: str
    explanation: str
    answer: str


KINDS = {
    DATE: QuestionKind(
        _("Dates that can be read in two ways"),
        _(
            "A spreadsheet drops the last zero of 2011.10, and a number without a format may count "
            "days. To say something else, write 2011-10 or 2011年10月 and send the file again."
        ),
        _("These dates are right as read."),
    ),
    ROUNDED: QuestionKind(
        _("Figures that the sheet shows rounded"),
        _("The cell holds more decimals than its format shows. The ledger takes what it holds."),
        _("These figures are right as read, with all decimals."),
    ),
    HIDDEN: QuestionKind(
        _("Hidden or filtered rows and columns"),
        _("They are read like all others. To leave them out, delete them and send the file again."),
        _("What is hidden belongs to the file."),
    ),
    OUTSIDE: QuestionKind(
        _("Content outside the named columns"),
        _(
            "These cells stand under no heading and would not be read. To bring them in, give "
            "their column a heading of the template and send the file again."
        ),
        _("These cells are to be left out."),
    ),
    TWICE: QuestionKind(
        _("Rows that say the same money twice"),
        _("If the same money is listed twice by mistake, delete one of the rows."),
        _("These are different sums, each counted by itself."),
    ),
    LARGE: QuestionKind(
        _("Amounts a hundred times the usual"),
        _(
            "The heading names a large unit, and these amounts are a hundred times the usual one "
            "or more. They may have been written in yuan."
        ),
        _("These amounts are right as read."),
    ),
}


@dataclass(frozen=True)
class Question:
    """One cell or row in doubt: what stands there, how it is read, what else it could be."""

    kind: str
    sheet: str
    row: int
    column: str
    value: str
    reading: str
    other: str = ""


@dataclass
class Questions:
    """The questions of one kind: how many there are, and the first of them."""

    kind: str
    count: int = 0
    first: list[Question] = field(default_factory=list)


def ask(asked: list[Questions], question: Question) -> None:
    """Add a question to those of its kind."""
    group = next((one for one in asked if one.kind == question.kind), None)
    if group is None:
        group = Questions(question.kind)
        asked.append(group)
    group.count += 1
    if len(group.first) < SHOWN_CELLS:
        group.first.append(question)
