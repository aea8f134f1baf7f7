"""OpenDocument spreadsheets made for a test: their cells and styles as programs write them."""

import io
import zipfile

NAMES = (
    'xmlns:table="urn:table" xmlns:text="urn:text" xmlns:office="urn:office" '
    'xmlns:style="urn:style" xmlns:number="urn:number" xmlns:calcext="urn:calcext"'
)


def text(value: str, more: str = "") -> str:
    return f"<table:table-cell {more}><text:p>{value}</text:p></table:table-cell>"


def number(value: object, more: str = "", kind: str = "float") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}" {more}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def date(value: object, more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="date" office:date-value="{value}" {more}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def styled(name: str) -> str:
    """The attribute of a cell that has a style."""
    return f'table:style-name="{name}"'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def table(name: str, *rows: str, more: str = "", columns: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{columns}{"".join(rows)}</table:table>'


def number_style(name: str, parts: str, kind: str = "number", more: str = "") -> str:
    """A number style “N…” and the cell style of that name."""
    return (
        f'<number:{kind}-style style:name="N{name}" {more}>{parts}</number:{kind}-style>'
        f'<style:style style:name="{name}" style:data-style-name="N{name}"/>'
    )


def document(*tables: str, styles: str = "") -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", f"<x {NAMES}>{styles}{''.join(tables)}</x>")
    file.seek(0)
    return file
