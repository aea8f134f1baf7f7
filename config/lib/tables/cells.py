"""The cells of a list page, column by column.

The accessor, the parameters of `render` and the link of a column are read once a page, for a page
has many cells. The rules are those of django-tables2, which still makes the cells of columns that
need more.
"""

from collections.abc import Callable, Iterable
from inspect import Parameter, signature
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow

Content = Callable[[BoundRow], Any]
PLAIN = {"value", "record"}  # the only arguments about a row that most `render` methods take


def cell_of(bound: BoundColumn, row: BoundRow) -> Callable[[BoundRow], SafeString]:
    """A function that makes the cell of column `bound` for rows like `row`."""
    start = format_html('<td {} data-label="{}">', bound.attrs["td"].as_html(), bound.header)
    content = content_of(bound, type(row.record))

    def cell(row: BoundRow) -> SafeString:
        return SafeString(f"{start}{conditional_escape(content(row))}</td>")

    return cell


def content_of(bound: BoundColumn, model: type) -> Content:
    """A function that makes the content of a cell of column `bound`, with its link."""
    parameters = signature(bound.render).parameters
    known = {"column": bound.column, "bound_column": bound, "table": bound._table}
    if parameters.keys() - PLAIN - known.keys() or Parameter.VAR_KEYWORD in _kinds(parameters):
        return lambda row: row.get_cell(bound.name)
    fixed = {name: known[name] for name in parameters.keys() - PLAIN}
    read, empty, wanted = reader(bound.accessor, model), bound.column.empty_values, set(parameters)

    def content(row: BoundRow):
        value, record = read(row.record), row.record
        if value in empty:
            # The default is a function where it depends on the reader's language.
            return bound.default() if callable(bound.default) else bound.default
        given = {"value": value} if "value" in wanted else {}
        given |= {"record": record} if "record" in wanted else {}
        html = bound.render(**given, **fixed)
        html = str(html) if isinstance(html, Model) else html  # its name, in its language
        if not bound.link:
            return html
        return format_html('<a href="{}">{}</a>', address(bound, record), html)

    return content


def _kinds(parameters) -> set:
    return {one.kind for one in parameters.values()}


def reader(accessor: str, model: type) -> Callable[[Any], Any]:
    """A function that resolves `accessor`: labels of choices, None where the path ends early."""
    *way, last = accessor.split("__")
    labels = {value: str(label) for value, label in _choices(model, (*way, last))}

    def read(record):
        for step in way:
            record = getattr(record, step, None)
        value = getattr(record, last, None)
        value = value() if callable(value) else value
        return labels.get(value, value) if labels else value

    return read


def _choices(model: type, way: tuple[str, ...]) -> Iterable[tuple[Any, Any]]:
    """The choices of the field at the end of a way of field names; none where it has none."""
    field = None
    for name in way:
        if not issubclass(model, Model):
            return ()
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return ()
        model = field.related_model or object
    return getattr(field, "flatchoices", None) or ()


def address(bound: BoundColumn, record) -> str:
    """The link of a cell: that of the column, else the page of its value or of its record."""
    if callable(bound.link.url):
        return bound.link.url(record)
    target = getattr(record, bound.name, None)
    return (target if hasattr(target, "get_absolute_url") else record).get_absolute_url()
