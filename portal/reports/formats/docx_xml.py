"""The parts of a Word file that its library has no words for."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def make(tag: str, *children, **attributes: str):
    """The element `w:tag` with attributes `w:name` and these children."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    element.extend(children)
    return element


def field(instruction: str, placeholder: str, *properties):
    """A field that Word computes; until then the placeholder stands there."""
    text = make("t")
    text.text = placeholder
    return make("fldSimple", make("r", *properties, text), instr=instruction)


def shade(cell, colour: str) -> None:
    """The ground of a table cell."""
    cell._tc.get_or_add_tcPr().append(make("shd", val="clear", color="auto", fill=colour))


def repeat_on_every_page(row) -> None:
    """Make a row of a table the heading of its columns."""
    row._tr.get_or_add_trPr().append(make("tblHeader"))


def keep_together(row) -> None:
    """No page ends inside this row."""
    row._tr.get_or_add_trPr().append(make("cantSplit"))


def rule_lines(table, colour: str) -> None:
    """Thin lines between the rows, none between the columns."""
    lines = (
        make(side, val="single", sz="4", space="0", color=colour) for side in ("bottom", "insideH")
    )
    table._tbl.tblPr.append(make("tblBorders", *lines))
